/// The answer to other registers, under another number. RTU framing has no numbers.
package struct WrongTransaction: Fault {
  package let name = "wrong transaction"

  package init() {}

  package func strikes(_ exchange: Exchange) -> Bool { exchange.framing == .tcp }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let offset = UInt16([1, 2, 256, 0xFFFF].randomElement(using: &generator) ?? 1)
    return exchange.sent(
      exchange.framed(
        exchange.answer(startingBy: 1), transaction: exchange.request.transaction &- offset))
  }
}
