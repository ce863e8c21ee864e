import Agent
import Alarms
import DeviceProfiles
import Plant
import Readings
import Synchronization

/// The lines in which the demo tells what happens: in the plant, and to alarms.
struct DemoTale: Sendable {
  let speed: Double
  /// What the plant's clock showed when the tale began, and what it shows at the story's time 0.
  private let hallTime: Duration
  private let lead: Duration
  private let start: StartMark
  private let definitions: [AlarmDefinition]
  private let points: [(point: PointDefinition, place: Int)?]

  init(
    _ settings: AgentSettings, startedAt: Instant, speed: Double, hallTime: Duration = .zero,
    lead: Duration = .zero
  ) {
    start = StartMark(startedAt)
    self.speed = speed
    self.hallTime = hallTime
    self.lead = lead
    let table = PointTable(devices: settings.devices)
    definitions = AlarmBinding.definitions(for: settings)
    points = definitions.map { definition in
      guard let point = definition.point, let device = definition.device else { return nil }
      let place = table.place(of: point)
      return (settings.devices[device.rawValue].profile.points[place], place)
    }
  }

  /// When the plant began, by which alarms are timed as the plant's own events are.
  var startedAt: Instant { start.instant }

  /// The plant begins now: what it took to get here is not part of the tale.
  func begin(at now: Instant) { start.set(now) }

  /// Something that happened in the plant.
  func line(_ happening: HallHappening) -> String {
    let mark = happening.cause == .scenario ? "SCENARIO" : "plant"
    return "\(clock(happening.at - lead))  \(padded(mark, 9)) \(happening.text)"
  }

  /// Something that happened to an alarm.
  func line(_ announcement: Announcement) -> String {
    let transition = announcement.transition
    let definition = definitions[transition.alarm.rawValue]
    let at = hallTime + transition.at.since(startedAt) * speed - lead
    let name = [definition.name, definition.condition.limitName]
      .filter { !$0.isEmpty }.joined(separator: " ")
    let value = transition.value.flatMap { text(of: $0, transition.alarm) } ?? ""
    let subject = TerminalText.clean(definition.lineName ?? definition.deviceName)
    var line =
      "\(clock(at))  \(padded(transition.priority.rawValue.uppercased(), 9)) "
      + TerminalText.fitted(subject.isEmpty ? "this agent" : subject, 13) + " "
      + TerminalText.fitted(words(TerminalText.clean(name)), 27) + " "
      + padded(change(transition), 9) + " " + TerminalText.shortened(value, to: 10)
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }

  private func change(_ transition: AlarmTransition) -> String {
    switch transition.kind {
    case .occurred: "raised"
    case .returned: "returned"
    default: words(transition.kind.rawValue)
    }
  }

  /// A value as people write it; nil where the alarm's name says it all.
  private func text(of value: Value, _ alarm: AlarmIndex) -> String? {
    guard let (point, _) = points[alarm.rawValue] else { return nil }
    switch value {
    case .number(let number):
      return PlainNumber.text(number, unit: point.series.first?.quantity.unit ?? point.unit)
    case .state(let place):
      guard case .states(let names) = point.meaning, names.indices.contains(place) else {
        return nil
      }
      return words(names[place].name)
    case .flag, .flags: return nil
    case .text(let text): return text
    }
  }

  private func words(_ name: String) -> String { String(name.map { $0 == "_" ? " " : $0 }) }

  /// Time of the story, such as ` 1:24`, or `-0:20` before its time 0.
  private func clock(_ time: Duration) -> String {
    let isBefore = time < .zero && lead > .zero
    let seconds =
      isBefore ? -time.nanoseconds / 1_000_000_000 : max(0, time.nanoseconds / 1_000_000_000)
    let text =
      (isBefore ? "-" : "") + "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "")
      + "\(seconds % 60)"
    return String(repeating: " ", count: max(0, 6 - text.count)) + text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension AlarmTransition {
  /// Whether nobody is told: what is suppressed by design, shelved or out of service comes and goes
  /// on record only.
  var isHidden: Bool { to.isHidden || from.isHidden && to == .normal }
}

/// Numbers with their unit as people read them, with three or four figures.
enum PlainNumber {
  static func text(_ number: Double, unit: String?) -> String {
    switch unit {
    case "celsius": rounded(number, 1) + " °C"
    case "ratio": rounded(number * 100, 1) + " %"
    case "volts": rounded(number, 1) + " V"
    case "amperes": rounded(number, 1) + " A"
    case "watts": rounded(number / 1000, 1) + " kW"
    case "hertz": rounded(number, 1) + " Hz"
    case "pascals": rounded(number / 1000, 0) + " kPa"
    case "seconds": number >= 120 ? rounded(number / 60, 0) + " min" : rounded(number, 0) + " s"
    case .some(let unit): rounded(number, 2) + " " + unit
    case nil: rounded(number, 2)
    }
  }

  /// A number with so many decimals; whole numbers without a point.
  private static func rounded(_ number: Double, _ decimals: Int) -> String {
    var factor = 1.0
    for _ in 0..<decimals { factor *= 10 }
    let value = (number * factor).rounded() / factor
    return decimals == 0 || value == value.rounded() && decimals > 1
      ? "\(Int64(value))" : "\(value)"
  }
}

/// An instant that is set on one thread and read on others.
private final class StartMark: Sendable {
  private let nanoseconds: Atomic<UInt64>

  init(_ instant: Instant) { nanoseconds = Atomic(instant.nanoseconds) }

  var instant: Instant { Instant(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

  func set(_ instant: Instant) { nanoseconds.store(instant.nanoseconds, ordering: .relaxed) }
}
