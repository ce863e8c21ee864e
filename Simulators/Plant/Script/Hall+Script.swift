import DeviceProfiles
import Readings

extension Hall {
  /// Puts a point under a story's orders, or frees it.
  mutating func perform(_ script: PointScript?, point name: String, devices: [Int]) {
    for device in devices {
      guard let place = place(of: name, device: device) else { continue }
      guard let script else {
        scripts[device]?[place] = nil
        continue
      }
      var start = 0.0
      if case .value(.number(let number)) = outcome(device: device, point: place) { start = number }
      scripts[device, default: [:]][place] = RunningScript(
        script: script, since: seconds, start: start)
    }
  }

  /// What a story lets a point say; nil where none does.
  func scripted(device: Int, point: Int) -> Reading.Outcome? {
    guard !scripts.isEmpty, let running = scripts[device]?[point] else { return nil }
    switch running.script.saying {
    case .nothing: return .none(.notAvailable)
    case .flag(let isSet): return .value(.flag(isSet))
    case .number(let goal):
      let stream = UInt64(3_000_000 + device * 1024 + point)
      let wander = running.script.noise * noise.wander(stream, at: seconds, period: 2)
      return .value(.number(running.number(goal, at: seconds) + wander))
    case .state(let name): return state(named: name, device: device, point: point)
    case .flags(let names):
      guard case .flags(let known) = devices[device].profile.points[point].meaning else {
        return nil
      }
      let set = known.filter { names.contains($0.name) }
      return .value(.flags(set.reduce(0) { $0 | 1 << UInt64($1.bit) }))
    }
  }

  private func state(named name: String, device: Int, point: Int) -> Reading.Outcome? {
    guard case .states(let states) = devices[device].profile.points[point].meaning,
      let place = states.firstIndex(where: { $0.name == name })
        ?? questions[device][point].stateNames.firstIndex(of: name)
    else { return nil }
    return .value(.state(place))
  }

  /// Why a point cannot say what a story wants; nil when it can.
  package func objection(
    to saying: PointScript.Saying, point name: String, device: Int
  ) -> String? {
    let device = devices[device]
    guard let point = device.profile.points.first(where: { $0.name == name }) else {
      return "\(device.name) has no point \"\(name)\""
    }
    switch (saying, point.meaning) {
    case (.nothing, _), (.number, .number), (.flag, .flag): return nil
    case (.state(let name), .states(let states)):
      if states.contains(where: { $0.name == name }) { return nil }
      return "no state \"\(name)\"; known: " + states.map(\.name).joined(separator: ", ")
    case (.flags(let names), .flags(let flags)):
      let known = flags.map(\.name)
      guard let other = names.first(where: { !known.contains($0) }) else { return nil }
      return "no flag \"\(other)\"; known: " + known.joined(separator: ", ")
    default: return "\(name) of \(device.name) is \(point.meaning.words)"
    }
  }

  private func place(of name: String, device: Int) -> Int? {
    devices[device].profile.points.firstIndex { $0.name == name }
  }
}

extension PointMeaning {
  /// What a value of it is written as in a story.
  fileprivate var words: String {
    switch self {
    case .number: "a number"
    case .flag: "true or false"
    case .flags: "a list of flags"
    case .states: "the name of a state"
    case .text: "a text, which no story sets"
    }
  }
}
