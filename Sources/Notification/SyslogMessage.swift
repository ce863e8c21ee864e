import Agent
import Alarms
import Readings

/// Messages of RFC 5424, one for each piece of news.
enum SyslogMessage {
  /// The facility local0.
  private static let facility = 16
  private static let detailNames = [
    "event_id", "occurrence_id", "value", "unit", "limit", "quality", "actor", "comment", "drill",
  ]

  static func bytes(
    _ news: AlarmNews, site: String, host: String, guidance: AlarmGuidance
  ) -> [UInt8] {
    let priority = facility * 8 + severity(of: news)
    let time = news.time.rfc3339
    var text = "<\(priority)>1 \(time) \(header(host)) hallwatch - \(header(news.kind)) "
    text += "[alarm@32473"
    let data: [(String, String)] =
      [
        ("seq", String(news.sequence)), ("id", news.id), ("site", site), ("device", news.device),
        ("priority", news.priority.rawValue), ("state", news.state.rawValue),
      ]
      + detailNames.compactMap { name in news.detail(name).map { (name, $0) } }
    for (name, value) in data { text += " \(name)=\"\(escaped(value))\"" }
    text += "] \(news.kind) \(news.state.rawValue): \(printable(news.summary))"
    if news.isShown, !guidance.response.isEmpty { text += ". \(printable(guidance.response))" }
    return Array(text.utf8)
  }

  /// Of syslog: 1 alert, 2 critical, 4 warning, 5 notice, 6 information.
  private static func severity(of news: AlarmNews) -> Int {
    guard news.isShown else { return 6 }
    if news.hazard.displayRank == 0 { return 1 }
    switch news.priority {
    case .critical: return 2
    case .high: return 3
    case .medium: return 4
    case .low, .journal: return 5
    }
  }

  /// A word of the header: printable ASCII without spaces.
  private static func header(_ text: String) -> String {
    let bytes = text.utf8.filter { (0x21...0x7E).contains($0) }.prefix(32)
    return bytes.isEmpty ? "-" : String(decoding: bytes, as: UTF8.self)
  }

  private static func escaped(_ text: String) -> String {
    printable(text).reduce(into: "") { result, character in
      if character == "\"" || character == "\\" || character == "]" { result += "\\" }
      result.append(character)
    }
  }

  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
  }
}
