import Digests

/// What surrounds every page: head, style, script, and the policy that lets nothing else in.
enum PageShell {
  /// The document around what `body` writes.
  static func document(
    title: String, refreshes: Bool = true, _ body: (inout Markup) -> Void
  ) -> String {
    var page = Markup()
    page.constant("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
    page.constant("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
    page.element("title", [:], title)
    // Without the script the browser loads the page anew.
    page.constant("<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>")
    page.asset("style", style)
    page.constant("</head><body>")
    body(&page)
    page.asset("script", script)
    page.constant("</body></html>\n")
    return page.html
  }

  /// The Content-Security-Policy of every page: its own style and script by their digests, its own
  /// server for the refresh, and nothing else.
  static let policy =
    "default-src 'none'; style-src '\(digest(style))'; script-src '\(digest(script))'; "
    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  private static let style = asset("page.css")
  private static let script = asset("page.js")

  private static func asset(_ name: String) -> StaticString {
    guard let file = pageAssets.first(where: { $0.name == name }) else {
      preconditionFailure("the asset \(name) is not embedded")
    }
    return file.text
  }

  private static func digest(_ text: StaticString) -> String {
    var hash = SHA256()
    text.withUTF8Buffer { hash.update($0) }
    return "sha256-" + Base64.text(of: hash.finish())
  }
}

/// RFC 4648 §4, with padding.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let padded = Array(group) + Array(repeating: 0, count: 3 - group.count)
      let bits = UInt32(padded[0]) << 16 | UInt32(padded[1]) << 8 | UInt32(padded[2])
      for place in 0..<4 {
        let digit = alphabet[Int(bits >> UInt32(18 - 6 * place) & 0x3F)]
        text.append(place <= group.count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
