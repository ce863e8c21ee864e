import Agent
import Configuration

/// An alarm for people, in 80 columns: how pressing and in what state, which it is, what is known,
/// and what to do.
enum AlarmText {
  static func text(of alarm: JSON5Node) -> String {
    var lines = [headline(alarm), "  " + (alarm["id"]?.text ?? "")]
    lines += wrapped(facts(alarm).joined(separator: ", "))
    for name in ["consequence", "response"] {
      guard let text = alarm[name]?.text, !text.isEmpty else { continue }
      lines += wrapped("\(name): \(text)")
    }
    return lines.joined(separator: "\n")
  }

  private static func headline(_ alarm: JSON5Node) -> String {
    let priority = (alarm["priority"]?.text ?? "").uppercased()
    let state = (alarm["state"]?.text ?? "").replacing("_", with: " ")
    let since = alarm["active_since"]?.text.map { " since " + $0 } ?? ""
    return "\(priority) \(state)\(since)"
  }

  private static func facts(_ alarm: JSON5Node) -> [String] {
    var facts: [String] = []
    if let value = alarm["value"]?.shown {
      let setpoint = alarm["setpoint"]?.shown.map { " \($0)" } ?? ""
      let limit = alarm["limit"]?.text.map { $0.isEmpty ? "" : ", limit \($0)\(setpoint)" } ?? ""
      facts.append("value \(value)\(limit)")
    }
    if alarm["condition_known"]?.flag == false {
      facts.append("no data since " + (alarm["unknown_since"]?.text ?? "the start"))
    }
    if let until = alarm["shelved_until"]?.text {
      facts.append(
        "shelved until \(until) by \(alarm["shelved_by"]?.text ?? "") "
          + "“\(alarm["shelved_because"]?.text ?? "")”")
    }
    return facts
  }

  /// The text in lines of at most 80 columns where its words allow it, indented.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, 4 + line.count + 1 + word.count > 80 {
        lines.append("    " + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + ["    " + line]
  }
}

extension JSONText {
  /// A text that was read, to be written again.
  init(_ node: JSON5Node) {
    switch node.content {
    case .null, .invalid: self = .null
    case .boolean(let flag): self = .flag(flag)
    case .number(let number): self = number.integer.map { .count(Int($0)) } ?? .number(number.value)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .array(elements.map(JSONText.init))
    case .object(let members): self = .object(members.map { ($0.key, JSONText($0.value)) })
    }
  }
}
