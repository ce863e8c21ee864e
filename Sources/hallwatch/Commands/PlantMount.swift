import Agent
import Plant
import PlantServer
import Polling
import Registers
import Simulation

/// The plant of a site on real sockets of this machine.
struct PlantMount: Sendable {
  let server: PlantServer
  /// The site's lines, led to the sockets.
  let lines: [LineSettings]

  /// Opens the ports; the plant answers after `server.start`.
  ///
  /// - Parameters:
  ///   - port: which port a line gets, by its place; 0 for any.
  ///   - onHappenings: called on the plant's thread.
  /// - Throws: `PlantServerError`.
  init(
    _ settings: AgentSettings, hall: Hall, speed: Double,
    port: (Int, LineSettings) -> UInt16 = { _, _ in 0 },
    onHappenings: @escaping @Sendable ([HallHappening]) -> Void
  ) throws {
    var plantLines = settings.lines.enumerated().map { index, line in
      PlantLine(port: port(index, line), units: [])
    }
    for (index, device) in settings.devices.enumerated() {
      plantLines[device.line.rawValue].units.append(
        PlantUnit(unit: device.unit.rawValue, device: index))
    }
    server = try PlantServer(
      hall: hall, lines: plantLines, speed: speed, onHappenings: onHappenings)
    lines = zip(settings.lines, server.ports).map { line, port in
      var led = line
      led.name = "tcp://127.0.0.1:\(port)"
      led.medium = .tcp(host: "127.0.0.1", port: port)
      return led
    }
  }
}
