/// Every request is refused with the same code.
package struct ExceptionStorm: Fault {
  /// As on the wire, 1–255.
  package var code: UInt8

  package init(code: UInt8) { self.code = code }

  package var name: String { "exception \(code)" }

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    exchange.sent(exchange.framed([exchange.request.function | 0x80, code]))
  }
}
