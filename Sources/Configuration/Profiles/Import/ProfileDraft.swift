import DeviceProfiles
import Registers

/// The text of a profile made from a spreadsheet.
struct ProfileDraft {
  var name: String
  var points: [SheetPoint]
  var assumptions: [String]

  var text: String {
    var lines = [
      "// A draft made from a spreadsheet. Hold every line against the device's document: what is",
      "// no value (65535, 32767), what the device allows to be read, and what is assumed below.",
      "//",
    ]
    lines += assumptions.map { "// \(Self.oneLine($0))" }
    let tables = Set(points.map(\.table))
    lines += [
      "{",
      "  profile: \(Self.quoted(name)),",
      "  class: \"other\",  // ups, generator, meter, environment, fire, leak, cooling, …",
      "  title: \(Self.quoted(name)),",
      "  confidence: \"draft\",",
      "  sources: [],  // documents, with pages",
    ]
    if tables.count == 1, let table = tables.first {
      lines.append("  defaults: { table: \"\(table.name)\" },")
    }
    lines.append("  points: [")
    for point in points { lines += entry(point, withTable: tables.count > 1) }
    lines += ["  ],", "}", ""]
    return lines.joined(separator: "\n")
  }

  private func entry(_ point: SheetPoint, withTable: Bool) -> [String] {
    var members = ["point: \"\(point.name)\""]
    if withTable { members.append("table: \"\(point.table.name)\"") }
    members.append("address: \(point.address)")
    let isNamed = !point.states.isEmpty || !point.flags.isEmpty
    if !point.table.holdsBits, !(isNamed && point.encoding.registerCount == 1) {
      members.append("type: \"\(point.encoding.type)\"")
    }
    if point.encoding.registerCount > 1, point.encoding.wordOrder == .little {
      members.append("word_order: \"little\"")
    }
    if point.encoding.byteOrder == .little { members.append("byte_order: \"little\"") }
    if point.scale != 1 { members.append("scale: \(numberText(point.scale))") }
    if point.offset != 0 { members.append("offset: \(numberText(point.offset))") }
    if let quantity = point.quantity {
      members.append("quantity: \"\(quantity.name)\"")
      if !point.labels.isEmpty {
        let labels = point.labels.map { "\($0.name): \(Self.quoted($0.value))" }
        members.append("labels: { \(labels.joined(separator: ", ")) }")
      }
    } else if let unit = point.unit {
      members.append("unit: \"\(unit)\"")
    }
    if let shares = point.shares { members.append("shares: \"\(shares)\"") }
    if !point.help.isEmpty { members.append("help: \(Self.quoted(point.help))") }
    var lines = Self.wrapped(members)
    if isNamed { lines[lines.count - 1] += "," }
    lines += Self.list("states", "raw", point.states)
    lines += Self.list("flags", "bit", point.flags)
    lines[lines.count - 1] += " },"
    return lines
  }

  /// Members in lines of at most a hundred characters.
  private static func wrapped(_ members: [String]) -> [String] {
    var lines: [String] = []
    var line = "    {"
    for (place, member) in members.enumerated() {
      let text = member + (place < members.count - 1 ? "," : "")
      if line.count + text.count > 96, line.count > 6 {
        lines.append(line)
        line = "     "
      }
      line += " " + text
    }
    return lines + [line]
  }

  private static func list(
    _ key: String, _ number: String, _ names: [(number: Int, name: String)]
  ) -> [String] {
    guard !names.isEmpty else { return [] }
    return ["      \(key): ["]
      + names.map { "        { \(number): \($0.number), name: \"\($0.name)\" }," } + ["      ]"]
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  /// A text as JSON5 writes it.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
