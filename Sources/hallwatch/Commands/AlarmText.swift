import Agent
import Configuration

/// An alarm for people, in 80 columns: how pressing and in what state, which it is, what is known,
/// and what to do.
enum AlarmText {
  static let width = 80

  static func text(of alarm: JSON5Node) -> String {
    var lines = TerminalText.wrapped(headline(alarm), columns: width, indent: "    ")
    lines += TerminalText.wrapped(
      TerminalText.clean(alarm["id"]?.text ?? ""), columns: width, first: "  ", indent: "  ")
    lines += indented(facts(alarm).joined(separator: ", "))
    for name in ["consequence", "response"] {
      guard let text = alarm[name]?.text, !text.isEmpty else { continue }
      lines += indented("\(name): \(text)")
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
    if let first = alarm["first_out"]?.text, let group = alarm["group"]?.text {
      facts.append(first == "first" ? "came first in \(group)" : "among the first in \(group)")
    }
    if let value = shown(alarm["value"], of: alarm) {
      let setpoint = shown(alarm["setpoint"], of: alarm).map { " \($0)" } ?? ""
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

  /// A value as people read it, in its unit.
  private static func shown(_ value: JSON5Node?, of alarm: JSON5Node) -> String? {
    guard case .number(let number)? = value?.content, let unit = alarm["unit"]?.text else {
      return value?.shown
    }
    return PlainNumber.text(number.value, unit: unit)
  }

  /// The text in lines that fit, indented.
  private static func indented(_ text: String) -> [String] {
    guard !text.isEmpty else { return [] }
    return TerminalText.wrapped(
      TerminalText.clean(text), columns: width, first: "    ", indent: "    ")
  }
}
