/// The device ends the connection after each answer, as those do that serve one request each.
package struct CloseAfterAnswer: Fault {
  package let name = "close after answer"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    exchange.sent(exchange.frame) + [WireStep(after: exchange.latency, .close)]
  }
}
