import Agent
import Alarms
import DeviceProfiles
import Exposition
import Polling
import Readings
import Registers

/// The agent in virtual time, around devices that are plain tables of words. Nothing here shares
/// code with the decoder: words are put in by hand.
struct VirtualSite {
  /// What a device does with a request.
  enum Manner {
    case answers
    case refusesConnections
    case neverAnswers
    case answersAsUnit(UInt8)
    case excepts(UInt8)
    /// The right answer, and the same again unasked.
    case answersTwice
    /// The line of the device finds no descriptor to open with.
    case findsNoDescriptor
    /// Every connection is good for one answer, and ends right after it.
    case closesAfterAnswer
    /// Connections end that were not used for a while.
    case closesWhenIdle(Duration)
  }

  struct Device {
    var words: [RegisterTable: [UInt16: UInt16]] = [:]
    var manner = Manner.answers
  }

  private struct Pending {
    var at: Instant
    var order: Int
    var event: AgentEvent
  }

  var agent: Agent
  var devices: [LineIndex: [UInt8: Device]]
  private(set) var now: Instant
  private(set) var records: [JournalRecord] = []
  private(set) var announcements: [Announcement] = []
  private(set) var answers: [OperatorAnswer] = []
  private(set) var reports: [ReloadReport] = []
  /// What is at the end of lines that another configuration adds, by their names.
  var futureDevices: [String: [UInt8: Device]] = [:]
  private(set) var requests: [(at: Instant, line: LineIndex, request: ReadRequest)] = []
  /// The same by the names of the lines, which outlive a change of configuration.
  private(set) var named: [(at: Instant, line: String, request: ReadRequest)] = []
  /// Whether records count as written at once.
  var journalWorks = true
  private var pending: [Pending] = []
  private var order = 0
  private var openLines: Set<LineIndex> = []
  /// Lines whose connection has had the one answer that it was good for.
  private var spentLines: Set<LineIndex> = []
  let latency = Duration.milliseconds(3)
  let wallStart = WallTime(nanoseconds: 1_665_814_740_000_000_000)

  /// - Parameters:
  ///   - preparation: what passes between making the agent and starting it.
  ///   - start: when it is made; the machine started at the origin.
  init(
    _ settings: AgentSettings, devices: [LineIndex: [UInt8: Device]],
    preparation: Duration = .zero, resuming: ResumedState = ResumedState(),
    at start: Instant = Instant(nanoseconds: 1_000_000_000)
  ) throws {
    now = start
    agent = try Agent(settings: settings, startedAt: now, resuming: resuming)
    now = now + preparation
    self.devices = devices
    perform(agent.handle(.started(wall: wallStart), at: now))
  }

  /// Lets so much time pass, with everything that happens in it.
  mutating func run(for duration: Duration) {
    let end = now + duration
    while true {
      let next = pending.min { ($0.at, $0.order) < ($1.at, $1.order) }
      let wake = agent.nextWake
      if let next, next.at <= wake, next.at <= end {
        pending.removeAll { $0.order == next.order }
        now = max(now, next.at)
        perform(agent.handle(next.event, at: now))
      } else if wake <= end {
        now = max(now, wake)
        perform(agent.handle(.timeReached, at: now))
      } else {
        now = end
        return
      }
    }
  }

  /// Asks for something on behalf of a person.
  mutating func ask(_ act: OperatorAct, ticket: UInt64 = 1) {
    perform(agent.handle(.commanded(act, ticket: ticket), at: now))
  }

