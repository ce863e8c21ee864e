/// Another unit answers, rightly for itself: what gateways do that mix their units up.
package struct WrongUnit: Fault {
  package let name = "wrong unit"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let unit = exchange.request.unit ^ UInt8.random(in: 1...3, using: &generator)
    return exchange.sent(exchange.framed(exchange.answer(unit: unit), unit: unit))
  }
}
