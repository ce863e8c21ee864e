import Agent
import Polling
import Readings

/// Where in the simulated world the lines and devices of the agent's settings are. The world stays
/// what it is when the settings change.
struct Whereabouts: Sendable {
  /// By line of the settings, the line of the world.
  let lines: [Int]
  /// By line of the world, its number in the settings; nil while they do not have it.
  let lineNumbers: [LineIndex?]
  /// By device of the settings, the device of the hall; nil where nobody is at its address.
  let devices: [Int?]
  /// By device of the hall, its number in the settings; nil while nobody asks it.
  let deviceNumbers: [DeviceIndex?]

  /// - Parameter world: the settings of all that is there.
  init(of settings: AgentSettings, in world: AgentSettings) {
    lines = settings.lines.map { line in
      world.lines.firstIndex { $0.name == line.name } ?? 0
    }
    devices = settings.devices.map { device in
      let line = settings.lines[device.line.rawValue].name
      return world.devices.firstIndex {
        $0.name == device.name && $0.unit == device.unit
          && world.lines[$0.line.rawValue].name == line
      }
    }
    var lineNumbers = [LineIndex?](repeating: nil, count: world.lines.count)
    for (number, line) in lines.enumerated() { lineNumbers[line] = LineIndex(rawValue: number) }
    var deviceNumbers = [DeviceIndex?](repeating: nil, count: world.devices.count)
    for (number, device) in devices.enumerated() {
      if let device { deviceNumbers[device] = DeviceIndex(rawValue: number) }
    }
    self.lineNumbers = lineNumbers
    self.deviceNumbers = deviceNumbers
  }
}
