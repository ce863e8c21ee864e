/// HTML as it is written. Text and attribute values are escaped here and nowhere else, so nothing
/// that a device or a site file says can become markup.
struct Markup {
  /// What has been written, in UTF-8.
  private(set) var bytes: [UInt8] = []

  typealias Attributes = KeyValuePairs<StaticString, String>

  /// - Parameter capacity: about how many bytes it will be.
  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  var html: String { String(decoding: bytes, as: UTF8.self) }

  /// An element with what is inside it.
  mutating func element(
    _ tag: StaticString, _ attributes: Attributes = [:], _ inside: (inout Markup) -> Void
  ) {
    open(tag, attributes)
    inside(&self)
    close(tag)
  }

  /// An element that holds one text.
  mutating func element(_ tag: StaticString, _ attributes: Attributes = [:], _ content: String) {
    open(tag, attributes)
    text(content)
    close(tag)
  }

  /// A tag without an end, such as `meta`. In SVG, an element without content.
  mutating func single(_ tag: StaticString, _ attributes: Attributes = [:]) {
    open(tag, attributes)
  }

  /// An SVG element without content.
  mutating func shape(_ tag: StaticString, _ attributes: Attributes) {
    open(tag, attributes)
    close(tag)
  }

  mutating func text(_ content: String) {
    var content = content
    content.withUTF8 { escape($0) }
  }

  /// Markup of our own: constants only.
  mutating func constant(_ markup: StaticString) {
    markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// The style sheet or the script, which must not be escaped.
  mutating func asset(_ tag: StaticString, _ content: StaticString) {
    open(tag, [:])
    constant(content)
    close(tag)
  }

  private mutating func open(_ tag: StaticString, _ attributes: Attributes) {
    bytes.append(UInt8(ascii: "<"))
    constant(tag)
    for (name, value) in attributes {
      bytes.append(UInt8(ascii: " "))
      constant(name)
      constant("=\"")
      text(value)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ tag: StaticString) {
    constant("</")
    constant(tag)
    bytes.append(UInt8(ascii: ">"))
  }

  /// Text goes in as it is, in stretches, but for what would be markup and for what nobody sees:
  /// controls, and the characters that reorder or hide what follows, become a replacement
  /// character.
  private mutating func escape(_ content: UnsafeBufferPointer<UInt8>) {
    var done = 0
    var place = 0
    while place < content.count {
      let (length, replacement) = Self.special(content, at: place)
      if let replacement {
        bytes.append(contentsOf: content[done..<place])
        constant(replacement)
        done = place + length
      }
      place += length
    }
    bytes.append(contentsOf: content[done...])
  }

  /// How many bytes to go on by, and what stands in for them; nil for themselves.
  private static func special(
    _ content: UnsafeBufferPointer<UInt8>, at place: Int
  ) -> (length: Int, replacement: StaticString?) {
    let byte = content[place]
    switch byte {
    case UInt8(ascii: "&"): return (1, "&amp;")
    case UInt8(ascii: "<"): return (1, "&lt;")
    case UInt8(ascii: ">"): return (1, "&gt;")
    case UInt8(ascii: "\""): return (1, "&quot;")
    case UInt8(ascii: "'"): return (1, "&#39;")
    case 0..<0x20, 0x7F: return (1, "\u{FFFD}")
    // The first bytes of U+0080…U+009F, U+200B…U+200F, U+2028…U+202E, U+2066…U+2069, U+FEFF.
    case 0xC2 where content[place + 1] < 0xA0: return (2, "\u{FFFD}")
    case 0xE2, 0xEF:
      let (second, third) = (content[place + 1], content[place + 2])
      switch (byte, second, third) {
      case (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xA8...0xAE), (0xE2, 0x81, 0xA6...0xA9),
        (0xEF, 0xBB, 0xBF):
        return (3, "\u{FFFD}")
      default: return (3, nil)
      }
    default: return (1, nil)
    }
  }
}
