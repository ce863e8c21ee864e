/// The same addresses of another table, or a refusal of another function.
package struct WrongFunction: Fault {
  package let name = "wrong function"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let functions: [UInt8] = [1, 2, 3, 4]
    let function =
      functions.filter { $0 != exchange.request.function }.randomElement(using: &generator) ?? 1
    let answer =
      Bool.random(using: &generator) ? exchange.answer(function: function) : [function | 0x80, 2]
    return exchange.sent(exchange.framed(answer))
  }
}
