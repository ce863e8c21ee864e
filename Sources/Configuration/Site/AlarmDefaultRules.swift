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
    entries = Self.common
    for ashraeClass in classes { entries += Self.air[ashraeClass] ?? [] }
    entries.removeAll { switchedOff.contains($0.name) }
  }

  /// The name of every rule that there is, also of those that are switched off.
  static let names: [String] = Set((common + (air[.a1] ?? [])).map(\.name)).sorted()

  // Read once: a reload must not stall for texts that never change.
  private static let common = entries(DefaultAlarmText.common)
  private static let air = Dictionary(
    uniqueKeysWithValues: ASHRAEClass.allCases.map { ($0, entries(DefaultAlarmText.air(of: $0))) })

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

  /// An entry of `alarms` with what it leaves open taken from the default of its name, and what
  /// that was; nil where there is no such default.
  func completed(_ value: ValueReader) -> (ValueReader, AlarmInheritance?) {
    guard case .object(let own) = value.node.content,
      case .string(let name)? = own.first(where: { $0.key == "name" })?.value.content,
      let base = base(name, ashraeClass: AlarmInheritance.ashraeClass(own))
    else { return (value, nil) }
    let inheritance = AlarmInheritance(own, from: base.members, at: value.place.position)
    let whole = ValueReader(
      JSON5Node(.object(inheritance.members), at: value.node.position), place: value.place,
      log: value.log)
    return (whole, inheritance)
  }

  /// The default of a name; of several for different classes that of the class, or of the site.
  private func base(_ name: String, ashraeClass: String?) -> (name: String, members: [JSON5Member])?
  {
    let all = entries.filter { $0.name == name }
    return all.first {
      ashraeClass != nil && AlarmInheritance.ashraeClass($0.members) == ashraeClass
    } ?? all.first
  }

  /// The rules that are about something on this site.
  func rules(devices: DeviceList, index: SeriesIndex) -> [AlarmRule] {
    entries.compactMap { entry in
      // Most are about something that a site does not have.
      if let quantity = AlarmInheritance.quantity(entry.members),
        index.matches(PointSelector(quantity: quantity)).isEmpty
      {
        return nil
      }
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
