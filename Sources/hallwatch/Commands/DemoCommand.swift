import Agent
import Configuration
import ModbusLink
import Plant
import PlantServer
import Readings
import Simulation
import Web

/// Plays a data hall on real Modbus sockets of this machine and polls it with the real agent.
enum DemoCommand: Command {
  static let name = "demo"
  static let summary = "a simulated data hall and the agent that watches it, in one process"
  static let parameters = Parameters(options: [
    .init(
      name: "scenario", value: "NAME", help: "what happens: \(ScenarioChoice.names)",
      choices: ScenarioChoice.words),
    .init(name: "speed", value: "N", help: "plant seconds per second, 0.1 to 100 (1)"),
    .init(name: "listen", value: "HOST:PORT", help: "where to serve (127.0.0.1:9877)"),
    .init(name: "duration", value: "T", help: "end after this time, such as 60s; else Ctrl-C"),
    .init(name: "seed", value: "S", help: "another hall of the same kind (1)"),
  ])
  static let examples: [(line: String, meaning: String)] = [
    ("demo", "both mains feeds fail after 20 seconds and come back"),
    ("demo --scenario cooling-trip --speed 2", "a cooling unit trips; twice as fast"),
    ("demo --scenario pangyo-2022 --speed 10", "the fire of Pangyo, in the rooms where it burned"),
    ("demo --duration 60s", "end after a minute with a summary"),
  ]
  static let details = """
    Devices, power, air and fire are simulated; sockets, polling, alarms and metrics are real. At
    --speed 10 the agent polls up to ten times as often, and its alarm delays are a tenth. A story
    that belongs to a site of its own is played there, and a long quiet beginning is left out.
    `hallwatch top` in another window shows it on the terminal.
    """

  /// How much of a story's quiet beginning is played before its time 0.
  private static let shownLead = Duration.seconds(20)

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let speed = try arguments.number("speed", in: 0.1...100) ?? 1
    let seed = UInt64(try arguments.integer("seed", in: 0...Int.max) ?? 1)
    let duration = try arguments.duration("duration")
    let name = arguments.string("scenario") ?? "utility-failure"
    var site = try site(for: name)
    if let text = arguments.string("listen") { try listen(text, &site) }
    keepPace(speed, &site.settings)
    var hall = Hall(simulating: site.settings, seed: seed)
    guard let scenario = try ScenarioChoice.load(name, hall: hall, console: console) else {
      return .invalid
    }
    hall.schedule(
      scenario.events + [
        HallEvent(
          at: scenario.duration, action: .marker,
          text: "\(scenario.name) is over; the hall lives on")
      ])
    if scenario.lead > shownLead {
      hall.advance(to: scenario.lead - shownLead)
      _ = hall.takeHappenings()
    }
    return try Demo(site, hall: hall, scenario: scenario, speed: speed, console: console)
      .run(for: duration)
  }

  /// The site for which a story of the binary was written; the demo's own for any other.
  private static func site(for scenario: String) throws -> Site {
    let wanted = BuiltIn.scenario(scenario).flatMap {
      JSON5.parse($0, file: scenario).root?["site"]?.text
    }
    let (site, problems) = BuiltIn.site(wanted ?? BuiltIn.demoSite)
    guard let site else {
      throw StartFailure("the demo's own site has mistakes: \(problems.first?.description ?? "")")
    }
    return site
  }

  /// Lets the agent keep up with a plant whose time runs faster: a battery alarm that waits two
  /// seconds would miss a generator that starts in one.
  private static func keepPace(_ speed: Double, _ settings: inout AgentSettings) {
    guard speed > 1 else { return }
    for index in settings.devices.indices {
      let interval = settings.devices[index].interval
      settings.devices[index].interval = min(interval, max(.milliseconds(250), interval / speed))
    }
    for index in settings.alarmRules.indices {
      settings.alarmRules[index].onDelay /= speed
      settings.alarmRules[index].offDelay /= speed
    }
  }

  /// Serves elsewhere. Whoever asks for an address that others can reach wants them to.
  private static func listen(_ text: String, _ site: inout Site) throws {
    do throws(Configuration.ListenAddress.Mistake) {
      site.web.listen = [try Configuration.ListenAddress(text)]
    } catch {
      throw UsageError("--listen \(error.message)")
    }
    let isLocal = ["127.", "localhost:", "[::1]:", "unix:"].contains { text.hasPrefix($0) }
    if !isLocal { site.web.allow = ["0.0.0.0/0", "::/0"].compactMap { try? CIDR($0) } }
  }
}

/// One run of the demo.
struct Demo {
  private let site: Site
  private let scenario: Scenario
  private let speed: Double
  private let console: Console
  private let mount: PlantMount
  private let host: AgentHost
  private let tale: DemoTale
  private let counts: AlarmTally

  init(_ site: Site, hall: Hall, scenario: Scenario, speed: Double, console: Console) throws {
    self.scenario = scenario
    self.speed = speed
    self.console = console
    let tale = DemoTale(
      site.settings, startedAt: MonotonicClock.now, speed: speed, hallTime: hall.time,
      lead: scenario.lead)
    mount = try PlantMount(site.settings, hall: hall, speed: speed) { happenings in
      for happening in happenings {
        console.words(
          console.paint(tale.line(happening), happening.cause == .scenario ? .green : .faint))
      }
    }
    var led = site
    led.settings.lines = mount.lines
    // Everything that it says is marked: none of it is real.
    led.settings.drill = scenario.name
    self.site = led
    self.tale = tale
    let counts = AlarmTally()
    self.counts = counts
    do {
      host = try AgentHost(led, console: console) { announcement in
        guard !announcement.transition.isHidden else { return nil }
        counts.count(announcement.transition)
        return tale.line(announcement)
      }
    } catch let error as HTTPServerError {
      throw StartFailure("\(error); choose another place, such as --listen 127.0.0.1:0")
    }
  }

  func run(for duration: Duration?) throws -> ExitCode {
    introduce()
    tale.begin(at: MonotonicClock.now)
    mount.server.start()
    try host.start()
    host.tellUntil(duration.map { tale.startedAt + $0 })
    let agent = host.snapshot()
    let elapsed = MonotonicClock.now.since(tale.startedAt)
    let isStopped = host.stop()
    mount.server.stop()
    if let agent {
      console.data(
        DemoSummary(
          agent, elapsed: elapsed, speed: speed, raised: counts.raised, returned: counts.returned
        ).text)
    }
    return isStopped ? .done : .failed
  }

  private func introduce() {
    let minutes = Int((scenario.duration / .seconds(60)).rounded())
    let pace = speed == 1 ? "" : ", \(numberText(speed)) times as fast"
    var lines = [
      "A simulated data hall: \(counted(site.settings.devices.count, "device")) on "
        + "\(counted(site.settings.lines.count, "port")) of 127.0.0.1, polled over Modbus/TCP by the "
        + "real agent."
    ]
    for address in host.addresses {
      guard case .tcp = address else {
        lines.append("  serving   \(address)")
        continue
      }
      lines.append("  open      http://\(address)/")
      lines.append("  metrics   http://\(address)/metrics")
      lines.append("  terminal  hallwatch top \(address)")
    }
    lines.append("  scenario  \(scenario.name): \(scenario.title) (\(minutes) min\(pace))")
    lines.append("Alarms and events follow. Ctrl-C ends the demo.")
    console.words(lines.joined(separator: "\n"))
  }
}
