/// The part of an address that says which machine and which door: `10.0.0.1:502`, `[::1]:502`,
/// `ups-a.example:502`.
struct HostAndPort: Hashable {
  /// An address in its canonical form without brackets, or a name in lower case.
  var host: String
  /// Nil when the text has none.
  var port: UInt16?

  /// What is wrong with a text, and what would be right.
  struct Mistake: Error {
    var message: String
  }

  init(_ text: Substring) throws(Mistake) {
    let hostText: Substring
    let portText: Substring?
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else {
        throw Mistake(message: "the `[` is never closed; write [2001:db8::1]:502")
      }
      hostText = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else {
        throw Mistake(message: "expected `:` and the port after `]`")
      }
      portText = rest.isEmpty ? nil : rest.dropFirst()
      guard hostText.contains(":") else {
        throw Mistake(message: "brackets hold an address of IPv6 only")
      }
    } else {
      let colons = text.count { $0 == ":" }
      guard colons <= 1 else {
        throw Mistake(message: "an address of IPv6 stands in brackets, such as [2001:db8::1]:502")
      }
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      hostText = parts[0]
      portText = parts.count == 2 ? parts[1] : nil
    }
    host = try Self.host(hostText)
    port = try portText.map { text throws(Mistake) in try Self.port(text) }
  }

  private static func port(_ text: Substring) throws(Mistake) -> UInt16 {
    guard text.utf8.allSatisfy(isDigit), let port = UInt16(text), port > 0 else {
      throw Mistake(message: "bad port `\(text)`; expected 1 to 65535")
    }
    return port
  }

  private static func host(_ text: Substring) throws(Mistake) -> String {
    if let address = IPAddress(String(text)) { return "\(address)" }
    guard !text.isEmpty else { throw Mistake(message: "the host is missing") }
    if text.contains(":") || text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }) {
      throw Mistake(message: "bad address `\(text)`; write one such as 10.20.1.11")
    }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    let isName =
      text.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
          }
      }
    guard isName else {
      throw Mistake(
        message: "bad host `\(text)`; names have letters, digits, `-` and `.` only")
    }
    return text.lowercased()
  }

  /// With brackets around an address of IPv6.
  static func text(host: String, port: UInt16) -> String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