  func exposition() throws -> [String: Double] {
    let text = String(
      decoding: agent.exposition(format: .text004, at: now), as: UTF8.self)
    var samples: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " ") else { continue }
      samples[String(line[..<space])] = Double(line[line.index(after: space)...])
    }
    return samples
  }

  private mutating func perform(_ effects: [AgentEffect]) {
    for effect in effects {
      switch effect {
      case .open(let line, _): open(line)
      case .send(let line, let request, let token, _): send(request, on: line, token: token)
      case .close(let line):
        openLines.remove(line)
        spentLines.remove(line)
        pending.removeAll { $0.event.line == line }
      case .record(let record):
        records.append(record)
        schedule(
          journalWorks
            ? .journalWritten(through: record.sequence)
            : .journalFailed(reason: "No space left on device"), after: .zero)
      case .announce(let announcement): announcements.append(announcement)
      case .answer(_, let answer): answers.append(answer)
      case .reloaded(let report): reports.append(report)
      case .relined(let lines, let carriedFrom): reline(lines, carriedFrom)
      }
    }
  }

  /// Gives the lines other numbers.
  private mutating func reline(_ lines: [LineSettings], _ carriedFrom: [LineIndex?]) {
    var numbers: [LineIndex: LineIndex] = [:]
    var renumbered: [LineIndex: [UInt8: Device]] = [:]
    for (index, line) in lines.enumerated() {
      let number = LineIndex(rawValue: index)
      if let old = carriedFrom[index] {
        numbers[old] = number
        renumbered[number] = devices[old]
      } else {
        renumbered[number] = futureDevices[line.name] ?? [:]
      }
    }
    devices = renumbered
    openLines = Set(openLines.compactMap { numbers[$0] })
    pending = pending.compactMap { pending in
      guard let line = pending.event.line else { return pending }
      guard let number = numbers[line] else { return nil }
      var moved = pending
      moved.event = pending.event.on(number)
      return moved
    }
  }

  /// Gives the agent another configuration.
  mutating func reload(_ settings: AgentSettings, _ order: ReloadOrder) throws {
    let change = try Reconfiguration(from: agent.settings, to: settings, order, at: now)
    perform(agent.handle(.reconfigured(change), at: now))
  }

  /// Gives the agent an event from outside.
  mutating func tell(_ event: AgentEvent) { perform(agent.handle(event, at: now)) }

  private mutating func open(_ line: LineIndex) {
    for device in (devices[line] ?? [:]).values {
      switch device.manner {
      case .refusesConnections:
        return schedule(.lineFailed(line, .unreachable(.refused)), after: latency)
      case .findsNoDescriptor:
        return schedule(.lineFailed(line, .unreachable(.outOfDescriptors)), after: latency)
      default: break
      }
    }
    openLines.insert(line)
    spentLines.remove(line)
    schedule(.lineOpened(line), after: latency)
  }

  /// Time passes in which nothing is handled.
  mutating func stall(for duration: Duration) { now = now + duration }

  /// The connection of a line ends by itself.
  mutating func breakLine(_ line: LineIndex) {
    openLines.remove(line)
    pending.removeAll { $0.event.line == line }
    schedule(.lineFailed(line, .disconnected), after: .zero)
  }

  private mutating func send(_ request: ReadRequest, on line: LineIndex, token: UInt16) {
    requests.append((now, line, request))
    named.append((now, agent.settings.lines[line.rawValue].name, request))
    guard let device = devices[line]?[request.unit.rawValue] else { return }
    var unit = request.unit.rawValue
    switch device.manner {
    case .neverAnswers, .refusesConnections, .findsNoDescriptor: return
    case .answersAsUnit(let other): unit = other
    case .excepts(let code):
      let body = [unit, request.span.table.functionCode.rawValue | 0x80, code]
      schedule(.frameReceived(line, token: token, frame: framed(body, token)), after: latency)
      return
    case .answers, .answersTwice: break
    case .closesAfterAnswer:
      guard spentLines.insert(line).inserted else { return }
      schedule(.lineFailed(line, .disconnected), after: latency + .microseconds(500))
    case .closesWhenIdle(let idle):
      pending.removeAll {
        if case .lineFailed(line, _) = $0.event { true } else { false }
      }
      schedule(.lineFailed(line, .disconnected), after: latency + idle)
    }
    let table = device.words[request.span.table] ?? [:]
    var data: [UInt8] = []
    for address in request.span.addresses {
      guard let word = table[UInt16(address)] else {
        let body = [unit, request.span.table.functionCode.rawValue | 0x80, 2]
        schedule(.frameReceived(line, token: token, frame: framed(body, token)), after: latency)
        return
      }
      data += [UInt8(word >> 8), UInt8(word & 0xFF)]
    }
    let body = [unit, request.span.table.functionCode.rawValue, UInt8(data.count)] + data
    schedule(.frameReceived(line, token: token, frame: framed(body, token)), after: latency)
    if case .answersTwice = device.manner {
      schedule(.frameReceived(line, token: token, frame: framed(body, token)), after: latency * 2)
    }
  }

  private func framed(_ body: [UInt8], _ token: UInt16) -> [UInt8] {
    [UInt8(token >> 8), UInt8(token & 0xFF), 0, 0, 0, UInt8(body.count)] + body
  }

  private mutating func schedule(_ event: AgentEvent, after delay: Duration) {
    order += 1
    pending.append(Pending(at: now + delay, order: order, event: event))
  }
}

extension AgentEvent {
  /// The same on a line of another number.
  fileprivate func on(_ line: LineIndex) -> AgentEvent {
    switch self {
    case .lineOpened: .lineOpened(line)
    case .lineFailed(_, let fault): .lineFailed(line, fault)
    case .frameReceived(_, let token, let frame): .frameReceived(line, token: token, frame: frame)
    default: self
    }
  }

  /// The line that the event is about.
  fileprivate var line: LineIndex? {
    switch self {
    case .lineOpened(let line), .lineFailed(let line, _), .frameReceived(let line, _, _): line
    default: nil
    }
  }
}
