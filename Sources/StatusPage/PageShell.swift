import Digests

/// What surrounds every page: head, style, script, and the policy that lets nothing else in.
enum PageShell {
  /// The document around what `body` writes.
  static func document(
    title: String, refreshes: Bool = true, _ body: (inout Markup) -> Void
  ) -> String {
    var page = Markup(capacity: 65_536)
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
