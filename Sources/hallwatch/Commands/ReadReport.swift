import Agent
import Configuration
import DeviceProfiles
import Readings
import Registers
import Runtime

/// What `read` prints of a survey.
enum ReadReport {
  /// A table for people: each point with its value, its raw words and where they lie.
  ///
  /// - Parameter width: how wide a line may be; nil where everything is to be whole.
  static func text(_ survey: DeviceSurvey, of target: ReadTarget, width: Int? = nil) -> String {
    let milliseconds = Int(survey.duration.seconds * 1000)
    let what = target.isProfiled ? " (\(survey.profile.name))" : ""
    let head =
      "\(target.title)\(what): \(survey.readCount) of "
      + "\(counted(survey.outcomes.count, "point")) in "
      + "\(counted(survey.requestCount, "request")), \(milliseconds) ms"
    var rows = [["POINT", "VALUE", "RAW", "WHERE"]]
    for (point, outcome) in zip(survey.profile.points, survey.outcomes) {
      rows.append([
        point.name, value(outcome, point), raw(outcome, point) ?? "-",
        point.span?.description ?? "-",
      ])
    }
    let lines = [head] + columns(rows, width: width)
    return lines.joined(separator: "\n")
  }

  /// The object of the public contract.
  static func json(_ survey: DeviceSurvey, of target: ReadTarget) -> JSONText {
    let points = zip(survey.profile.points, survey.outcomes).map { point, outcome in
      JSONText.object([
        ("point", .text(point.name)),
        ("quantity", quantity(point).map { .text($0.name) } ?? .null),
        ("labels", .object(labels(point).map { ($0.name, .text($0.value)) })),
        ("value", jsonValue(outcome, point)),
        ("unit", unit(point).map { .text($0) } ?? .null),
        ("quality", .text(quality(outcome))),
        ("raw", raw(outcome, point).map { .text($0) } ?? .null),
      ])
    }
    return .object([
      ("endpoint", .text(target.endpoint.description)),
      ("unit", .count(Int(target.unit.rawValue))),
      ("profile", target.isProfiled ? .text(survey.profile.name) : .null),
      ("points", .array(points)),
    ])
  }

  private static func value(_ outcome: DeviceSurvey.Outcome, _ point: PointDefinition) -> String {
    switch outcome {
    case .read(.value(let value), _):
      let text = names(of: value, point)?.joined(separator: ", ") ?? printable(value.plainText)
      if text.isEmpty { return value.isText ? "\"\"" : "none set" }
      return unit(point).map { "\(text) \($0)" } ?? text
    case .read(.none(let reason), _): return "(\(reason.name))"
    case .refused(let code): return "(\(code))"
    case .missed(let fault): return "(\(fault.shortWords))"
    }
  }

  private static func jsonValue(
    _ outcome: DeviceSurvey.Outcome, _ point: PointDefinition
  ) -> JSONText {
    guard case .read(.value(let value), _) = outcome else { return .null }
    switch value {
    case .number(let number): return .number(number)
    case .flag(let isSet): return .flag(isSet)
    case .text(let text): return .text(text)
    case .state: return .text(names(of: value, point)?.first ?? value.plainText)
    case .flags: return .array((names(of: value, point) ?? []).map { .text($0) })
    }
  }

  private static func quality(_ outcome: DeviceSurvey.Outcome) -> String {
    switch outcome {
    case .read(.value, _): Quality.good.rawValue
    case .read(.none(let reason), _): reason.name
    case .refused(.deviceFailure), .refused(.memoryParity): NoData.deviceFailure.name
    case .refused(.acknowledge), .refused(.deviceBusy): NoData.communicationFailure.name
    case .refused: NoData.configurationError.name
    case .missed: NoData.communicationFailure.name
    }
  }

  /// The names of a state or of the set flags; nil for values that have none.
  private static func names(of value: Value, _ point: PointDefinition) -> [String]? {
    switch (value, point.meaning) {
    case (.state(let place), .states(let states)) where states.indices.contains(place):
      return [states[place].name]
    case (.flags(let flags), .flags(let names)):
      return names.filter { flags >> UInt64($0.bit) & 1 == 1 }.map(\.name)
    default: return nil
    }
  }

  /// The words in hexadecimal, or the bit.
  private static func raw(_ outcome: DeviceSurvey.Outcome, _ point: PointDefinition) -> String? {
    guard case .read(_, let words) = outcome else { return nil }
    if point.table.holdsBits { return words.map(String.init).joined(separator: " ") }
    return words.map { word in
      let digits = String(word, radix: 16, uppercase: true)
      return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined(separator: " ")
  }

  /// The quantity that all series of the point share.
  private static func quantity(_ point: PointDefinition) -> Quantity? {
    guard let first = point.series.first?.quantity,
      point.series.allSatisfy({ $0.quantity == first })
    else { return nil }
    return first
  }

  /// The labels that all series of the point share.
  private static func labels(_ point: PointDefinition) -> [Label] {
    guard let first = point.series.first?.labels else { return [] }
    return first.filter { label in point.series.allSatisfy { $0.labels.contains(label) } }
  }

  private static func unit(_ point: PointDefinition) -> String? {
    point.unit ?? quantity(point)?.unit
  }

  /// Text of a device without anything that could steer a terminal.
  static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.isPrintable }))
  }

  /// The least that a column is cut to, in the order in which they give way: raw words first, the
  /// value last.
  private static let leastWidths = [
    (column: 2, width: 13), (column: 0, width: 20), (column: 1, width: 14),
  ]

  private static func columns(_ rows: [[String]], width: Int?) -> [String] {
    var widths = (0..<4).map { column in
      rows.map { TerminalText.width($0[column]) }.max() ?? 0
    }
    if let width {
      for (column, least) in leastWidths {
        let excess = 2 + widths.reduce(0, +) + 6 - max(40, width)
        guard excess > 0 else { break }
        widths[column] -= min(excess, max(0, widths[column] - least))
      }
    }
    return rows.map { row in
      let cells = (0..<3).map { TerminalText.fitted(row[$0], widths[$0]) + "  " }
      return "  " + cells.joined() + row[3]
    }
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isPrintable: Bool {
    switch generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default: true
    }
  }
}

extension Value {
  fileprivate var isText: Bool { if case .text = self { true } else { false } }
}
