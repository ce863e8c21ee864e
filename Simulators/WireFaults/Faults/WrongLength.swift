/// Fewer registers than asked for, a byte count that is not so, or a header that announces another
/// length than follows.
package struct WrongLength: Fault {
  package let name = "wrong length"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    var answer = exchange.answer
    switch Int.random(in: 0..<3, using: &generator) {
    case 0 where answer.count > 4:
      answer.removeLast(2)
      answer[1] -= 2
    case 1:
      answer[1] ^= 2
    default:
      var frame = exchange.frame
      if exchange.framing == .tcp {
        frame[5] ^= UInt8(1) << UInt8.random(in: 0..<7, using: &generator)
        return exchange.sent(frame)
      }
      answer.removeLast()
    }
    return exchange.sent(exchange.framed(answer))
  }
}
