/// A frame that nobody asked for, before the answer or behind it, with other registers in it.
package struct Unsolicited: Fault {
  package let name = "unsolicited"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let unit = exchange.request.unit ^ UInt8.random(in: 1...3, using: &generator)
    let foreign = exchange.framed(
      exchange.answer(unit: unit, startingBy: 3), unit: unit,
      transaction: exchange.request.transaction &- UInt16.random(in: 1...9, using: &generator))
    if Bool.random(using: &generator) {
      return [WireStep(after: exchange.latency / 2, .bytes(foreign))]
        + exchange.sent(exchange.frame)
    }
    let latest = exchange.framing == .tcp ? exchange.patience * 2 : exchange.gap / 2
    let pause = Duration.drawn(from: .zero...latest, using: &generator)
    return exchange.sent(exchange.frame)
      + [WireStep(after: exchange.latency + pause, .bytes(foreign))]
  }
}
