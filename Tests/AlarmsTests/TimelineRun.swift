import Readings

@testable import Alarms

/// A timeline played against a board, with everything that happened written down.
struct TimelineRun {
  private let timeline: Timeline
  private var board: AlarmBoard
  private var transitions: [AlarmTransition] = []
  private var refusals: [(second: Int, text: String)] = []
  /// The status of every alarm after the acts of a second.
  private var moments: [(second: Int, alarms: [AlarmStatus])] = []

  /// The wall clock of the origin: noon of a day that has no meaning.
  private static let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)

  init(_ timeline: Timeline) throws {
    self.timeline = timeline
    board = AlarmBoard(timeline.definitions)
    for (line, expectation) in timeline.expectations {
      guard let name = Self.alarm(expectation) else { continue }
      guard board.index(of: name) != nil else {
        throw Timeline.Mistake(description: "line \(line): no alarm is named \(name)")
      }
    }
  }

  private static func alarm(_ expectation: Timeline.Expectation) -> String? {
    switch expectation {
    case .state(let alarm, _, _, _), .entered(let alarm, _, _, _), .isKnown(let alarm, _, _, _),
      .priority(let alarm, _, _, _), .occurrences(let alarm, _), .transitions(let alarm, _):
      alarm
    case .refused: nil
    }
  }

  mutating func play() {
    let last = timeline.acts.last?.second ?? 0
    var next = timeline.acts[...]
    note(second: -1)
    for second in 0...(last + 3600 * 9) {
      let now = Instant.origin + .seconds(second)
      let isDue = board.nextWake.map { $0 <= now } ?? false
      guard isDue || next.first?.second == second else { continue }
      if isDue { board.timeReached(at: now, into: &transitions) }
      while let act = next.first, act.second == second {
        perform(act.act, now, second)
        next = next.dropFirst()
      }
      note(second: second)
    }
  }

  private mutating func note(second: Int) {
    let alarms = timeline.definitions.indices.map { board[AlarmIndex(rawValue: $0)] }
    moments.append((second, alarms))
  }

  private mutating func perform(_ act: Timeline.Act, _ now: Instant, _ second: Int) {
    switch act {
    case .reads(let device, let point, let outcome, let quality):
      guard let index = timeline.points.firstIndex(of: "\(device) \(point)") else { return }
      board.observe(
        PointIndex(rawValue: index), Reading(outcome, at: now), quality: quality, at: now,
        into: &transitions)
    case .communication(let device, let isLost):
      guard let index = timeline.devices.firstIndex(of: device) else { return }
      let device = DeviceIndex(rawValue: index)
      if isLost { board.dataLost(device, at: now, into: &transitions) }
      board.communicationChanged(device, isLost: isLost, at: now, into: &transitions)
    case .hasNoData(let device):
      guard let index = timeline.devices.firstIndex(of: device) else { return }
      board.dataLost(DeviceIndex(rawValue: index), at: now, into: &transitions)
    case .misses(let device):
      guard let index = timeline.devices.firstIndex(of: device) else { return }
      board.samplesMissed(DeviceIndex(rawValue: index), since: now)
    case .command(let act, let alarm, let user, let reason):
      do throws(AlarmCommandError) {
        guard let index = board.index(of: alarm) else { throw .unknownAlarm }
        transitions += try board.act(
          AlarmCommand(act, index, user: user, reason: reason), at: now)
      } catch {
        refusals.append((second, error.description))
      }
    case .restarts:
      let wall = Self.wall + .seconds(second)
      board = AlarmBoard(
        timeline.definitions, restoring: board.snapshot(at: now, wall: wall), at: now, wall: wall)
    }
  }

  /// What an expectation finds wrong; nil when it holds.
  func complaint(_ expectation: Timeline.Expectation) -> String? {
    switch expectation {
    case .state(let alarm, let state, let first, let last):
      return check(alarm, first, last, "\(state)") { $0.state == state }
    case .isKnown(let alarm, let isKnown, let first, let last):
      return check(alarm, first, last, isKnown ? "known" : "unknown") {
        $0.isConditionKnown == isKnown
      }
    case .priority(let alarm, let priority, let first, let last):
      return check(alarm, first, last, "\(priority)") { $0.priority == priority }
    case .entered(let alarm, let state, let first, let last):
      let times = of(alarm).filter { $0.to == state && $0.from != state }.map(second)
      return times.contains { $0 >= first && $0 <= last }
        ? nil : "\(alarm) became \(state) at \(times), not from \(first)s to \(last)s"
    case .refused(let text, let second):
      let said = refusals.filter { $0.second == second }.map(\.text)
      // Sentences lose their commas and colons when they are read.
      return said.contains { $0.filter { !",:".contains($0) } == text }
        ? nil : "refused at \(second)s: \(said)"
    case .occurrences(let alarm, let count):
      let found = of(alarm).count { $0.kind == .occurred }
      return found == count ? nil : "\(alarm) occurred \(found) times"
    case .transitions(let alarm, let wanted):
      let found = of(alarm).map { "\($0.kind.rawValue) \(second($0))s" }
      return found == wanted ? nil : "\(alarm) had \(found)"
    }
  }

  private func of(_ alarm: String) -> [AlarmTransition] {
    transitions.filter { timeline.definitions[$0.alarm.rawValue].id == alarm }
  }

  private func second(_ transition: AlarmTransition) -> Int {
    Int(transition.at.nanoseconds / 1_000_000_000)
  }

  private func check(
    _ alarm: String, _ first: Int, _ last: Int, _ wanted: String, _ holds: (AlarmStatus) -> Bool
  ) -> String? {
    guard let index = board.index(of: alarm)?.rawValue else { return "no alarm \(alarm)" }
    let before = moments.last { $0.second <= first }
    let during = moments.filter { $0.second > first && $0.second <= last }
    for moment in [before].compactMap({ $0 }) + during where !holds(moment.alarms[index]) {
      let status = moment.alarms[index]
      return "\(alarm) at \(moment.second)s is \(status.state), \(status.priority), "
        + "\(status.isConditionKnown ? "known" : "unknown"), not \(wanted)"
    }
    return nil
  }
}
