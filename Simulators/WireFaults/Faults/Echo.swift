/// A two-wire adapter that hears itself: the request comes back before the answer.
package struct Echo: Fault {
  package let name = "echo"

  package init() {}

  package func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    let request = exchange.request
    let body = [
      request.function, UInt8(request.start >> 8), UInt8(truncatingIfNeeded: request.start),
      UInt8(request.count >> 8), UInt8(truncatingIfNeeded: request.count),
    ]
    return [WireStep(after: .zero, .bytes(exchange.framed(body)))] + exchange.sent(exchange.frame)
  }
}
