import Configuration
import DeviceProfiles
import Registers

/// Profiles as tables for people.
enum ProfileTable {
  /// How wide a table may be.
  private static let width = 80

  /// One line for each profile: name, class, points, confidence, devices.
  static func list(_ profiles: [DeviceProfile]) -> String {
    let head = [["NAME", "CLASS", "POINTS", "CONF", "DEVICES"]]
    let rows = profiles.map {
      [
        $0.name, $0.deviceClass.rawValue, "\($0.points.count)",
        String($0.confidence.prefix { $0 != " " }), $0.title,
      ]
    }
    return aligned(head + rows).split(separator: "\n").map { cut(String($0)) }
      .joined(separator: "\n")
  }

  private static func cut(_ line: String) -> String {
    line.count <= width ? line : line.prefix(width - 1) + "…"
  }

  /// What the device is, then each point with its series, states and flags below it.
  static func show(_ profile: DeviceProfile) -> String {
    var facts = [
      ["name", profile.name], ["devices", profile.title],
      ["class", profile.deviceClass.rawValue],
    ]
    if !profile.manufacturer.isEmpty { facts.append(["manufacturer", profile.manufacturer]) }
    if !profile.confidence.isEmpty { facts.append(["confidence", profile.confidence]) }
    facts.append(["unit, port", unitAndPort(profile)])
    facts.append(["reads", readRules(profile.contract)])
    facts += profile.identity.map { ["identity", $0.text] }
    if let heartbeat = profile.heartbeat {
      facts.append(
        ["heartbeat", "\(heartbeat.point) changes within \(durationText(heartbeat.limit))"])
    }
    facts += profile.options.map { ["option", $0.text] }
    facts += profile.inputsOnDemand.map { ["inputs", "\($0), as the site file names them"] }
    facts += profile.sources.map { ["source", $0] }
    let rows = profile.points.map { row($0) }
    let lines = columns([["WHERE", "TYPE", "POINT", "VALUE"]] + rows)
    var text = folded(facts) + ["", lines[0]]
    for (point, line) in zip(profile.points, lines.dropFirst()) {
      text += [line] + below(point)
    }
    return text.joined(separator: "\n")
  }

  /// Facts of two columns, long ones in several lines.
  private static func folded(_ facts: [[String]]) -> [String] {
    facts.flatMap { fact in
      wrapped(fact[1].split(separator: " ").map(String.init), first: 14, joined: " ")
        .enumerated().map { place, line in
          (place == 0 ? fact[0].padded(to: 14) : String(repeating: " ", count: 14)) + line
        }
    }
  }

  /// Four columns; what is too wide for the table goes on in the next line.
  private static func columns(_ rows: [[String]]) -> [String] {
    let limits = [15, 14, 30]
    let widths = (0..<3).map { column in
      min(limits[column], rows.map { $0[column].count }.max() ?? 0) + 2
    }
    return rows.map { row in
      var line = ""
      for column in 0..<3 { line += row[column].padded(to: widths[column]) }
      guard (line + row[3]).count > width else { return line + row[3] }
      let start = widths.reduce(0, +)
      let indent = row[3].count + start > width ? 4 : start
      return trimmedEnd(line) + "\n" + String(repeating: " ", count: indent) + row[3]
    }
  }

  private static func trimmedEnd(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// The series of a point, then the names of its states or flags.
  private static func below(_ point: PointDefinition) -> [String] {
    let series = point.series.map(\.text)
    return indented(series, joined: " ") + indented(named(point), joined: ", ")
  }

  private static func indented(_ words: [String], joined separator: String) -> [String] {
    wrapped(words, first: 4, joined: separator).map { "    " + $0 }
  }

  /// Words in lines that end within the table.
  private static func wrapped(
    _ words: [String], first indent: Int, joined separator: String
  ) -> [String] {
    var lines: [String] = []
    for word in words.flatMap({ pieces(of: $0, width: width - indent) }) {
      if let last = lines.last, indent + last.count + separator.count + word.count <= width {
        lines[lines.count - 1] = last + separator + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  /// A word that is wider than the table, in pieces that end after a comma.
  private static func pieces(of word: String, width: Int) -> [String] {
    guard word.count > width else { return [word] }
    var pieces: [String] = []
    for part in word.split(separator: ",", omittingEmptySubsequences: false) {
      if let last = pieces.last, last.count + part.count + 2 <= width {
        pieces[pieces.count - 1] = last + "," + part
      } else {
        if !pieces.isEmpty { pieces[pieces.count - 1] += "," }
        pieces.append(String(part))
      }
    }
    return pieces
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
    if point.computation != nil { return ["computed", "", point.name, point.valueText] }
    var type = point.table.holdsBits ? "\(point.bitCount) bit" : point.encoding.type.description
    if let field = point.field {
      type +=
        field.mask.map { "&" + String($0, radix: 16) } ?? "[\(field.shift)+\(field.width)]"
    }
    if point.encoding.wordOrder == .little { type += " little" }
    let place =
      point.models.isEmpty
      ? "\(point.table.name) \(point.address)" : "model \(point.models[0])+\(point.address)"
    return [place, type, point.name, point.valueText]
  }

  private static func named(_ point: PointDefinition) -> [String] {
    switch point.meaning {
    case .states(let states):
      states.map {
        $0.raws.count == 1 ? "\($0.raw) \($0.name)" : "\($0.raw)–\($0.lastRaw) \($0.name)"
      }
    case .flags(let flags):
      flags.map { "bit \($0.bit) \($0.isInverted ? "clear: " : "")\($0.name)" }
    default: []
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
      words += parts.map { "+ \($0.address) × \(numberText($0.scale))" }
      if let unit { words.append(unit) }
      return words.joined(separator: " ")
    case .states(let states): return "\(states.count) states"
    case .flags(let flags): return "\(flags.count) flags"
    case .flag(let inverted): return inverted ? "inverted" : "0 or 1"
    case .text: return "text"
    }
  }
}

extension String {
  /// Filled with blanks to a width; one blank at least, so that columns stay apart.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

extension IdentityCheck {
  /// Such as `model is 26`.
  fileprivate var text: String { "\(point) \(expectation.text)" }
}

extension IdentityCheck.Expectation {
  fileprivate var text: String {
    switch self {
    case .number(let number): "is \(numberText(number))"
    case .oneOf(let numbers): "is " + numbers.map { numberText($0) }.joined(separator: " or ")
    case .prefix(let text): "begins with \(text)"
    case .between(let range):
      "is \(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
    case .text(let texts): "is " + texts.joined(separator: " or ")
    case .anyPrefix(let texts): "begins with " + texts.joined(separator: " or ")
    case .not(let other): "not: " + other.text
    }
  }
}

extension ProfileOption {
  /// Such as `word_order: big or little, none unless chosen (order of 32-bit values)`.
  fileprivate var text: String {
    let choices =
      switch values {
      case .words(let words): words.joined(separator: " or ")
      case .numbers(let range): "\(range.lowerBound) to \(range.upperBound)"
      }
    let usual: String? =
      switch fallback {
      case .word(let word)?: word
      case .number(let number)?: "\(number)"
      case nil: nil
      }
    return "\(name): \(choices), \(usual.map { "usually \($0)" } ?? "none unless chosen")"
      + (help.isEmpty ? "" : " (\(help))")
  }
}
