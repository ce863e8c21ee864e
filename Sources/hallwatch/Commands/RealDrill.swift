import Agent
import Alarms
import Configuration
import ModbusLink
import Plant
import PlantServer
import Readings
import Simulation
import Synchronization
import Web

/// A drill on real sockets of this machine: the site's plant answers, the agent runs as it always
/// does, and all that it says is marked.
struct RealDrill {
  private let scenario: Scenario
  private let speed: Double
  private let console: Console
  private let site: Site
  private let mount: PlantMount
  private let host: AgentHost
  private let moments: MomentList
  /// How much of the quiet before the story is played.
  private static let longestLead = Duration.seconds(20)

  init(
    _ arguments: Arguments, site: Site, hall: Hall, scenario: Scenario, console: Console
  ) throws {
    let speed = try arguments.number("speed", in: 0.1...20) ?? 1
    self.scenario = scenario
    self.speed = speed
    self.console = console
    var drilled = site
    drilled.settings.drill = scenario.name
    try Self.separate(&drilled, from: site, arguments)
    Self.keepPace(speed, &drilled.settings)
    // What was before the story is not waited for.
    let skipped = max(.zero, scenario.lead - Self.longestLead)
    var hall = hall
    hall.schedule(scenario.events)
    hall.advance(to: skipped)
    _ = hall.takeHappenings()
    mount = try PlantMount(drilled.settings, hall: hall, speed: speed) { happenings in
      for happening in happenings {
        console.words("\(DrillText.clock(happening.at - scenario.lead))  \(happening.text)")
      }
    }
    drilled.settings.lines = mount.lines
    self.site = drilled
    let moments = MomentList(drilled.settings, lead: skipped, speed: speed)
    self.moments = moments
    do {
      host = try AgentHost(drilled, console: console) { announcement in
        let moment = moments.add(announcement.transition)
        return "\(DrillText.clock(moment.at - scenario.lead))  DRILL \(moment)"
      }
    } catch let error as HTTPServerError {
      throw StartFailure("\(error); choose another place, such as --listen 127.0.0.1:0")
    }
  }

  func play() throws -> DrillRecord {
    let start = MonotonicClock.now
    moments.begin(at: start)
    mount.server.start()
    try host.start()
    console.words(
      "DRILL, nothing of this is real: \(scenario.title). "
        + "\(durationWords(moments.length(of: scenario))) on "
        + "\(counted(site.settings.lines.count, "port")) of 127.0.0.1.")
    for address in host.addresses { console.words("  serving   \(address)") }
    host.tellUntil(start + moments.length(of: scenario))
    guard let agent = host.snapshot() else { throw StartFailure("the agent ended by itself") }
    _ = host.stop()
    mount.server.stop()
    return DrillRecord(scenario, moments.all, agent)
  }

  /// Nothing of a drill may get among what is real: not the journal, not the listeners, and people
  /// only when they are meant to be told.
  private static func separate(
    _ drilled: inout Site, from site: Site, _ arguments: Arguments
  ) throws {
    if !arguments.has("notify") {
      drilled.notify = []
      drilled.settings.notificationTargets = []
    }
    drilled.stateDirectory = arguments.string("state")
    if let state = drilled.stateDirectory, state == site.stateDirectory {
      throw UsageError("--state \(state) is the site's own; a drill keeps its records elsewhere")
    }
    let text = arguments.string("listen") ?? "127.0.0.1:9878"
    do throws(Configuration.ListenAddress.Mistake) {
      drilled.web.listen = [try Configuration.ListenAddress(text)]
    } catch {
      throw UsageError("--listen \(error.message)")
    }
  }

  /// Lets the agent keep up with a plant whose time runs faster.
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
}

/// The changes of alarms of a drill on sockets, by the time of the story.
private final class MomentList: Sendable {
  private struct State {
    var start = Instant.origin
    var moments: [AlarmMoment] = []
  }

  private let state = Mutex(State())
  private let definitions: [AlarmDefinition]
  private let lead: Duration
  private let speed: Double

  /// - Parameter lead: how much of the story had passed when the agent started.
  init(_ settings: AgentSettings, lead: Duration, speed: Double) {
    definitions = AlarmBinding.definitions(for: settings)
    self.lead = lead
    self.speed = speed
  }

  func begin(at now: Instant) { state.withLock { $0.start = now } }

  /// How long the rest of a story takes.
  func length(of scenario: Scenario) -> Duration { (scenario.duration - lead) / speed }

  func add(_ transition: AlarmTransition) -> AlarmMoment {
    state.withLock { state in
      let moment = AlarmMoment(
        transition, of: definitions[transition.alarm.rawValue],
        at: lead + transition.at.since(state.start) * speed)
      state.moments.append(moment)
      return moment
    }
  }

  var all: [AlarmMoment] { state.withLock { $0.moments } }
}
