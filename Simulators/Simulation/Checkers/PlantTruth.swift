import Agent
import Alarms
import DeviceProfiles
import Readings
import Registers

/// What every point last said for certain, kept by a checker apart from the agent.
struct PlantTruth: Sendable {
  struct Saying: Sendable {
    var outcome: Reading.Outcome
    var at: Instant
    /// When it last was another than the one before; nil while it never was.
    var movedAt: Instant?
  }

  let points: PointTable
  private(set) var sayings: [Saying?]
  /// When each device last answered anything.
  private(set) var lastAnswer: [Instant?]

  init(_ settings: AgentSettings) {
    points = PointTable(devices: settings.devices)
    sayings = Array(repeating: nil, count: points.count)
    lastAnswer = Array(repeating: nil, count: settings.devices.count)
  }

  /// The same under other settings: what is the same registers of the same unit said what it said.
  func following(_ change: SettingsChange) -> PlantTruth {
    var truth = PlantTruth(change.settings)
    for (point, before) in change.carry.oldPoints.enumerated() {
      truth.sayings[point] = before.flatMap { sayings[$0.rawValue] }
    }
    for (device, before) in change.carry.devices.enumerated()
    where change.carry.isSameSource[device] {
      truth.lastAnswer[device] = before.flatMap { lastAnswer[$0.rawValue] }
    }
    return truth
  }

  mutating func take(_ answer: PlantRecord, at now: Instant) {
    lastAnswer[answer.device] = now
    for (place, outcome) in answer.outcomes {
      let point = points.point(place, of: DeviceIndex(rawValue: answer.device))
      let before = sayings[point.rawValue]
      let isMoved = before.map { $0.outcome != outcome } ?? false
      sayings[point.rawValue] = Saying(
        outcome: outcome, at: now, movedAt: isMoved ? now : before?.movedAt)
    }
  }

  /// By how much a number may differ from what the plant meant, because registers are coarse.
  func resolution(of definition: AlarmDefinition, _ settings: AgentSettings) -> Double {
    guard let point = definition.point else { return 0 }
    let profile = settings.devices[points.device(of: point).rawValue].profile
    return profile.points[points.place(of: point)].resolution
  }
}

/// How a value of a point is held against what the plant said.
struct Measure: Sendable {
  private let isNumber: Bool
  private let isFloat: Bool
  private let resolution: Double
  private let turn: Double?

  init(_ point: PointDefinition) {
    if case .number = point.meaning { isNumber = true } else { isNumber = false }
    switch point.encoding.type {
    case .f32, .f64: isFloat = true
    default: isFloat = false
    }
    resolution = point.resolution * 0.501
    turn = point.turn
  }

  /// Whether a value is what the plant said, within the resolution of the registers.
  func agrees(_ value: Value, _ truth: Value) -> Bool {
    guard case .number(let number) = value, case .number(let held) = truth else {
      return value == truth
    }
    guard isNumber else { return number == held }
    // What the agent counts on over the end of a counter is the registers' own but for whole turns.
    var difference = number - held
    if let turn { difference -= turn * (difference / turn).rounded() }
    return abs(difference) <= (isFloat ? abs(held) * 1e-6 : resolution) + abs(held) * 1e-9
  }
}

extension PointDefinition {
  /// The least by which two numbers of the registers differ, at most; 0 for what is no number.
  var resolution: Double {
    guard case .number(let scaling) = meaning else { return 0 }
    guard case .byRawValue(_, let factors, _) = scaling.factor else { return abs(scaling.scale) }
    return abs(scaling.scale) * factors.values.reduce(1) { max($0, abs($1)) }
  }

  /// After how much a counter begins anew; nil for what is none.
  var turn: Double? {
    guard let end = rollsOverAt, case .number(let scaling) = meaning else { return nil }
    return end * abs(scaling.scale)
  }
}
