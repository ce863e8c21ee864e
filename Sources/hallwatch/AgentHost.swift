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
  /// What the agent was started with.
  private let site: Site
  private let console: Console
  private let signals: SignalWatch
  private let running: RunningAgent
  /// Handed over to the loop at the start: a copy that is kept would keep what the loop changes.
  private var agent: Agent?
  private let pointCount: Int
  private let alarmCount: Int
  private let announcements: Mailbox<Announcement>
  private let journal: JournalStore?
  private let control: ControlServer?
  private let notifications: NotificationSwitch
  private let service: SystemdService
  /// Nil where the agent is part of something else, such as a demonstration.
  private let supervision: Supervision?
  private let log: EventLog
  /// The site in force; another one may come to be.
  private let present: Guarded<Site>
  private let reloadDesk: ReloadDesk?
  private var threads: [LinuxThread] = []
  private let telling: (@Sendable (Announcement) -> String?)?

  /// How many announcements may wait for a slow terminal; more are counted only.
  private static let announcementCapacity = 10_000

  /// Gets everything that can fail out of the way: signals, descriptors, journal, listeners.
  ///
  /// - Parameters:
  ///   - path: the site file, which is read anew on SIGHUP and on request; nil when there is none.
  ///   - log: where what happens is written down; sentences on the console when nil.
  ///   - telling: the line that tells of an alarm, nil for none; the usual one when nil.
  init(
    _ site: Site, path: String? = nil, console: Console, log: EventLog? = nil,
    telling: (@Sendable (Announcement) -> String?)? = nil
  ) throws {
    self.site = site
    self.console = console
    self.telling = telling
    HeapPolicy.set()
    let log = log ?? EventLog(.text, write: console.words)
    self.log = log
    let service = path == nil ? SystemdService.none : .ofThisProcess()
    self.service = service
    let present = Guarded(site)
    self.present = present
    if let problem = ModbusLibrary.problem { throw StartFailure(problem) }
    signals = try SignalWatch([SIGTERM, SIGINT, SIGHUP])
    NameResolver.boundLookUps()
    // A file that may not grow is a full disk, not the end.
    signal(SIGXFSZ, SIG_IGN)
    Self.raiseDescriptors(for: site.settings, console)
    journal = try site.stateDirectory.map { try JournalStore.open(site, in: $0, console) }
    let agent = try Agent(
      settings: site.settings, startedAt: MonotonicClock.now,
      resuming: journal?.resumed ?? ResumedState())
    self.agent = agent
    pointCount = agent.points.count
    alarmCount = agent.alarms.definitions.count
    let announcements = try Mailbox<Announcement>(capacity: Self.announcementCapacity)
    self.announcements = announcements
    control = try Self.control(site, service, console)
    let notifications = try NotificationSwitch(site.notify)
    self.notifications = notifications
    let reports = Guarded<ReloadDesk?>(nil)
    var surroundings = try Self.surroundings(
      site, journal, announcements, control, notifications, log)
    surroundings.inheritedSockets = service.sockets.map(\.descriptor)
    surroundings.reloaded = { report in reports.withLock { $0 }?.take(report) }
    let running = try RunningAgent(lines: site.settings.lines, surroundings)
    self.running = running
    supervision = path == nil ? nil : try Supervision(running, service, log)
    var desk: ReloadDesk?
    if let path {
      desk = try ReloadDesk(
        path: path,
        ReloadDesk.Surroundings(
          running: running, control: control, notifications: notifications, journal: journal,
          service: service, log: log, inForce: { site in present.withLock { $0 = site } }))
    }
    reloadDesk = desk
    reports.withLock { $0 = desk }
  }

  /// Where a site is served, and to whom.
  static func listeners(of site: Site) throws -> [Web.ListenAddress] {
    try site.web.listen.map { try converted("\($0)", Web.ListenAddress.init) }
  }

  static func clients(of site: Site) throws -> [CIDRBlock] {
    try site.web.allow.map { try converted("\($0)", CIDRBlock.init) }
  }

  private static func surroundings(
    _ site: Site, _ journal: JournalStore?, _ announcements: Mailbox<Announcement>,
    _ control: ControlServer?, _ notifications: NotificationSwitch, _ log: EventLog
  ) throws -> RunningAgent.Surroundings {
    var surroundings = RunningAgent.Surroundings(
      listeners: try listeners(of: site), allow: try clients(of: site),
      announce: {
        announcements.post($0)
        notifications.take($0)
      },
      stamp: BuildStamp(version: BuildFacts.version, commit: BuildFacts.commit),
      configuration: site.effectiveText)
    if let journal {
      let hasFailed = Guarded(false)
      surroundings.append = { records in
        do {
          try journal.append(records)
        } catch {
          hasFailed.withLock { $0 = true }
          log.note(
            .error, "journal_not_written", [], repeats: "journal_not_written",
            "the journal is not written, and tried again each second: \(error)")
          throw error
        }
        if hasFailed.withLock({ failed in
          defer { failed = false }
          return failed
        }) {
          log.note(.notice, "journal_written", [], "the journal is written again")
        }
        control?.journalWritten(through: journal.file.lastNumber)
      }
    }
    if let control {
      surroundings.answer = { ticket, answer in control.reply(answer.reply, to: ticket) }
    }
    surroundings.families = { notifications.families() }
    return surroundings
  }

  /// The control socket in the state directory; nil without one.
  private static func control(
    _ site: Site, _ service: SystemdService, _ console: Console
  ) throws -> ControlServer? {
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
    return try ControlServer(
      stateDirectory: stateDirectory, access: access,
      inherited: service.sockets.map(\.descriptor))
  }

  /// Starts polling and serving.
  func start() throws {
    guard let agent else { throw StartFailure("the agent has been started already") }
    try running.start(agent)
    try notifications.start(agent, journal, running)
    if let reloadDesk { threads.append(try reloadDesk.start(site)) }
    if let supervision { threads.append(try supervision.start()) }
    if let control {
      let (reloadDesk, present) = (reloadDesk, present)
      let desk = ControlDesk(
        running, configuration: { present.withLock { $0 }.effectiveText },
        reload: reloadDesk.map { desk in { @Sendable order in desk.take(order) } })
      control.journalWritten(through: journal?.file.lastNumber ?? 0)
      threads.append(try control.start(verbs: desk.verbs) { desk.turnedAway($0) })
    }
    self.agent = nil
    HeapPolicy.giveBack()
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
        + "\(counted(site.settings.lines.count, "line")), \(counted(pointCount, "point")), "
        + counted(alarmCount, "alarm"))
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
      case .signal(SIGHUP) where reloadDesk != nil:
        _ = reloadDesk?.take(ReloadOrder(by: "SIGHUP"))
      case .signal(let number):
        endReason = Self.name(ofSignal: number)
        return .signal
      case .readable: tell()
      case .timeout:
        if let deadline, MonotonicClock.now >= deadline { return .deadline }
      }
    }
  }

  /// Ends in good form within two seconds. False when the journal could not be finished.
  func stop() -> Bool {
    service.tell(["STOPPING=1", SystemdService.status("stopping: \(endReason)")])
    supervision?.stop()
    reloadDesk?.stop()
    control?.stop()
    for thread in threads { thread.join() }
    notifications.stop()
    let isWritten = running.stop()
    tell()
    if announcements.refusedCount > 0 {
      console.words("\(announcements.refusedCount) lines were not shown: the terminal was slow")
    }
    log.sayHeld(isEnd: true)
    log.note(
      isWritten ? .notice : .error, "stopped", [("reason", endReason)],
      isWritten
        ? "Stopped: \(endReason)." : "Stopped: \(endReason); the journal could not be written.")
    if isWritten { journal?.file.close() }
    return isWritten
  }

  private var endReason = "its time is over"

  private static func name(ofSignal number: Int32) -> String {
    switch number {
    case SIGTERM: "SIGTERM"
    case SIGINT: "SIGINT, such as Ctrl-C"
    case SIGHUP: "SIGHUP"
    default: "signal \(number)"
    }
  }

  private func tell() {
    for announcement in announcements.takeAll() {
      if log.format != .text, telling == nil {
        note(announcement)
        continue
      }
      let transition = announcement.transition
      let usual =
        "\(announcement.record.time.rfc3339) \(transition.priority.rawValue.uppercased()) "
        + "\(announcement.record.kind.rawValue) \(announcement.text)"
      guard let line = telling.map({ $0(announcement) }) ?? usual else { continue }
      console.words(
        transition.to == .unacknowledged ? console.paint(line, transition.priority.colour) : line)
    }
  }

  /// One event of the log for what happened to an alarm.
  private func note(_ announcement: Announcement) {
    let (record, transition) = (announcement.record, announcement.transition)
    var fields: EventLog.Fields = []
    func text(_ name: String) -> String? {
      guard case .text(let text)? = record.fields.first(where: { $0.name == name })?.value,
        !text.isEmpty
      else { return nil }
      return text
    }
    for name in ["device", "alarm", "id"] {
      if let value = text(name) { fields.append((name, value)) }
    }
    if let line = text("line") ?? text("device").flatMap(line(of:)) {
      fields.append(("line", line))
    }
    fields += [("priority", transition.priority.rawValue), ("state", transition.to.rawValue)]
    if record.sequence > 0 { fields.append(("record", "\(record.sequence)")) }
    log.note(
      transition.to == .unacknowledged ? transition.priority.level : .notice,
      "alarm_\(record.kind.rawValue)", fields,
      repeats: "alarm_\(record.kind.rawValue) \(text("id") ?? "")", announcement.text)
  }

  private func line(of device: String) -> String? {
    present.withLock { site in
      site.settings.devices.first { $0.name == device }.map {
        site.settings.lines[$0.line.rawValue].name
      }
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
  fileprivate var level: EventLog.Level {
    switch self {
    case .critical: .critical
    case .high: .error
    case .medium: .warning
    case .low, .journal: .notice
    }
  }

  fileprivate var colour: Console.Colour {
    switch self {
    case .critical, .high: .red
    default: .yellow
    }
  }
}
