/// The answer stops somewhere, and nothing follows.
package struct Truncated: Fault {
  package let name = "truncated"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let frame = exchange.frame
    let length = Int.random(in: 1..<frame.count, using: &generator)
    return exchange.sent(Array(frame[..<length]))
  }
}
