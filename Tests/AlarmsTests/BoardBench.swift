import Readings

@testable import Alarms

/// An alarm board with a clock of whole seconds, and what it said.
struct BoardBench {
  var board: AlarmBoard
  private(set) var transitions: [AlarmTransition] = []
  private(set) var second = 0

  init(_ definitions: [AlarmDefinition]) { board = AlarmBoard(definitions) }

  var now: Instant { .origin + .seconds(100_000 + second) }

  /// An alarm of point n of device n / 100.
  static func alarm(
    _ id: String, point: Int? = nil, device: Int? = nil, _ condition: AlarmCondition,
    priority: AlarmPriority = .high, on: Int = 0, off: Int = 0, group: String? = nil,
    hazard: AlarmHazard = .none, suppressWhen: AlarmExpression? = nil
  ) -> AlarmDefinition {
    let owner = device ?? point.map { $0 / 100 }
    var definition = AlarmDefinition(
      id: id, name: id, device: owner.map(DeviceIndex.init(rawValue:)),
      deviceName: owner.map { "dev-\($0)" } ?? "",
      point: point.map(PointIndex.init(rawValue:)), pointName: "p", condition: condition,
      priority: priority, hazard: hazard, onDelay: .seconds(on), offDelay: .seconds(off),
      group: group)
    definition.suppressWhen = suppressWhen
    return definition
  }

  static func point(_ point: Int) -> DevicePoint {
    DevicePoint(PointIndex(rawValue: point), of: DeviceIndex(rawValue: point / 100))
  }

  /// Point n is above 10.
  static func above(_ point: Int) -> AlarmExpression {
    .term(.point(self.point(point), .limit(.high, setpoint: 10, deadband: 0)))
  }

  mutating func reads(_ point: Int, _ number: Double, _ quality: Quality = .good) {
    board.observe(
      PointIndex(rawValue: point), Reading(.value(.number(number)), at: now), quality: quality,
      at: now, into: &transitions)
  }

  mutating func readsNothing(_ point: Int) {
    board.observe(
      PointIndex(rawValue: point), Reading(.none(.communicationFailure), at: now), quality: .bad,
      at: now, into: &transitions)
  }

  /// The device is lost, or answers again.
  mutating func device(_ device: Int, isLost: Bool) {
    board.communicationChanged(
      DeviceIndex(rawValue: device), isLost: isLost, at: now, into: &transitions)
    if isLost { board.dataLost(DeviceIndex(rawValue: device), at: now, into: &transitions) }
  }

  mutating func wait(_ seconds: Int) {
    for _ in 0..<seconds {
      second += 1
      board.timeReached(at: now, into: &transitions)
      board.surveyed(at: now, into: &transitions)
    }
  }

  mutating func calendar(_ date: String) {
    board.wallClockRead(
      WallTime(rfc3339: date + "T00:00:00.000Z")!, at: now, into: &transitions)
  }

  mutating func act(_ act: AlarmCommand.Act, _ id: String) throws(AlarmCommandError) {
    transitions += try board.act(
      AlarmCommand(act, board.index(of: id)!, user: "kim", reason: "test"), at: now)
  }

  /// Ends this run and begins another with what it left behind.
  mutating func restart(_ definitions: [AlarmDefinition]? = nil, after seconds: Int = 0) {
    let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)
    let snapshots = board.snapshot(at: now, wall: wall)
    second += seconds
    board = AlarmBoard(
      definitions ?? board.definitions, restoring: snapshots, at: now,
      wall: wall + .seconds(seconds))
  }

  subscript(id: String) -> AlarmStatus { board[board.index(of: id)!] }
  func isActive(_ id: String) -> Bool { self[id].isActive }
  func kinds(_ id: String) -> [AlarmTransition.Kind] {
    transitions.filter { $0.alarm == board.index(of: id) }.map(\.kind)
  }
}
