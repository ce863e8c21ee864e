/// The good answer after a question for an address that does not exist is wrong. Refusals are not
/// made from registers and stay right.
package struct CorruptAfterUndefined: Fault {
  /// The answer is in good form and holds other registers. Only who never asks for undefined
  /// addresses is safe from that; otherwise the frame itself is broken.
  package var isInGoodForm: Bool

  package init(isInGoodForm: Bool) { self.isInGoodForm = isInGoodForm }

  package let name = "corrupt after undefined"

  package func strikes(_ exchange: Exchange) -> Bool {
    exchange.followsUndefined && !exchange.registers.isUndefined(exchange.request)
  }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    if isInGoodForm { return exchange.sent(exchange.framed(exchange.answer(startingBy: 1))) }
    return exchange.sent(Array(exchange.frame.dropLast()))
  }
}
