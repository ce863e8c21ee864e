import Web

#if FUZZING
  import FuzzDriver
#endif

/// What a client sends before it is trusted with anything: the head of a request.
package enum FuzzHTTPRequest {
  private static let limits: HTTPLimits = {
    var limits = HTTPLimits()
    // Small, so that the bounds are met by small inputs.
    limits.headBytes = 512
    limits.headerCount = 8
    return limits
  }()

  /// What is wrong with how the bytes are read; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    let whole = HTTPRequestParser.parse(bytes[...], limits: limits)
    switch whole {
    case .incomplete:
      return bytes.count < limits.headBytes + 4 ? nil : "waits for more than a head may have"
    case .refusal(let refusal):
      if refusal.status.rawValue < 400 { return "refuses with \(refusal.status.rawValue)" }
    case .request(let request, let byteCount):
      if let complaint = complaint(about: request) { return complaint }
      guard (1...limits.headBytes + 4).contains(byteCount), byteCount <= bytes.count else {
        return "takes \(byteCount) bytes of \(bytes.count)"
      }
      guard
        case .request(let alone, byteCount) = HTTPRequestParser.parse(
          bytes[..<byteCount], limits: limits), alone.path == request.path,
        alone.headers == request.headers
      else { return "needs what follows the request" }
    }
    return cuts(bytes, whole)
  }

  /// Whatever let a request through, its path stays below the root.
  private static func complaint(about request: HTTPRequest) -> String? {
    guard request.path.hasPrefix("/") else { return "path \(request.path)" }
    let segments = request.path.split(separator: "/")
    if segments.contains("..") || segments.contains(".") { return "path \(request.path)" }
    let texts =
      [request.path] + request.query.flatMap { [$0.name, $0.value] }
      + request.headers.map(\.name)
    if texts.contains(where: { $0.utf8.contains { $0 < 0x20 || $0 == 0x7F } }) {
      return "control characters in \(texts)"
    }
    return nil
  }

  /// A verdict does not depend on how the bytes were cut into packets.
  private static func cuts(_ bytes: [UInt8], _ whole: HTTPRequestParser.Result) -> String? {
    var step = 1
    var end = 0
    while end < bytes.count {
      let early = HTTPRequestParser.parse(bytes[..<end], limits: limits)
      switch (early, whole) {
      case (.incomplete, _): break
      case (.refusal(let first), .refusal(let second)) where first == second: break
      case (.request(let first, let count), .request(let second, let other))
      where count == other && first.path == second.path: break
      default: return "the verdict after \(end) bytes is another"
      }
      end += step
      step += step
    }
    return nil
  }
}

#if FUZZING
  @_cdecl("FuzzHTTPRequest_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzHTTPRequest.complaint(about:))
  }
#endif
