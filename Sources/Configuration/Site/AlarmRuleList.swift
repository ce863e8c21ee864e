import Agent
import Alarms
import DeviceProfiles

/// The alarm rules of a site, read one after another against its devices.
struct AlarmRuleList {
  private(set) var rules: [AlarmRule] = []
  private let devices: DeviceList
  private let index: SeriesIndex
  private let defaults: AlarmDefaultRules
  private var placesByName: [String: SourcePlace] = [:]

  init(devices: DeviceList, defaults: AlarmDefaultRules) {
    self.devices = devices
    self.defaults = defaults
    index = SeriesIndex(devices.settings)
  }

  /// Reads one entry of `alarms`. One with mistakes is left out after reporting all of them. What
  /// it does not say of an alarm that hallwatch brings along is as hallwatch has it.
  mutating func read(_ value: ValueReader) {
    if rules.count == Limits.alarmRules {
      value.report("more than \(Limits.alarmRules) rules; let selectors match several points")
    }
    let (whole, inheritance) = defaults.completed(value)
    _ = whole.object { reader in
      let name = readName(reader.required("name", example: "\"cold_aisle_temperature\""))
      if let name { claim(name, at: reader) }
      let rule = AlarmRuleReader(reader, devices: devices, index: index).read()
      if let name, var rule {
        rule.name = name
        rule.inheritance = inheritance.map {
          AlarmRule.Inheritance(taken: $0.taken, refused: $0.refused)
        }
        rules.append(rule)
      }
    }
  }

  /// Adds the rules that hallwatch brings along, where the site has none of that name. Those for
  /// rooms of another class than the site's rule is about stay.
  mutating func addDefaults() {
    let own = rules
    rules += defaults.rules(devices: devices, index: index).filter { rule in
      !own.contains { other in
        other.name == rule.name
          && (other.selector.ashraeClass == nil
            || other.selector.ashraeClass == rule.selector.ashraeClass)
      }
    }
  }

  private mutating func claim(_ name: String, at reader: ObjectReader) {
    if name == AlarmBinding.communicationAlarmName
      || AlarmBinding.topologyAlarmNames.contains(name)
    {
      reader.optional("name")?.report(
        name == AlarmBinding.communicationAlarmName
          ? "every device has the alarm \(name) by itself; choose another name"
          : "the alarm \(name) comes by itself; choose another name")
    } else if OwnAlarms.Name(rawValue: name) != nil {
      reader.optional("name")?.report(
        "the agent has the alarm \(name) by itself; choose another name")
    } else if let first = placesByName[name] {
      reader.optional("name")?.report(
        "the name \(quoted(name)) is taken by the alarm on line \(first.position.line) of "
          + "\(first.file); choose another")
    } else {
      placesByName[name] = reader.place
    }
  }
}
