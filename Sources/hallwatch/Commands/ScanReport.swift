import Agent
import Configuration
import Readings
import Registers

/// What `scan` prints.
enum ScanReport {
  /// A table for people: the units that answer, alike neighbours in one row.
  static func text(_ scan: LineScan) -> String {
    let answering = scan.answering
    let head =
      "\(scan.endpoint.description): \(answering.count) of "
      + "\(counted(scan.findings.count, "unit")) asked answer, \(milliseconds(scan.duration))"
    guard !answering.isEmpty else { return head }
    var groups: [[UnitFinding]] = []
    for finding in answering {
      if let last = groups.last?.last, last.portrait == finding.portrait {
        groups[groups.count - 1].append(finding)
      } else {
        groups.append([finding])
      }
    }
    var rows = [["UNIT", "ANSWERS IN", "TABLES", "IDENTIFICATION", "MAY BE"]]
    for group in groups {
      let times = group.compactMap(\.answerTime)
      let time = [times.min(), times.max()].compactMap { $0.map(milliseconds) }
      rows.append([
        UnitList.ranges(group.map(\.unit)),
        Set(time).count == 1 ? time[0] : time.joined(separator: "-"),
        group[0].portrait.map(tables) ?? "-", group[0].portrait.map(identity) ?? "-",
        group[0].portrait.map(guesses) ?? "-",
      ])
    }
    return ([head] + columns(rows)).joined(separator: "\n")
  }

  static func json(_ scan: LineScan) -> JSONText {
    .object([
      ("endpoint", .text(scan.endpoint.description)),
      ("asked", .count(scan.findings.count)), ("complete", .flag(scan.fault == nil)),
      ("duration_seconds", .number(scan.duration.seconds)),
      ("use_endpoint", scan.betterEndpoint.map { .text($0.description) } ?? .null),
      ("use_unit", scan.otherUnit.map { .count(Int($0.rawValue)) } ?? .null),
      ("units", .array(scan.findings.filter { $0.presence != .silent }.map(json))),
      ("silent", .array(scan.units(.silent).map { .count(Int($0.rawValue)) })),
    ])
  }

  private static func json(_ finding: UnitFinding) -> JSONText {
    let outcome =
      switch finding.presence {
      case .answers: "answers"
      case .refusedByGateway(.gatewayPathUnavailable): "gateway_path_unavailable"
      case .refusedByGateway: "gateway_target_no_response"
      case .silent: "silent"
      case .disturbed(.disconnected): "disconnected"
      case .disturbed: "flawed"
      }
    return .object([
      ("unit", .count(Int(finding.unit.rawValue))), ("outcome", .text(outcome)),
      ("answer_seconds", finding.answerTime.map { .number($0.seconds) } ?? .null),
      ("portrait", finding.portrait.map(json) ?? .null),
    ])
  }

  private static func json(_ portrait: UnitPortrait) -> JSONText {
    .object([
      (
        "tables",
        .object(
          RegisterTable.allCases.map { ($0.name, .text(words(portrait.answer(of: $0)))) })
      ),
      (
        "identification",
        portrait.conformity == nil
          ? .null : .object(portrait.objects.map { ($0.id.name, .text($0.text)) })
      ),
      ("server_id", portrait.serverID.map { .text(hexadecimal($0.bytes)) } ?? .null),
      (
        "may_be",
        .array(
          portrait.guesses.map {
            .object([("profile", .text($0.profile)), ("because_of", .text($0.reason.rawValue))])
          })
      ),
    ])
  }

  private static func words(_ answer: UnitPortrait.TableAnswer) -> String {
    switch answer {
    case .read: "answers"
    case .notAtZero: "answers, but not at address 0"
    case .refused(let code): code.description
    case .noAnswer: "no answer"
    }
  }

  private static func tables(_ portrait: UnitPortrait) -> String {
    let names = RegisterTable.allCases.compactMap { table -> String? in
      switch portrait.answer(of: table) {
      case .read: table.name
      case .notAtZero: "\(table.name) (not at 0)"
      case .refused, .noAnswer: nil
      }
    }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }

  private static func identity(_ portrait: UnitPortrait) -> String {
    let texts = portrait.objects.map(\.text).filter { !$0.isEmpty }
    if !texts.isEmpty { return ReadReport.printable(texts.joined(separator: ", ")) }
    return portrait.serverID.map { $0.text ?? hexadecimal($0.bytes) } ?? "-"
  }

  private static func guesses(_ portrait: UnitPortrait) -> String {
    portrait.guesses.isEmpty
      ? "-"
      : portrait.guesses.map { "\($0.profile) (\($0.reason.rawValue))" }.joined(separator: ", ")
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
      .joined(separator: " ")
  }

  private static func milliseconds(_ duration: Duration) -> String {
    "\(max(1, Int((duration.seconds * 1000).rounded()))) ms"
  }

  private static func columns(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
