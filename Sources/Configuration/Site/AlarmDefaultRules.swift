import Agent
import Alarms
import DeviceProfiles

/// The alarms that hallwatch brings along for what no rule of the site judges: thresholds of ASHRAE
/// and of practice, by quantity. The site may change each of them by a rule of the same name, and
/// switch each of them off.
struct AlarmDefaultRules {
  /// The class of rooms that the topology says nothing of.
  var ashraeClass = ASHRAEClass.a1
  /// The classes of the rooms of the site, that of the site first.
  var classes: [ASHRAEClass] = []
  var switchedOff: Set<String> = []

  private var entries: [(name: String, members: [JSON5Member])] = []

  /// - Parameter topology: the rooms with classes of their own.
  init(_ settings: AlarmDefaultsReader.Settings, topology: SiteTopology) {
    ashraeClass = settings.ashraeClass
    switchedOff = settings.switchedOff
    let others = Set(topology.rooms.compactMap(\.ashraeClass)).subtracting([ashraeClass])
    classes = [ashraeClass] + others.sorted { $0.rawValue < $1.rawValue }
    guard !settings.areAllOff else { return }
    entries = Self.entries(DefaultAlarmText.common)
    for ashraeClass in classes {
      entries += Self.entries(DefaultAlarmText.air(of: ashraeClass))
    }
    entries.removeAll { switchedOff.contains($0.name) }
  }

  /// The name of every rule that there is, also of those that are switched off.
  static var names: [String] {
    let all = entries(DefaultAlarmText.common) + entries(DefaultAlarmText.air(of: .a1))
    return Set(all.map(\.name)).sorted()
  }

  private static func entries(_ text: String) -> [(name: String, members: [JSON5Member])] {
    let (root, _) = JSON5.parse(text, file: "default alarms")
    guard case .array(let elements)? = root?.content else { return [] }
    return elements.compactMap { element in
      guard case .object(let members) = element.content,
        case .string(let name)? = members.first(where: { $0.key == "name" })?.value.content
      else { return nil }
      return (name, members)
    }
  }

  /// An entry of `alarms` with what it leaves open taken from the default of its name. A `null`
  /// takes a key of the default away.
  func completed(_ value: ValueReader) -> ValueReader {
    guard case .object(let own) = value.node.content,
      case .string(let name)? = own.first(where: { $0.key == "name" })?.value.content,
      let base = entries.first(where: { $0.name == name })
    else { return value }
    let removed = own.filter { if case .null = $0.value.content { true } else { false } }
    var members = own.filter { member in !removed.contains { $0.key == member.key } }
    let kinds = AlarmTestReader.kinds
    let ownKind = kinds.first { keys in keys.contains { key in own.contains { $0.key == key } } }
    for member in base.members where !own.contains(where: { $0.key == member.key }) {
      // Another kind of condition takes the place of the default's.
      let kind = kinds.first { $0.contains(member.key) }
      if let kind, let ownKind, kind != ownKind { continue }
      if AlarmTestReader.details.contains(member.key), let ownKind,
        !ownKind.contains(where: { key in base.members.contains { $0.key == key } })
      {
        continue
      }
      members.append(
        JSON5Member(
          key: member.key, position: value.place.position,
          value: JSON5Node(member.value.content, at: value.place.position)))
    }
    return ValueReader(
      JSON5Node(.object(members), at: value.node.position), place: value.place, log: value.log)
  }

  /// The rules that are about something on this site.
  func rules(devices: DeviceList, index: SeriesIndex) -> [AlarmRule] {
    entries.compactMap { entry in
      let value = ValueReader(
        JSON5Node(.object(entry.members), at: .start),
        place: SourcePlace(file: "default alarms", path: entry.name), log: ProblemLog())
      let read = value.object { reader -> AlarmRule? in
        _ = reader.optional("name")
        return AlarmRuleReader(reader, devices: devices, index: index, mayMatchNothing: true).read()
      }
      guard var rule = read ?? nil, !index.matches(rule.selector).isEmpty else { return nil }
      rule.name = entry.name
      rule.isDefault = true
      return rule
    }
  }
}
