/// Where the server listens: `127.0.0.1:9877`, `[::1]:9877`, `localhost:9877` or
/// `unix:/run/hallwatch/web.sock`.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// Port 0 lets the system choose one.
  case tcp(IPAddress, port: UInt16)
  case unix(path: String)

  /// The most bytes that the path of a socket may have; the system's structure holds one more.
  package static let maximumPathByteCount = 107

  /// Reads one of the forms above; nil for anything else. `localhost` is 127.0.0.1; other names
  /// are not looked up, and there is no short form for all addresses: that must be said.
  package init?(_ text: String) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst("unix:".count))
      guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.utf8.contains(0),
        path.utf8.count <= Self.maximumPathByteCount
      else { return nil }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":"),
      let port = Decimal.value(of: text[text.index(after: colon)...], upTo: 65535)
    else { return nil }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      guard case .v6(let high, let low) = IPAddress(String(host.dropFirst().dropLast())) else {
        return nil
      }
      self = .tcp(.v6(high: high, low: low), port: UInt16(port))
    } else {
      let literal = host == "localhost" ? "127.0.0.1" : String(host)
      guard case .v4(let bits) = IPAddress(literal) else { return nil }
      self = .tcp(.v4(bits), port: UInt16(port))
    }
  }

  package var description: String {
    switch self {
    case .tcp(.v4(let bits), let port): "\(IPAddress.v4(bits)):\(port)"
    case .tcp(let address, let port): "[\(address)]:\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
