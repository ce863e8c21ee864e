/// The connection breaks while the answer is on its way.
package struct ResetMidFrame: Fault {
  package let name = "reset mid-frame"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let frame = exchange.frame
    let length = Int.random(in: 0..<frame.count, using: &generator)
    return exchange.sent(Array(frame[..<length])) + [
      WireStep(
        after: exchange.latency,
        Bool.random(using: &generator) ? .reset : .close)
    ]
  }
}
