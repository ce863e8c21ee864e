/// The answer comes when the client has given up. On RTU lines no later than a full answer time after
/// that: beyond it nothing that a client can do tells it from the answer to another request.
package struct Late: Fault {
  package let name = "late"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let latest = exchange.patience * (exchange.framing == .tcp ? 40 : 18) / 10
    let delay = Duration.drawn(from: exchange.patience * 11 / 10...latest, using: &generator)
    return [WireStep(after: delay, .bytes(exchange.frame))]
  }
}
