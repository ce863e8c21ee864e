import Configuration
import DeviceProfiles
import Plant

/// Finds what an event is done to: a device by name, `feed:A`, `room:hall-1`, `class:cooling` for
/// all devices of a class, `class:cooling/2` for the second of them (the last where there are
/// fewer). An event for devices takes a feed or a room for what stands there, and a list of names.
/// Without a target, everything that the event can be done to.
struct ScenarioTargets {
  private let value: ValueReader?
  private let reader: ObjectReader
  let hall: Hall
  /// The target as written; nil when there is none, or when it is a list.
  let text: String?
  /// The elements of a target that is a list.
  private let list: [ValueReader]?

  init(_ reader: ObjectReader, hall: Hall) {
    self.reader = reader
    self.hall = hall
    value = reader.optional("target")
    list = value.flatMap { $0.isArray ? $0.array() : nil }
    text = list == nil ? value?.nonEmptyString() : nil
  }

  /// The target in the words of the site: device names where a class was meant. Asked for only
  /// once the target is known to be right.
  var words: String? {
    let found: [Int]?
    if let list {
      found = list.compactMap(\.text).compactMap { hall.device(named: $0) }
    } else {
      guard let text, text.hasPrefix("class:"), let value else { return text }
      found = devices(text, value)
    }
    guard let found else { return text }
    let names = found.prefix(3).map { hall.devices[$0].name }.joined(separator: ", ")
    return names + (found.count > 3 ? " and \(found.count - 3) more" : "")
  }

  /// The feeds meant; nil after reporting.
  func feeds() -> [Int]? {
    named("feed", among: hall.feedNames) ?? all(hall.feedNames.count, "feed:\(hall.feedNames[0])")
  }

  /// The rooms meant; nil after reporting.
  func rooms() -> [Int]? {
    named("room", among: hall.roomNames) ?? all(hall.roomNames.count, "room:\(hall.roomNames[0])")
  }

  /// The devices meant; nil after reporting.
  ///
  /// - Parameter deviceClass: the class that the event is made for; nil when any device will do.
  func devices(of deviceClass: DeviceClass?) -> [Int]? {
    if let list { return devices(of: deviceClass, in: list) }
    guard let text, let value else {
      guard text == nil, value == nil else { return nil }
      let found = deviceClass.map { hall.devices(of: $0) } ?? Array(hall.devices.indices)
      if found.isEmpty {
        reader.report("the site has no device of class \(deviceClass?.rawValue ?? "")")
        return nil
      }
      return found
    }
    guard let found = devices(text, value) else { return nil }
    return areOf(deviceClass, found, value) ? found : nil
  }

  /// The batteries meant: packs, or UPS with what stands behind them; nil after reporting. Without
  /// a target, all packs, or all UPS where there are none.
  func batteries() -> [Int]? {
    guard value == nil else {
      guard let found = devices(of: nil) else { return nil }
      let classes = [DeviceClass.battery, .ups]
      if let other = found.first(where: {
        !classes.contains(hall.devices[$0].profile.deviceClass)
      }) {
        let device = hall.devices[other]
        value?.report(
          "\(device.name) is of class \(device.profile.deviceClass.rawValue); the event is for "
            + "battery or ups")
        return nil
      }
      return found
    }
    return devices(of: hall.devices(of: .battery).isEmpty ? .ups : .battery)
  }

  private func devices(of deviceClass: DeviceClass?, in list: [ValueReader]) -> [Int]? {
    var all: [Int] = []
    for element in list {
      guard let text = element.nonEmptyString(), let found = devices(text, element),
        areOf(deviceClass, found, element)
      else { return nil }
      all += found
    }
    return all
  }

  /// False after reporting.
  private func areOf(_ deviceClass: DeviceClass?, _ found: [Int], _ value: ValueReader) -> Bool {
    guard let deviceClass,
      let other = found.first(where: { hall.devices[$0].profile.deviceClass != deviceClass })
    else { return true }
    let device = hall.devices[other]
    value.report(
      "\(device.name) is of class \(device.profile.deviceClass.rawValue); the event is for "
        + deviceClass.rawValue)
    return false
  }

  private func devices(_ text: String, _ value: ValueReader) -> [Int]? {
    if let found = devices(at: text, value) { return found }
    guard text.hasPrefix("class:") else {
      if let device = hall.device(named: text) { return [device] }
      value.report(
        "no device \"\(text)\"; " + suggestion(for: text, among: hall.devices.map(\.name)))
      return nil
    }
    let parts = text.dropFirst(6).split(separator: "/", maxSplits: 1)
    guard let name = parts.first, let wanted = DeviceClass(rawValue: String(name)) else {
      let names = DeviceClass.allCases.map(\.rawValue)
      value.report(
        "no such class; " + suggestion(for: String(parts.first ?? ""), among: names))
      return nil
    }
    let found = hall.devices(of: wanted)
    guard !found.isEmpty else {
      value.report("the site has no device of class \(name)")
      return nil
    }
    guard parts.count == 2 else { return found }
    guard let place = Int(parts[1]), place >= 1 else {
      value.report("expected a number from 1 after the slash, as in \"class:\(name)/2\"")
      return nil
    }
    return [found[min(place, found.count) - 1]]
  }

  /// What stands in a room, or hangs on a feed; nil when the target is neither, or is not there.
  private func devices(at text: String, _ value: ValueReader) -> [Int]? {
    for label in ["room", "feed"] where text.hasPrefix(label + ":") {
      let name = String(text.dropFirst(label.count + 1))
      let found = hall.devices.indices.filter { hall.devices[$0].label(label) == name }
      if !found.isEmpty { return found }
    }
    return nil
  }

  /// Nil when there is no target, or after reporting.
  private func named(_ kind: String, among names: [String]) -> [Int]? {
    guard let text, text.hasPrefix(kind + ":") else { return nil }
    let name = String(text.dropFirst(kind.count + 1))
    if let place = names.firstIndex(of: name) { return [place] }
    value?.report("no \(kind) \"\(name)\"; " + suggestion(for: name, among: names))
    return nil
  }

  /// Everything, when there is no target; otherwise the target is of another kind.
  private func all(_ count: Int, _ example: String) -> [Int]? {
    guard let text else { return value == nil ? Array(0..<count) : nil }
    let kind = example.prefix { $0 != ":" }
    if !text.hasPrefix(kind + ":") {
      value?.report("expected a \(kind), such as \"\(example)\", or no target for all")
    }
    return nil
  }
}
