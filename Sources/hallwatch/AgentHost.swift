import Agent
import Alarms
import Configuration
import Control
import Exposition
import Glibc
import Journal
import ModbusLink
import Notification
import Polling
import Readings
import Runtime
import Web

/// The composition root of the agent: puts settings, journal, web and console together, and
/// tells of alarms until it is time to stop. One in a process, on the main thread.
final class AgentHost {
  private let site: Site
  private let console: Console
  private let signals: SignalWatch
  private let running: RunningAgent
  private let agent: Agent
  private let announcements: Mailbox<Announcement>
  private let journal: JournalStore?
  private let control: ControlServer?
  private let notifications: NotificationDesk?
  private var threads: [LinuxThread] = []
  private let telling: (@Sendable (Announcement) -> String?)?

  /// How many announcements may wait for a slow terminal; more are counted only.
  private static let announcementCapacity = 10_000

  /// Gets everything that can fail out of the way: signals, descriptors, journal, listeners.
  ///
  /// - Parameter telling: the line that tells of an alarm, nil for none; the usual one when nil.
  init(
    _ site: Site, console: Console, telling: (@Sendable (Announcement) -> String?)? = nil
  ) throws {
    self.site = site
    self.console = console
    self.telling = telling
    if let problem = ModbusLibrary.problem { throw StartFailure(problem) }
    signals = try SignalWatch([SIGTERM, SIGINT, SIGHUP])
    NameResolver.boundLookUps()
    // A file that may not grow is a full disk, not the end.
    signal(SIGXFSZ, SIG_IGN)
    Self.raiseDescriptors(for: site.settings, console)
    journal = try site.stateDirectory.map { try JournalStore.open(site, in: $0, console) }
    agent = try Agent(
      settings: site.settings, startedAt: MonotonicClock.now,
      resuming: journal?.resumed ?? ResumedState())
    let announcements = try Mailbox<Announcement>(capacity: Self.announcementCapacity)
    self.announcements = announcements
    control = try Self.control(site, console)
    notifications = try NotificationDesk(site.notify)
    running = try RunningAgent(
      lines: site.settings.lines,
      Self.surroundings(site, journal, announcements, control, notifications?.service))
  }

  private static func surroundings(
    _ site: Site, _ journal: JournalStore?, _ announcements: Mailbox<Announcement>,
    _ control: ControlServer?, _ notifications: NotificationService?
  ) throws -> RunningAgent.Surroundings {
    var surroundings = RunningAgent.Surroundings(
      listeners: try site.web.listen.map { try converted("\($0)", ListenAddress.init) },
      allow: try site.web.allow.map { try converted("\($0)", CIDRBlock.init) },
      announce: {
        announcements.post($0)
        notifications?.take($0)
      },
      stamp: BuildStamp(version: BuildFacts.version, commit: BuildFacts.commit),
      configuration: site.effectiveText)
    if let journal {
      surroundings.append = { records in
        try journal.append(records)
        control?.journalWritten(through: journal.file.lastNumber)
      }
    }
    if let control {
      surroundings.answer = { ticket, answer in control.reply(answer.reply, to: ticket) }
    }
    if let notifications { surroundings.families = { notifications.families() } }
    return surroundings
  }

  /// The control socket in the state directory; nil without one.
  private static func control(_ site: Site, _ console: Console) throws -> ControlServer? {
    guard let stateDirectory = site.stateDirectory else { return nil }
    let access = ControlAccess(site.control)
    for name in access.unknownNames {
      console.words("warning: control: this machine knows no \(name)")
    }
    var status = stat()
    if access.isShared, stat(stateDirectory, &status) == 0, status.st_mode & 0o011 == 0 {
      console.words(
        "warning: control: \(stateDirectory) lets nobody else in, so only its owner can reach "
          + "the control socket; chmod o+x \(stateDirectory)")
    }
    return try ControlServer(stateDirectory: stateDirectory, access: access)
  }

