import Agent
import Alarms
import Readings
import Simulation

/// The report of a drill, as text and as JSON.
enum DrillText {
  static func text(_ report: DrillReport) -> String {
    let head = [
      "DRILL, nothing of this happened: \(report.title)",
      "Scenario \(report.scenario) on site \(report.site), "
        + "\(counted(report.deviceCount, "device")), \(durationWords(report.duration)).",
    ]
    return
      (head + alarms(report) + firstOut(report) + findings(report) + perils(report)
      + deadlines(report) + unnoticed(report) + ending(report)).joined(separator: "\n")
  }

  private static func alarms(_ report: DrillReport) -> [String] {
    let rows = report.occurrences.prefix(60).map { moment in
      [
        clock(moment.at - report.lead), moment.priority.rawValue, moment.device,
        moment.limit.isEmpty ? moment.alarm : "\(moment.alarm) \(moment.limit)", moment.point,
      ]
    }
    let more = report.occurrences.count - rows.count
    return [
      "", "Alarms, \(report.occurrences.count) in all, at most \(report.peak) in ten minutes:",
    ]
      + (rows.isEmpty ? ["  none"] : columns(rows).map { "  " + $0 })
      + (more > 0 ? ["  … and \(more) more"] : [])
  }

  private static func firstOut(_ report: DrillReport) -> [String] {
    guard !report.firstOut.isEmpty else { return [] }
    return ["", "First in each room:"]
      + columns(
        report.firstOut.map { [$0.room, clock($0.alarm.at - report.lead), name($0.alarm)] }
      ).map { "  " + $0 }
  }

  private static func findings(_ report: DrillReport) -> [String] {
    guard !report.findings.isEmpty else { return [] }
    let rows = report.findings.map { finding in
      [
        clock(finding.at), finding.what,
        finding.delay.map { "after \(durationWords($0))" } ?? "never",
        finding.alarm.map(name) ?? "",
      ]
    }
    return ["", "What happened, and the first alarm that tells of it:"]
      + columns(rows).map { "  " + $0 }
  }

  private static func perils(_ report: DrillReport) -> [String] {
    guard !report.perils.isEmpty else { return [] }
    let rows = report.perils.map { peril in
      [
        clock(peril.at), peril.until.map { "to \(clock($0))" } ?? "to the end", peril.what,
        peril.delay.map { "after \(durationWords($0))" } ?? "never",
        peril.alarm.map(name) ?? "",
      ]
    }
    return ["", "What was wrong in the plant, and the first alarm that tells of it:"]
      + columns(rows).map { "  " + $0 }
  }

  private static func deadlines(_ report: DrillReport) -> [String] {
    guard !report.deadlines.isEmpty else {
      return ["", "The scenario sets no deadlines for this site."]
    }
    let met = report.deadlines.count - report.missed.count
    return ["", "Deadlines met: \(met) of \(report.deadlines.count)."]
      + report.missed.map { "  MISSED  \($0.expectation)" }
  }

  private static func unnoticed(_ report: DrillReport) -> [String] {
    guard !report.unnoticed.isEmpty else { return [] }
    return [
      "", "Nobody would have noticed within \(durationWords(DrillReport.patience)):",
    ] + report.unnoticed.map { "  \(clock($0.at))  \($0.what)" }
  }

  private static func ending(_ report: DrillReport) -> [String] {
    ["", "Active at the end: \(report.standing.count)."]
      + report.violations.map { "PROMISE BROKEN  \($0)" }
  }

  private static func name(_ moment: AlarmMoment) -> String {
    [moment.device, moment.alarm, moment.limit].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Time of the story, such as `-0:10:00` or `1:33:00`.
  static func clock(_ time: Duration) -> String {
    let seconds = Int(abs(time.seconds).rounded(.down))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return (time < .zero ? "-" : "+")
      + "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  static func json(_ report: DrillReport) -> JSONText {
    .object([
      ("drill", .flag(true)), ("site", .text(report.site)), ("scenario", .text(report.scenario)),
      ("title", .text(report.title)), ("duration_seconds", .number(report.duration.seconds)),
      ("devices", .count(report.deviceCount)), ("good", .flag(report.isGood)),
      ("alarms", .array(report.occurrences.map { json($0, report) })),
      ("peak_in_ten_minutes", .count(report.peak)),
      (
        "first_out",
        .array(
          report.firstOut.map {
            .object([("room", .text($0.room)), ("alarm", json($0.alarm, report))])
          })
      ),
      ("findings", .array(report.findings.map { json($0, report) })),
      ("perils", .array(report.perils.map { json($0, report) })),
      (
        "unnoticed",
        .array(
          report.unnoticed.map {
            .object([("at_seconds", .number($0.at.seconds)), ("what", .text($0.what))])
          })
      ),
      ("deadlines", .array(report.deadlines.map { json($0, report) })),
      ("active_at_end", .array(report.standing.map { .text($0) })),
      ("broken_promises", .array(report.violations.map { .text($0.description) })),
    ])
  }

  private static func json(_ moment: AlarmMoment, _ report: DrillReport) -> JSONText {
    .object([
      ("at_seconds", .number((moment.at - report.lead).seconds)),
      ("priority", .text(moment.priority.rawValue)), ("alarm", .text(moment.alarm)),
      ("device", .text(moment.device)), ("point", .text(moment.point)),
      ("limit", .text(moment.limit)),
    ])
  }

  private static func json(_ finding: DrillReport.Finding, _ report: DrillReport) -> JSONText {
    .object([
      ("at_seconds", .number(finding.at.seconds)), ("what", .text(finding.what)),
      ("delay_seconds", finding.delay.map { .number($0.seconds) } ?? .null),
      ("alarm", finding.alarm.map { json($0, report) } ?? .null),
    ])
  }

  private static func json(_ peril: DrillReport.Peril, _ report: DrillReport) -> JSONText {
    .object([
      ("at_seconds", .number(peril.at.seconds)),
      ("until_seconds", peril.until.map { .number($0.seconds) } ?? .null),
      ("what", .text(peril.what)),
      ("delay_seconds", peril.delay.map { .number($0.seconds) } ?? .null),
      ("alarm", peril.alarm.map { json($0, report) } ?? .null),
    ])
  }

  private static func json(_ deadline: DrillReport.Deadline, _ report: DrillReport) -> JSONText {
    let expectation = deadline.expectation
    return .object([
      ("alarm", .text(expectation.alarm)), ("device", .text(expectation.device)),
      ("becomes", .text(expectation.change.rawValue)),
      ("after_seconds", .number((expectation.after - report.lead).seconds)),
      ("deadline_seconds", .number((expectation.deadline - report.lead).seconds)),
      ("met", .flag(deadline.isMet)),
      ("at_seconds", deadline.at.map { .number(($0 - report.lead).seconds) } ?? .null),
    ])
  }

  /// Rows with their cells padded to the widest of each column.
  private static func columns(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { place in
      rows.map { $0.count > place ? $0[place].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
