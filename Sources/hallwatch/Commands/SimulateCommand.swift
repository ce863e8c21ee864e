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
      .init(
        name: "SITE", help: "a site file, or \(BuiltIn.demoSite) for the demo's",
        isRequired: false)
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
      .init(
        name: "campus", value: "N",
        help: "in place of SITE: N halls that are alike, 1 to \(Campus.largest)"),
      .init(
        name: "write-site", value: "FILE",
        help: "with --campus: write the site file for an agent there"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("simulate site.json5", "lines to 127.0.0.1 are served where the site file has them"),
    ("simulate site.json5 --base-port 15020", "the first line on port 15020, the next on 15021"),
    ("simulate demo-hall --scenario cooling-trip", "the demo's hall, for a client of yours"),
    ("simulate --campus 20 --write-site campus.json5", "1,260 devices, and the file to poll them"),
  ]
  static let details = """
    Standard output lists where each device answers: name, endpoint, unit, profile. Every line is
    served as Modbus/TCP, serial ones too. Without --base-port a line that the site file has on
    127.0.0.1 keeps its port, and the others get any that is free. The lines of a campus begin at port
    \(firstPort) unless --base-port says otherwise.
    """

  /// Where the lines of a campus begin.
  private static let firstPort = 20_000

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let speed = try arguments.number("speed", in: 0.1...1000) ?? 1
    let seed = UInt64(try arguments.integer("seed", in: 0...Int.max) ?? 1)
    let base = try arguments.integer("base-port", in: 1...65535)
    let duration = try arguments.duration("duration")
    let from = try arguments.duration("from") ?? .zero
    let loaded =
      if let halls = try arguments.integer("campus", in: 1...Campus.largest) {
        try campus(of: halls, arguments, base: base ?? firstPort, console: console)
      } else {
        load(try site(arguments), console: console)
      }
    guard let settings = loaded else { return .invalid }
    if let base { try checkRoom(for: settings.lines.count, above: base) }
    _ = Descriptors.raiseLimit()
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

  private static func site(_ arguments: Arguments) throws -> String {
    if arguments.string("write-site") != nil {
      throw UsageError("--write-site belongs to --campus; a site file is there already")
    }
    guard let site = arguments.positional(0) else {
      throw UsageError("name a site file, or say --campus N")
    }
    return site
  }

  private static func checkRoom(for ports: Int, above base: Int) throws {
    guard base + ports <= 65_536 else {
      throw UsageError("--base-port \(base): \(ports) ports do not fit above it")
    }
  }

  /// The campus that is asked for, and its site file where that is to be written.
  private static func campus(
    of halls: Int, _ arguments: Arguments, base: Int, console: Console
  ) throws -> AgentSettings? {
    if let site = arguments.positional(0) {
      throw UsageError("\(site): --campus makes its own site; leave one of both out")
    }
    try checkRoom(for: Campus.lineCount(halls: halls), above: base)
    let text = Campus(halls: halls, firstPort: base).text
    if let file = arguments.string("write-site") {
      // What is there may be somebody's work.
      guard let out = fopen(file, "wx") else {
        console.words("error: \(file): \(String(cString: strerror(errno))); name a new file")
        return nil
      }
      let isWritten = fputs(text, out) >= 0
      guard fclose(out) == 0, isWritten else {
        console.words("error: \(file): \(String(cString: strerror(errno)))")
        return nil
      }
      console.words("Wrote \(file): hallwatch run --config \(file)")
    }
    let (site, problems) = Campus.site(text)
    console.show(problems, as: "error", .red)
    return site?.settings
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
