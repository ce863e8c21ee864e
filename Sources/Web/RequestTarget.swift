/// The target of a request line, taken apart: where it points, and the query.
struct RequestTarget {
  var path: String
  var query: [HTTPRequest.QueryItem]

  /// Reads `/path?query` or `http://host/path?query`; nil when it is malformed, holds bytes that a
  /// path cannot have, or leads above the root.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
      return nil
    }
    var rest = bytes
    for scheme in ["http://", "https://"] where rest.starts(with: scheme.utf8) {
      let afterHost = rest.dropFirst(scheme.utf8.count).drop {
        $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?")
      }
      rest = afterHost
      if rest.first != UInt8(ascii: "/") { rest = [UInt8(ascii: "/")] + rest }
      break
    }
    guard rest.first == UInt8(ascii: "/") else { return nil }
    let parts = rest.split(
      separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = Self.path(parts[0]),
      let query = Self.query(parts.count == 2 ? parts[1] : [])
    else { return nil }
    self.path = path
    self.query = query
  }

  private static func path(_ bytes: ArraySlice<UInt8>) -> String? {
    var segments: [String] = []
    let raw = bytes.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for segment in raw {
      guard let text = decoded(segment, plusIsBlank: false), !text.utf8.contains(0x2F) else {
        return nil
      }
      switch text {
      case "", ".": break
      case "..": guard segments.popLast() != nil else { return nil }
      default: segments.append(text)
      }
    }
    let endsOpen = raw.last.map { $0.isEmpty || $0.elementsEqual(".".utf8) } ?? true
    return "/" + segments.joined(separator: "/") + (endsOpen && !segments.isEmpty ? "/" : "")
  }

  private static func query(_ bytes: ArraySlice<UInt8>) -> [HTTPRequest.QueryItem]? {
    var items: [HTTPRequest.QueryItem] = []
    for part in bytes.split(separator: UInt8(ascii: "&")) {
      let pair = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(pair[0], plusIsBlank: true),
        let value = decoded(pair.count == 2 ? pair[1] : [], plusIsBlank: true)
      else { return nil }
      items.append(HTTPRequest.QueryItem(name: name, value: value))
    }
    return items
  }

  /// The text behind percent escapes; nil when an escape is malformed, or what it gives is not
  /// UTF-8 or holds control characters.
  private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsBlank: Bool) -> String? {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        result.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsBlank: result.append(UInt8(ascii: " "))
      default: result.append(byte)
      }
    }
    guard result.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: result, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
