/// The peer is gone and the connection stands: a part of the answer, then nothing on it ever again.
package struct HalfOpen: Fault {
  package let name = "half-open"

  package init() {}

  package var leavesHalfOpen: Bool { true }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let length = Int.random(in: 1..<exchange.frame.count, using: &generator)
    return exchange.sent(Array(exchange.frame[..<length]))
  }
}
