import Configuration
import DeviceProfiles
import Plant

/// Finds what an event is done to: a device by name, `feed:A`, `room:hall-1`, `class:cooling` for
/// all devices of a class, `class:cooling/2` for the second of them (the last where there are
/// fewer). Without a target, everything that the event can be done to.
struct ScenarioTargets {
  private let value: ValueReader?
  private let reader: ObjectReader
  let hall: Hall
  /// The target as written; nil when there is none.
  let text: String?

  init(_ reader: ObjectReader, hall: Hall) {
    self.reader = reader
    self.hall = hall
    value = reader.optional("target")
    text = value?.nonEmptyString()
  }

  /// The target in the words of the site: device names where a class was meant. Asked for only
  /// once the target is known to be right.
  var words: String? {
    guard let text, text.hasPrefix("class:"), let value, let found = devices(text, value) else {
      return text
    }
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
    if let deviceClass,
      let other = found.first(where: { hall.devices[$0].profile.deviceClass != deviceClass })
    {
      let device = hall.devices[other]
      value.report(
        "\(device.name) is of class \(device.profile.deviceClass.rawValue); the event is for "
          + deviceClass.rawValue)
      return nil
    }
    return found
  }

  private func devices(_ text: String, _ value: ValueReader) -> [Int]? {
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
