/// Answers in good form that hold other registers: a gateway that has lost its place, or another
/// device of the same family. No proof of a frame can show it; a canary does.
package struct Displaced: Fault {
  package let name = "displaced"
  /// How far away the registers are that are given instead.
  package var offset: UInt16

  package init(by offset: UInt16) { self.offset = offset }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    exchange.sent(exchange.framed(exchange.answer(startingBy: offset)))
  }
}
