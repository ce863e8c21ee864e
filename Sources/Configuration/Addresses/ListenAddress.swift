/// Where the agent listens for HTTP.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// Port 0 takes any free one.
  case tcp(IPAddress, port: UInt16)
  /// A socket in the file system, for a proxy on the same machine.
  case unix(path: String)

  package var description: String {
    switch self {
    case .tcp(let address, let port): HostAndPort.text(host: "\(address)", port: port)
    case .unix(let path): "unix:\(path)"
    }
  }

  /// What is wrong with a text, and what would be right.
  package struct Mistake: Error, Hashable, Sendable {
    package var message: String
  }

  /// The address of a text `127.0.0.1:9877`, `[::1]:9877`, `localhost:9877` or `unix:/path`.
  package init(_ text: String) throws(Mistake) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard path.hasPrefix("/") else {
        throw Mistake(
          message: "\(quoted(text)): write a whole path, such as \"unix:/run/hallwatch/http\"")
      }
      // The field for it in the system's address has 108 bytes with the end mark.
      guard path.utf8.count <= 107 else {
        throw Mistake(message: "\(quoted(text)): the path has more than 107 bytes")
      }
      self = .unix(path: path)
      return
    }
    let advice = "write one such as \"127.0.0.1:9877\", \"[::1]:9877\" or \"unix:/path\""
    // Port 0 is for tests and demos: the system chooses.
    let (addressText, isAnyPort) =
      text.hasSuffix(":0") ? (text.dropLast(2), true) : (text[...], false)
    let parsed: HostAndPort
    do throws(HostAndPort.Mistake) {
      parsed = try HostAndPort(addressText)
    } catch {
      throw Mistake(message: "\(quoted(text)): \(error.message); \(advice)")
    }
    let host = parsed.host == "localhost" ? "127.0.0.1" : parsed.host
    guard let address = IPAddress(host) else {
      throw Mistake(message: "\(quoted(text)) is no address of this machine; \(advice)")
    }
    guard let port = isAnyPort ? 0 : parsed.port else {
      throw Mistake(message: "\(quoted(text)) has no port; \(advice)")
    }
    self = .tcp(address, port: port)
  }
}
