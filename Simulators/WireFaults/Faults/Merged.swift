/// Two frames in one piece: the answer and another, in either order.
package struct Merged: Fault {
  package let name = "merged"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let unit = exchange.request.unit ^ 1
    let foreign = exchange.framed(
      exchange.answer(unit: unit, startingBy: 2), unit: unit,
      transaction: exchange.request.transaction &- 1)
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: return exchange.sent(foreign + exchange.frame)
    case 1: return exchange.sent(exchange.frame + foreign)
    default: return exchange.sent(exchange.frame + exchange.frame)
    }
  }
}
