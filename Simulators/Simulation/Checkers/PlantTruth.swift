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

  mutating func take(_ answer: PlantRecord, at now: Instant) {
    lastAnswer[answer.device] = now
    for (place, outcome) in answer.outcomes {
      let point = points.point(place, of: DeviceIndex(rawValue: answer.device))
      sayings[point.rawValue] = Saying(outcome: outcome, at: now)
    }
  }

  /// By how much a number may differ from what the plant meant, because registers are coarse.
  func resolution(of definition: AlarmDefinition, _ settings: AgentSettings) -> Double {
    guard let point = definition.point else { return 0 }
    let profile = settings.devices[points.device(of: point).rawValue].profile
    guard case .number(let scaling) = profile.points[points.place(of: point)].meaning else {
      return 0
    }
    return abs(scaling.scale)
  }

  /// Whether a value is what the plant said, within the resolution of the registers.
  static func agrees(_ value: Value, _ truth: Value, _ point: PointDefinition) -> Bool {
    guard case .number(let number) = value, case .number(let held) = truth else {
      return value == truth
    }
    guard case .number(let scaling) = point.meaning else { return number == held }
    let resolution =
      switch point.encoding.type {
      case .f32, .f64: abs(held) * 1e-6
      default: abs(scaling.scale) * 0.501
      }
    return abs(number - held) <= resolution + abs(held) * 1e-9
  }
}
