import Configuration
import DeviceProfiles
import Registers

/// Profiles as tables for people.
enum ProfileTable {
  /// One line for each profile: name, class, points, confidence, devices.
  static func list(_ profiles: [DeviceProfile]) -> String {
    let head = [["NAME", "CLASS", "POINTS", "CONFIDENCE", "DEVICES"]]
    let rows = profiles.map {
      [$0.name, $0.deviceClass.rawValue, "\($0.points.count)", $0.confidence, $0.title]
    }
    return aligned(head + rows)
  }

  /// What the device is, then one line for each point, then its states and flags.
  static func show(_ profile: DeviceProfile) -> String {
    var facts = [
      ["name", profile.name], ["devices", profile.title],
      ["class", profile.deviceClass.rawValue],
    ]
    if !profile.manufacturer.isEmpty { facts.append(["manufacturer", profile.manufacturer]) }
    if !profile.confidence.isEmpty { facts.append(["confidence", profile.confidence]) }
    facts.append(["unit, port", unitAndPort(profile)])
    facts.append(["reads", readRules(profile.contract)])
    facts += profile.sources.map { ["source", $0] }
    let head = [["TABLE", "ADDRESS", "TYPE", "POINT", "VALUE", "SERIES"]]
    let rows = profile.points.map { row($0) }
    let details = profile.points.map { named($0) }.filter { !$0.isEmpty }
    return aligned(facts) + "\n\n" + aligned(head + rows)
      + (details.isEmpty ? "" : "\n\n" + details.joined(separator: "\n"))
  }

  private static func unitAndPort(_ profile: DeviceProfile) -> String {
    let unit = profile.defaultUnit.map { "\($0)" } ?? "none"
    return "\(unit), \(profile.defaultPort)"
  }

  private static func readRules(_ contract: ReadContract) -> String {
    var rules = ["at most \(contract.maximumRegisters) registers"]
    rules.append(
      contract.maximumHole == 0 ? "no holes" : "holes up to \(contract.maximumHole)")
    if contract.startMultiple > 1 { rules.append("from multiples of \(contract.startMultiple)") }
    if contract.gap > .zero { rules.append("\(durationText(contract.gap)) between requests") }
    if contract.serialGap > .zero {
      rules.append("\(durationText(contract.serialGap)) between them on serial lines")
    }
    if contract.pauseAfterConnect > .zero {
      rules.append("\(durationText(contract.pauseAfterConnect)) after connecting")
    }
    return rules.joined(separator: ", ")
  }

  private static func row(_ point: PointDefinition) -> [String] {
    var type = point.encoding.type.description
    if let field = point.field { type += "[\(field.shift)+\(field.width)]" }
    if point.encoding.wordOrder == .little { type += " little" }
    return [
      point.table.name, "\(point.address)", type, point.name, point.valueText,
      point.series.map(\.text).joined(separator: " "),
    ]
  }

  private static func named(_ point: PointDefinition) -> String {
    switch point.meaning {
    case .states(let states):
      "\(point.name): " + states.map { "\($0.raw) \($0.name)" }.joined(separator: ", ")
    case .flags(let flags):
      "\(point.name): " + flags.map { "bit \($0.bit) \($0.name)" }.joined(separator: ", ")
    default: ""
    }
  }

  /// Columns as wide as their widest cell, two spaces apart; the last is not padded.
  private static func aligned(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if row[(column + 1)...].contains(where: { !$0.isEmpty }) {
          line += String(repeating: " ", count: widths[column] - cell.count + 2)
        }
      }
      return line
    }.joined(separator: "\n")
  }
}

extension PointDefinition {
  /// What the raw value means, in a few words, such as `× 0.1 celsius`.
  fileprivate var valueText: String {
    switch meaning {
    case .number(let scaling):
      var words: [String] = []
      if scaling.scale != 1 { words.append("× \(numberText(scaling.scale))") }
      if scaling.offset != 0 { words.append("+ \(numberText(scaling.offset))") }
      if let factor = scaling.factor { words.append("by \(factor.point)") }
      if let unit { words.append(unit) }
      return words.joined(separator: " ")
    case .states(let states): return "\(states.count) states"
    case .flags(let flags): return "\(flags.count) flags"
    case .flag(let inverted): return inverted ? "inverted" : "0 or 1"
    case .text: return "text"
    }
  }
}
