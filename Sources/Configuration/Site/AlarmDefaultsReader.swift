import Agent
import Alarms
import DeviceProfiles

/// Reads the object `alarm_defaults`: which class of equipment the site has, and which of the
/// alarms that hallwatch brings along it does not want.
enum AlarmDefaultsReader {
  struct Settings {
    var ashraeClass = ASHRAEClass.a1
    var switchedOff: Set<String> = []
    var areAllOff = false
    var contact = ""
  }

  static func read(_ value: ValueReader?, devices: DeviceList) -> Settings {
    var settings = Settings()
    _ = value?.object { reader in
      if let chosen: ASHRAEClass = reader.optional("ashrae_class")?.choice() {
        settings.ashraeClass = chosen
      }
      settings.contact = reader.optional("contact")?.nonEmptyString() ?? ""
      guard let off = reader.optional("off") else { return }
      if case .string("all") = off.node.content {
        settings.areAllOff = true
        settings.switchedOff = Set(AlarmDefaultRules.names + AlarmBinding.topologyAlarmNames)
      } else if case .string = off.node.content {
        off.report("write \"all\", or a list of names such as [\"inlet_humidity\"]")
      } else {
        settings.switchedOff = list(off, devices)
      }
    }
    return settings
  }

  private static func list(_ value: ValueReader, _ devices: DeviceList) -> Set<String> {
    let announced = devices.settings.flatMap { $0.profile.points.flatMap(\.alarms) }
    let kept = Set(announced.filter { $0.hazard == .fire || $0.hazard == .gas }.map(\.name))
    let known = Set(
      AlarmDefaultRules.names + AlarmBinding.topologyAlarmNames + announced.map(\.name)
    ).sorted()
    var names: Set<String> = []
    for element in value.array() ?? [] {
      guard let name = element.nonEmptyString() else { continue }
      if name == AlarmBinding.communicationAlarmName {
        element.report("the alarm \(name) cannot be switched off: a silent device is never normal")
      } else if kept.contains(name) {
        element.report("\(name) tells of fire or gas and cannot be switched off")
      } else if known.contains(name) {
        names.insert(name)
      } else {
        element.report(
          "no alarm \(quoted(name)) comes by itself; " + suggestion(for: name, among: known))
      }
    }
    return names
  }
}
