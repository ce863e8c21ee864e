import Agent
import DeviceProfiles
import Notification

/// What differs between two settings in effect, in words: one line for each thing that is added,
/// removed or changed. It compares the texts that `/config` shows, so it works for a file as for an
/// agent that is far away, and shows no secret.
package struct SettingsDifference: Hashable, Sendable {
  /// Such as `device ups-a: interval "5s" → "1s"`, in the order of the settings.
  package private(set) var lines: [String] = []

  /// - Throws: the mistakes of a text that is no settings.
  package init(
    from old: String, to new: String
  ) throws(ConfigurationMistakes) {
    let before = try Self.root(old, file: "settings in force")
    let after = try Self.root(new, file: "new settings")
    for key in Self.keys(before, after) {
      section(key, before[key], after[key])
    }
  }

  package var isEmpty: Bool { lines.isEmpty }

  private static func root(
    _ text: String, file: String
  ) throws(ConfigurationMistakes) -> [String: JSON5Node] {
    let (root, problems) = JSON5.parse(text, file: file)
    guard problems.isEmpty, let root, case .object = root.content else {
      throw ConfigurationMistakes(problems)
    }
    return members(root)
  }

  private static func members(_ node: JSON5Node?) -> [String: JSON5Node] {
    guard case .object(let members)? = node?.content else { return [:] }
    return Dictionary(
      members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What one thing of a list is called.
  private static let nouns = [
    "devices": "device", "alarms": "alarm rule", "lines": "line", "notify": "target",
  ]

  private mutating func section(_ key: String, _ old: JSON5Node?, _ new: JSON5Node?) {
    guard let noun = Self.nouns[key] else {
      lines += Self.changes(old, new, path: key).map { $0.isEmpty ? key : $0 }
      return
    }
    let (before, after) = (Self.named(old), Self.named(new))
    let known = Dictionary(before, uniquingKeysWith: { first, _ in first })
    let present = Set(after.map(\.0))
    for (name, node) in after {
      guard let earlier = known[name] else {
        lines.append("\(noun) \(name) is added: \(Self.shown(node, without: "name"))")
        continue
      }
      let changes = Self.changes(earlier, node, path: "")
      if !changes.isEmpty {
        lines.append("\(noun) \(name): " + changes.joined(separator: ", "))
      }
    }
    for (name, _) in before where !present.contains(name) {
      lines.append("\(noun) \(name) is removed")
    }
  }

  /// The things of a list or an object with their names, in order.
  private static func named(_ node: JSON5Node?) -> [(String, JSON5Node)] {
    switch node?.content {
    case .object(let members): return members.map { ($0.key, $0.value) }
    case .array(let elements):
      return elements.enumerated().map { place, element in
        if case .string(let name)? = members(element)["name"]?.content { return (name, element) }
        return ("\(place + 1)", element)
      }
    default: return []
    }
  }

  /// The differences below a node, each with its path.
  private static func changes(_ old: JSON5Node?, _ new: JSON5Node?, path: String) -> [String] {
    if case .object? = old?.content, case .object? = new?.content {
      let (before, after) = (members(old), members(new))
      return keys(before, after).flatMap { key in
        changes(before[key], after[key], path: path.isEmpty ? key : "\(path).\(key)")
      }
    }
    let (before, after) = (old.map { shown($0) }, new.map { shown($0) })
    guard before != after else { return [] }
    return ["\(path) \(before ?? "none") → \(after ?? "none")"]
  }

  /// All keys, sorted but for what a person looks for first.
  private static func keys(_ old: [String: JSON5Node], _ new: [String: JSON5Node]) -> [String] {
    let first = ["site", "state_directory", "devices", "lines", "alarms"]
    let rest = Set(old.keys).union(new.keys).subtracting(first).sorted()
    return first.filter { old[$0] != nil || new[$0] != nil } + rest
  }

  private static func shown(_ node: JSON5Node, without key: String? = nil) -> String {
    switch node.content {
    case .null, .invalid: "null"
    case .boolean(let flag): "\(flag)"
    case .number(let number): number.text
    case .string(let text): quoted(text)
    case .array(let elements): "[" + elements.map { shown($0) }.joined(separator: ", ") + "]"
    case .object(let members):
      "{ "
        + members.filter { $0.key != key }.map { "\($0.key): \(shown($0.value))" }
        .joined(separator: ", ") + " }"
    }
  }
}

/// Why a text is no settings.
package struct ConfigurationMistakes: Error, CustomStringConvertible {
  package let problems: [ConfigurationProblem]

  init(_ problems: [ConfigurationProblem]) { self.problems = problems }

  package var description: String {
    problems.first.map(\.description) ?? "this is no settings of hallwatch"
  }
}

extension Site {
  /// What another site changes about this one, in words.
  package func difference(to other: Site) -> [String] {
    var lines = (try? SettingsDifference(from: effectiveText, to: other.effectiveText))?.lines ?? []
    let before = Dictionary(
      settings.devices.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for device in other.settings.devices {
      guard let earlier = before[device.name], earlier.profile != device.profile,
        !lines.contains(where: { $0.hasPrefix("device \(device.name): ") })
      else { continue }
      lines.append("device \(device.name): what its profile \(device.profile.name) says")
    }
    if settings.switchedOffAlarms != other.settings.switchedOffAlarms {
      lines.append("alarm_defaults: which alarms are switched off")
    }
    let secrets = zip(notify, other.notify).filter { old, new in
      old.target.name == new.target.name && old.headers.map(\.value) != new.headers.map(\.value)
    }
    lines += secrets.map { "target \($0.0.target.name): a secret" }
    return lines
  }

  /// What of another site only a start of the agent brings about, in words; empty for nothing.
  package func restartsNeeded(for other: Site) -> [String] {
    guard stateDirectory != other.stateDirectory else { return [] }
    return [
      "state_directory \(stateDirectory ?? "none") → \(other.stateDirectory ?? "none"): journal and "
        + "control socket stay where they are until the agent is started again"
    ]
  }
}
