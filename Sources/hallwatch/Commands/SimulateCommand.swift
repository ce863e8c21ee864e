import Agent
import Configuration
import DeviceProfiles
import Glibc
import ModbusLink
import Plant
import PlantServer
import Polling
import Readings
import Runtime
import Simulation

/// The plant of a site file as real Modbus servers, for an agent or any other client.
enum SimulateCommand: Command {
  static let name = "simulate"
  static let summary = "the plant of a site file as real Modbus/TCP servers on this machine"
  static let parameters = Parameters(
    positionals: [
      .init(name: "SITE", help: "a site file, or \(BuiltIn.demoSite) for the demo's")
    ],
    options: [
      .init(
        name: "scenario", value: "NAME|FILE", help: "what happens: \(ScenarioChoice.names)",
        choices: ScenarioChoice.words),
      .init(name: "from", value: "T", help: "begin so far into the scenario (0s)"),
      .init(name: "speed", value: "N", help: "plant seconds per second, 0.1 to 1000 (1)"),
      .init(name: "base-port", value: "P", help: "the port of the first line; the next follow"),
      .init(name: "duration", value: "T", help: "end after this time; else Ctrl-C"),
      .init(name: "seed", value: "S", help: "another plant of the same kind (1)"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("simulate site.json5", "lines to 127.0.0.1 are served where the site file has them"),
    ("simulate site.json5 --base-port 15020", "the first line on port 15020, the next on 15021"),
    ("simulate demo-hall --scenario cooling-trip", "the demo's hall, for a client of yours"),
  ]
  static let details = """
    Standard output lists where each device answers: name, endpoint, unit, profile. Every line is
    served as Modbus/TCP, serial ones too. Without --base-port a line that the site file has on
    127.0.0.1 keeps its port, and the others get any that is free.
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let speed = try arguments.number("speed", in: 0.1...1000) ?? 1
    let seed = UInt64(try arguments.integer("seed", in: 0...Int.max) ?? 1)
    let base = try arguments.integer("base-port", in: 1...65535)
    let duration = try arguments.duration("duration")
    let from = try arguments.duration("from") ?? .zero
    guard let settings = load(arguments.positional(0) ?? "", console: console) else {
      return .invalid
    }
    if let base, base + settings.lines.count > 65536 {
      throw UsageError("--base-port \(base): \(settings.lines.count) ports do not fit above it")
    }
    var hall = Hall(simulating: settings, seed: seed)
    if let name = arguments.string("scenario") {
      guard let scenario = try ScenarioChoice.load(name, hall: hall, console: console) else {
        return .invalid
      }
      hall.schedule(scenario.events)
    }
    // What happened before is only told by what it left behind.
    hall.advance(to: from)
    _ = hall.takeHappenings()
    let signals = try SignalWatch([SIGTERM, SIGINT, SIGHUP])
    let tale = DemoTale(settings, startedAt: MonotonicClock.now, speed: speed)
    let mount = try PlantMount(
      settings, hall: hall, speed: speed, port: { port(of: $1, place: $0, base: base) }
    ) { happenings in
      for happening in happenings { console.words(tale.line(happening)) }
    }
    mount.server.start()
    console.data(list(settings, mount.lines))
    console.words(
      "Serving \(counted(settings.devices.count, "device")) of \(settings.site) on "
        + "\(counted(settings.lines.count, "port")) of 127.0.0.1. Ctrl-C ends.")
    wait(signals, until: duration.map { MonotonicClock.now + $0 })
    mount.server.stop()
    return .done
  }

  private static func load(_ path: String, console: Console) -> AgentSettings? {
    if BuiltIn.sites.contains(where: { $0.name == path }), access(path, F_OK) != 0 {
      return BuiltIn.site(path).0?.settings
    }
    return CheckCommand.loadSite(path, console: console)?.settings
  }

  /// The port that the command line asks for, or the one that clients of the site will try.
  private static func port(of line: LineSettings, place: Int, base: Int?) -> UInt16 {
    if let base { return UInt16(base + place) }
    guard case .tcp(let host, let port) = line.medium, ["127.0.0.1", "localhost"].contains(host)
    else { return 0 }
    return port
  }

  private static func list(_ settings: AgentSettings, _ lines: [LineSettings]) -> String {
    let width = settings.devices.map(\.name.count).max() ?? 0
    return settings.devices.map { device in
      device.name + String(repeating: " ", count: width - device.name.count + 2)
        + "\(lines[device.line.rawValue].name)  unit \(device.unit)  \(device.profile.name)"
    }.joined(separator: "\n")
  }

  private static func wait(_ signals: SignalWatch, until deadline: Instant?) {
    while true {
      let left = deadline.map { MonotonicClock.milliseconds(until: $0) } ?? -1
      switch signals.wait(milliseconds: left) {
      case .signal: return
      case .readable, .timeout:
        if let deadline, MonotonicClock.now >= deadline { return }
      }
    }
  }
}
