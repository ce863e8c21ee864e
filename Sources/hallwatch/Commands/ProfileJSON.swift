import Agent
import DeviceProfiles
import Registers

/// Profiles for machines.
enum ProfileJSON {
  static func list(_ profiles: [DeviceProfile]) -> JSONText {
    .array(profiles.map { .object(facts($0) + [("points", .count($0.points.count))]) })
  }

  static func show(_ profile: DeviceProfile) -> JSONText {
    .object(
      facts(profile) + [
        ("sources", .array(profile.sources.map { .text($0) })),
        ("default_unit", profile.defaultUnit.map { .count(Int($0.rawValue)) } ?? .null),
        ("default_port", .count(Int(profile.defaultPort))),
        ("read", read(profile.contract)),
        ("points", .array(profile.points.map { point($0) })),
      ])
  }

  private static func facts(_ profile: DeviceProfile) -> [(String, JSONText)] {
    [
      ("profile", .text(profile.name)), ("class", .text(profile.deviceClass.rawValue)),
      ("title", .text(profile.title)), ("manufacturer", .text(profile.manufacturer)),
      ("confidence", .text(profile.confidence)),
    ]
  }

  private static func read(_ contract: ReadContract) -> JSONText {
    .object([
      ("maximum_registers", .count(contract.maximumRegisters)),
      ("maximum_bits", .count(contract.maximumBits)),
      ("maximum_hole", .count(contract.maximumHole)),
      ("start_multiple", .count(contract.startMultiple)),
    ])
  }

  private static func point(_ point: PointDefinition) -> JSONText {
    var members: [(String, JSONText)] = [
      ("point", .text(point.name)),
      ("table", point.computation == nil ? .text(point.table.name) : .null),
      ("address", point.computation == nil ? .count(Int(point.address)) : .null),
      ("type", .text(point.encoding.type.description)),
      ("word_order", .text(point.encoding.wordOrder.rawValue)),
      ("unit", point.unit.map { .text($0) } ?? .null), ("pace", .text(point.pace.rawValue)),
      ("help", .text(point.help)),
    ]
    if let field = point.field {
      members.append(
        ("field", .object([("shift", .count(field.shift)), ("width", .count(field.width))])))
    }
    members += meaning(point.meaning)
    members.append(("series", .array(point.series.map { series($0) })))
    members.append(("alarms", .array(point.alarms.map { alarm($0) })))
    return .object(members)
  }

  private static func meaning(_ meaning: PointMeaning) -> [(String, JSONText)] {
    switch meaning {
    case .number(let scaling):
      return [("scale", .number(scaling.scale)), ("offset", .number(scaling.offset))]
        + (scaling.factor.map { [("factor", .text($0.point))] } ?? [])
    case .states(let states):
      let list = states.map { state in
        JSONText.object([
          ("raw", .count(Int(state.raw))), ("last_raw", .count(Int(state.lastRaw))),
          ("name", .text(state.name)),
        ])
      }
      return [("states", .array(list))]
    case .flags(let flags):
      let list = flags.map { flag in
        JSONText.object([
          ("bit", .count(flag.bit)), ("name", .text(flag.name)),
          ("inverted", .flag(flag.isInverted)),
        ])
      }
      return [("flags", .array(list))]
    case .flag(let inverted): return [("inverted", .flag(inverted))]
    case .text: return []
    }
  }

  private static func series(_ series: SeriesDefinition) -> JSONText {
    .object([
      ("metric", .text(series.quantity.metricName)),
      ("labels", .object(series.labels.sorted().map { ($0.name, .text($0.value)) })),
    ])
  }

  private static func alarm(_ alarm: DeviceAlarmDefinition) -> JSONText {
    .object([
      ("alarm", .text(alarm.name)), ("severity", .text(alarm.severity.rawValue)),
      ("hazard", .text(alarm.hazard.rawValue)),
    ])
  }
}
