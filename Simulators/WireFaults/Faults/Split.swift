/// The answer comes in pieces, in time. It is a good answer.
package struct Split: Fault {
  package let name = "split"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let frame = exchange.frame
    let cuts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
      Int.random(in: 1..<frame.count, using: &generator)
    }
    var steps: [WireStep] = []
    var first = 0
    for (number, cut) in (Set(cuts).sorted() + [frame.count]).enumerated() {
      steps.append(
        WireStep(
          after: exchange.latency + exchange.patience * number / 20,
          .bytes(Array(frame[first..<cut]))))
      first = cut
    }
    return steps
  }
}
