import Agent
import Alarms
import Notification
import Readings

/// Nobody untold: in the end whoever is to be told of alarms has been told of every alarm that came
/// and went and is on disk, through outages of his own, full disks and kills.
struct UntoldChecker: SimulationChecker {
  /// What was put on disk and must be told, by number.
  private var owed: [UInt64: (what: String, since: Instant)] = [:]
  private var told: Set<UInt64> = []

  init(_ settings: AgentSettings) {}

  mutating func recordsWritten(
    _ records: [JournalRecord], at now: Instant, into violations: inout [Violation]
  ) {
    for record in records
    where [.occurred, .returned, .communicationLost, .communicationRestored].contains(record.kind) {
      let isForPeople = !record.fields.contains {
        $0.name == "priority" && $0.value == .text(AlarmPriority.journal.rawValue)
      }
      guard isForPeople, let id = record.alarmID, !told.contains(record.sequence) else { continue }
      owed[record.sequence] = ("\(record.kind.rawValue) \(id)", now)
    }
  }

  mutating func delivered(_ delivery: TargetDelivery, at now: Instant) {
    guard delivery.target.kind == .webhook else { return }
    for body in delivery.bodies {
      for number in Self.records(in: body) {
        told.insert(number)
        owed[number] = nil
      }
    }
  }

  mutating func ended(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {
    let overdue = owed.filter { now.since($0.value.since) > Self.grace }
    guard let (number, (what, _)) = overdue.min(by: { $0.key < $1.key }) else { return }
    violations.append(
      Violation(
        promise: .nobodyUntold, at: now,
        what: "nobody was told of record \(number), \(what), and of \(overdue.count - 1) more"))
  }

  /// What is written as the play ends is still on its way.
  private static let grace = Duration.seconds(10)

  /// The numbers in the member `records` of a webhook's body, such as `"12-15,17"`.
  static func records(in body: [UInt8]) -> [UInt64] {
    let text = String(decoding: body, as: UTF8.self)
    let key = "\"records\":\""
    guard let start = text.utf8.lastRange(of: key.utf8) else { return [] }
    let rest = text[start...].prefix { $0 != "\"" }
    return rest.split(separator: ",").flatMap { part -> [UInt64] in
      let ends = part.split(separator: "-").compactMap { UInt64($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }
}

extension String.UTF8View {
  /// Where the last occurrence of some bytes ends; nil when there is none.
  fileprivate func lastRange(of wanted: String.UTF8View) -> Index? {
    let pattern = Array(wanted)
    let bytes = Array(self)
    guard bytes.count >= pattern.count else { return nil }
    for place in stride(from: bytes.count - pattern.count, through: 0, by: -1)
    where bytes[place] == pattern[0] && bytes[place..<place + pattern.count].elementsEqual(pattern)
    {
      return index(startIndex, offsetBy: place + pattern.count)
    }
    return nil
  }
}
