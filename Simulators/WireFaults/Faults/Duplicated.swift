/// The answer comes twice. On RTU lines the second follows within the silence after the first:
/// later it could be told from the next answer by nobody.
package struct Duplicated: Fault {
  package let name = "duplicated"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let latest =
      exchange.framing == .tcp ? exchange.patience / 2 : exchange.gap / 2
    let pause = Duration.drawn(from: .zero...latest, using: &generator)
    return exchange.sent(exchange.frame)
      + [WireStep(after: exchange.latency + pause, .bytes(exchange.frame))]
  }
}
