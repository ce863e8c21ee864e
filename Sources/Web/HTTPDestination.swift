/// Where a request goes: `http://host:port/path`, or `unix:/run/proxy.sock:/path` for a socket of
/// this machine, such as a proxy that adds TLS.
package struct HTTPDestination: Hashable, Sendable, CustomStringConvertible {
  package enum Peer: Hashable, Sendable {
    case tcp(host: String, port: UInt16)
    case unix(path: String)
  }

  package let peer: Peer
  /// Begins with a slash.
  package let path: String

  /// Nil for anything else than the forms above.
  package init?(_ text: String) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    if text.hasPrefix("unix:") {
      let parts = text.dropFirst("unix:".count).split(separator: ":", maxSplits: 1)
      guard let file = parts.first, file.hasPrefix("/"), !file.hasSuffix("/"),
        file.utf8.count <= ListenAddress.maximumPathByteCount
      else { return nil }
      peer = .unix(path: String(file))
      path = parts.count > 1 ? String(parts[1]) : "/"
    } else {
      guard text.hasPrefix("http://") else { return nil }
      let rest = text.dropFirst("http://".count)
      let slash = rest.firstIndex(of: "/") ?? rest.endIndex
      guard let peer = Self.peer(rest[..<slash]) else { return nil }
      self.peer = peer
      path = slash == rest.endIndex ? "/" : String(rest[slash...])
    }
    guard path.hasPrefix("/"), !path.contains("#") else { return nil }
  }

  private static func peer(_ authority: Substring) -> Peer? {
    guard !authority.contains("@") else { return nil }
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      let host = authority[authority.index(after: authority.startIndex)..<end]
      guard case .v6? = IPAddress(String(host)) else { return nil }
      let rest = authority[authority.index(after: end)...]
      if rest.isEmpty { return .tcp(host: String(host), port: 80) }
      guard rest.first == ":", let port = Decimal.value(of: rest.dropFirst(), upTo: 65_535)
      else { return nil }
      return .tcp(host: String(host), port: UInt16(port))
    }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, host.utf8.count <= 253, parts.count <= 2 else {
      return nil
    }
    guard parts.count == 2 else { return .tcp(host: String(host), port: 80) }
    guard let port = Decimal.value(of: parts[1], upTo: 65_535), port > 0 else { return nil }
    return .tcp(host: String(host), port: UInt16(port))
  }

  /// What the header Host says.
  var hostHeader: String {
    switch peer {
    case .tcp(let host, let port):
      let name = host.contains(":") ? "[\(host)]" : host
      return port == 80 ? name : "\(name):\(port)"
    case .unix: return "localhost"
    }
  }

  package var description: String {
    switch peer {
    case .tcp: "http://\(hostHeader)\(path)"
    case .unix(let file): "unix:\(file):\(path)"
    }
  }
}