  /// Starts polling and serving.
  func start() throws {
    try running.start(agent)
    if let notifications {
      let notifier = notifications.notifier(
        agent, journal?.notifications ?? NotificationHistory())
      threads.append(try notifications.service.start(notifier) { [running] in running.post($0) })
    }
    if let control {
      let desk = ControlDesk(running)
      control.journalWritten(through: journal?.file.lastNumber ?? 0)
      threads.append(try control.start(verbs: desk.verbs) { desk.turnedAway($0) })
    }
  }

  /// Where it serves, with ports as the system chose them.
  var addresses: [Web.ListenAddress] { running.boundAddresses }

  /// A copy of the agent as it is now.
  func snapshot() -> Agent? { running.snapshot() }

  /// Says in a few lines what runs and where to look.
  func introduce() {
    console.words(
      "hallwatch \(BuildFacts.version): site \(site.settings.site), "
        + "\(counted(site.settings.devices.count, "device")) on "
        + "\(counted(site.settings.lines.count, "line")), \(counted(agent.points.count, "point")), "
        + counted(agent.alarms.definitions.count, "alarm"))
    for address in addresses {
      switch address {
      case .tcp: console.words("Serving http://\(address)/metrics")
      case .unix: console.words("Serving \(address)")
      }
    }
    console.words(
      site.stateDirectory.map { "Keeping the journal in \($0)/journal" }
        ?? "Keeping nothing over a restart: the site file has no state_directory")
  }

  /// How `tellUntil` ended.
  enum Ending { case signal, deadline }

  /// Tells of alarms, one line each, until a signal or the deadline.
  @discardableResult
  func tellUntil(_ deadline: Instant?) -> Ending {
    while true {
      let left = deadline.map { MonotonicClock.milliseconds(until: $0) } ?? -1
      switch signals.wait(orReadable: announcements.descriptor, milliseconds: left) {
      case .signal: return .signal
      case .readable: tell()
      case .timeout:
        if let deadline, MonotonicClock.now >= deadline { return .deadline }
      }
    }
  }

  /// Ends in good form within two seconds. False when the journal could not be finished.
  func stop() -> Bool {
    control?.stop()
    notifications?.service.stop()
    for thread in threads { thread.join() }
    let isWritten = running.stop()
    tell()
    if announcements.refusedCount > 0 {
      console.words("\(announcements.refusedCount) lines were not shown: the terminal was slow")
    }
    console.words(isWritten ? "Stopped." : "Stopped; the journal could not be written.")
    if isWritten { journal?.file.close() }
    return isWritten
  }

  private func tell() {
    for announcement in announcements.takeAll() {
      let transition = announcement.transition
      let usual =
        "\(announcement.record.time.rfc3339) \(transition.priority.rawValue.uppercased()) "
        + "\(announcement.record.kind.rawValue) \(announcement.text)"
      guard let line = telling.map({ $0(announcement) }) ?? usual else { continue }
      console.words(
        transition.to == .unacknowledged ? console.paint(line, transition.priority.colour) : line)
    }
  }

  /// Everything but what libmodbus is lent lives above descriptor 1023, where there is room.
  private static func raiseDescriptors(for settings: AgentSettings, _ console: Console) {
    let limit = Descriptors.raiseLimit()
    let needed = settings.lines.count + Limits.httpConnections + Limits.listenAddresses + 64
    let available = limit.hasRoomAbove ? limit.count - Int(Descriptors.selectLimit) : limit.count
    guard available < needed else { return }
    console.words(
      "warning: the system allows \(limit.count) descriptors, and this site needs about "
        + "\(needed + (limit.hasRoomAbove ? Int(Descriptors.selectLimit) : 0)): some lines may "
        + "not open; raise the limit (LimitNOFILE=, ulimit -n)")
  }

  /// The web server reads addresses from text as the site file does.
  private static func converted<Address>(
    _ text: String, _ make: (String) -> Address?
  ) throws -> Address {
    guard let address = make(text) else { throw StartFailure("cannot serve on or to \(text)") }
    return address
  }
}

/// Why the agent cannot start.
struct StartFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension AlarmPriority {
  fileprivate var colour: Console.Colour {
    switch self {
    case .critical, .high: .red
    default: .yellow
    }
  }
}
