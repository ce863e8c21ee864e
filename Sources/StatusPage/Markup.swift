/// HTML as it is written. Text and attribute values are escaped here and nowhere else, so nothing
/// that a device or a site file says can become markup.
struct Markup {
  private(set) var html = ""

  typealias Attributes = KeyValuePairs<StaticString, String>

  /// An element with what is inside it.
  mutating func element(
    _ tag: StaticString, _ attributes: Attributes = [:], _ inside: (inout Markup) -> Void
  ) {
    open(tag, attributes)
    inside(&self)
    html += "</\(tag)>"
  }

  /// An element that holds one text.
  mutating func element(_ tag: StaticString, _ attributes: Attributes = [:], _ content: String) {
    open(tag, attributes)
    text(content)
    html += "</\(tag)>"
  }

  /// A tag without an end, such as `meta`. In SVG, an element without content.
  mutating func single(_ tag: StaticString, _ attributes: Attributes = [:]) {
    open(tag, attributes)
  }

  /// An SVG element without content.
  mutating func shape(_ tag: StaticString, _ attributes: Attributes) {
    open(tag, attributes)
    html += "</\(tag)>"
  }

  mutating func text(_ content: String) { Self.escape(content, into: &html) }

  /// Markup of our own: constants only.
  mutating func constant(_ markup: StaticString) { html += "\(markup)" }

  /// The style sheet or the script, which must not be escaped.
  mutating func asset(_ tag: StaticString, _ content: StaticString) {
    html += "<\(tag)>\(content)</\(tag)>"
  }

  private mutating func open(_ tag: StaticString, _ attributes: Attributes) {
    html += "<\(tag)"
    for (name, value) in attributes {
      html += " \(name)=\""
      Self.escape(value, into: &html)
      html += "\""
    }
    html += ">"
  }

  /// Control characters are shown as their pictures: they could reorder or hide what follows.
  private static func escape(_ content: String, into html: inout String) {
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": html += "&amp;"
      case "<": html += "&lt;"
      case ">": html += "&gt;"
      case "\"": html += "&quot;"
      case "'": html += "&#39;"
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{200B}"..."\u{200F}",
        "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{FEFF}":
        html += "\u{FFFD}"
      default: html.unicodeScalars.append(scalar)
      }
    }
  }
}
