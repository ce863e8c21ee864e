/// The answer breaks off and goes on as another frame, in one piece: its head is right, and what
/// stands where the last registers should is not.
package struct Spliced: Fault {
  package let name = "spliced"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let missing = Int.random(in: 1...4, using: &generator)
    let unit = exchange.request.unit ^ 1
    let foreign = exchange.framed(
      exchange.answer(unit: unit, startingBy: 2), unit: unit,
      transaction: exchange.request.transaction &- 1)
    return exchange.sent(exchange.frame.dropLast(missing) + foreign)
  }
}
