import Configuration
import Readings

/// A journal record for people, in 80 columns: when, what, how urgent, which alarm; then what was
/// known and who said what.
enum RecordText {
  static let width = 80

  static func text(of event: RecordedEvent) -> String {
    var words = [event.time.rfc3339, "#\(event.sequence)", event.kind]
    if let priority = event.text("priority") { words.append(priority) }
    for name in ["id", "act_on", "device", "target", "address", "records", "config"] {
      guard let text = event.text(name), !text.isEmpty else { continue }
      if name == "device", event.text("id") != nil { continue }
      words.append(text)
    }
    words += figures(event) + persons(event)
    return TerminalText.wrapped(
      TerminalText.clean(words.joined(separator: " ")), columns: width, indent: "    "
    ).joined(separator: "\n")
  }

  private static func figures(_ event: RecordedEvent) -> [String] {
    var words: [String] = []
    if let from = event.text("from_state"), let to = event.text("to_state"), from != to {
      words += [from, "→", to]
    }
    if let value = event.shown("value") {
      words.append("value=\(value)" + (event.text("unit").map { " " + $0 } ?? ""))
    }
    if let limit = event.shown("limit") {
      words.append("\(event.text("level") ?? "limit")=\(limit)")
    }
    if let reason = event.text("quality_reason") { words.append("no data: \(reason)") }
    if event.flag("present_at_start") == true { words.append("present at start") }
    if let first = event.shown("first_out") { words.append("first_out=\(first)") }
    if let seconds = event.shown("seconds") { words.append("\(seconds) s") }
    if let count = event.shown("count") {
      words.append(event.kind == "odd_client" ? "\(count) times" : "\(count) lost")
    }
    if let detail = event.text("detail"), !detail.isEmpty { words.append(detail) }
    return words
  }

  private static func persons(_ event: RecordedEvent) -> [String] {
    var words: [String] = []
    if let act = event.text("act") { words.append("(\(act))") }
    if let actor = event.text("actor") { words.append("by \(actor)") }
    if let until = event.text("shelved_until"), event.kind == "shelved" {
      words.append("until \(until)")
    }
    if let comment = event.text("comment") { words.append("“\(comment)”") }
    if let reason = event.text("reason") { words.append("because \(reason)") }
    if let refusal = event.text("refusal") { words.append("refused: \(refusal)") }
    return words
  }
}

extension RecordedEvent {
  /// Whether it says again what earlier records said, for the next start of the agent.
  var isRepetition: Bool {
    ["checkpoint_begin", "checkpoint", "checkpoint_end", "notify_cursor"].contains(kind)
  }
}
