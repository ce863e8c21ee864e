/// More registers than asked for, bytes behind the answer, or a frame longer than any may be.
package struct OverLong: Fault {
  package let name = "over-long"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    var answer = exchange.answer
    switch Int.random(in: 0..<3, using: &generator) {
    case 0 where answer[1] < 240:
      answer[1] += 2
      return exchange.sent(exchange.framed(answer + [0x12, 0x34]))
    case 1:
      let count = Int.random(in: 1...20, using: &generator)
      let more = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      return exchange.sent(exchange.frame + more)
    default:
      answer += [UInt8](repeating: 0x5A, count: 300)
      return exchange.sent(exchange.framed(answer))
    }
  }
}
