/// One element of an Accept header: a media type, perhaps with wildcards, a version and a weight.
struct MediaRange {
  /// In lower case, such as `text/plain` or `*/*`.
  var mediaType: String
  /// The parameter `version`; nil when it is not given.
  var version: String?
  /// The parameter `q` in thousandths, 1000 when it is not given.
  var weight = 1000

  /// Reads one element; nil when it is malformed.
  init?(_ element: Substring) {
    var parts = Self.split(element, at: ";").map(Self.trimmed)[...]
    guard let first = parts.popFirst() else { return nil }
    mediaType = first.lowercased()
    guard mediaType.split(separator: "/", omittingEmptySubsequences: false).count == 2,
      !mediaType.hasPrefix("/"), !mediaType.hasSuffix("/")
    else { return nil }
    for part in parts where !part.isEmpty {
      guard let equals = part.firstIndex(of: "=") else { return nil }
      let name = Self.trimmed(part[..<equals]).lowercased()
      let value = Self.unquoted(Self.trimmed(part[part.index(after: equals)...]))
      switch name {
      case "version": version = value
      case "q":
        guard let weight = Self.weight(value) else { return nil }
        self.weight = weight
      default: break
      }
    }
  }

  /// The elements of a header: separated by commas outside quotes.
  static func list(_ header: String) -> [Substring] { split(header[...], at: ",") }

  private static func split(_ text: Substring, at separator: Character) -> [Substring] {
    var isQuoted = false
    return text.split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == separator && !isQuoted
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = text.firstIndex(where: { !isBlank($0) }),
      let last = text.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return text[first...last]
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
    return String(text.dropFirst().dropLast())
  }

  /// A weight from 0 to 1, in thousandths; digits past the third are not needed.
  private static func weight(_ text: String) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts[0] == "0" || parts[0] == "1" else { return nil }
    let decimals = parts.count == 2 ? parts[1] : ""
    guard decimals.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let thousandths = Int(String((decimals + "000").prefix(3))) ?? 0
    let weight = (parts[0] == "1" ? 1000 : 0) + thousandths
    return weight <= 1000 ? weight : nil
  }
}
