import Agent
import Alarms
import Plant
import Polling
package import Readings
import Registers

/// Watches one promise of the design while a simulation runs. Every method is told of one kind of
/// thing and has nothing to do by itself.
protocol SimulationChecker: Sendable {
  /// A process starts with an agent that resumed what the disk held.
  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation])
  /// The agent has come under other settings, and numbers everything anew; before what it did then
  /// is told.
  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation])
  /// The process was killed.
  mutating func agentStopped(at now: Instant)
  /// Bytes go out on a line.
  mutating func requestSent(
    _ request: SentRequest, at now: Instant, into violations: inout [Violation])
  /// A device's answer is about to reach the agent in time; this is what the device held.
  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant)
  /// The agent has handled an event.
  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation])
  /// These records are on disk now.
  mutating func recordsWritten(
    _ records: [JournalRecord], at now: Instant, into violations: inout [Violation])
  /// People are told.
  mutating func announced(
    _ announcement: Announcement, at now: Instant, into violations: inout [Violation])
  /// The exposition was read, as Prometheus does it.
  mutating func pageRead(
    _ page: PageReader, _ agent: Agent, at now: Instant, into violations: inout [Violation])
  /// A person is about to ask the agent for something.
  mutating func asked(_ question: AskedAct, _ agent: Agent, at now: Instant)
  /// A target of notifications was told something.
  mutating func delivered(_ told: TargetDelivery, at now: Instant)
  /// For checks that are too slow to make after each event.
  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation])
  /// All that was disturbed has been whole for a while.
  mutating func ended(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation])
}

extension SimulationChecker {
  mutating func agentStarted(
    _ agent: Agent, resuming: ResumedState, at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func reconfigured(
    _ change: SettingsChange, at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func agentStopped(at now: Instant) {}
  mutating func requestSent(
    _ request: SentRequest, at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func plantAnswered(_ answer: PlantRecord, at now: Instant) {}
  mutating func agentActed(
    _ agent: Agent, _ effects: [AgentEffect], at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func recordsWritten(
    _ records: [JournalRecord], at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func announced(
    _ announcement: Announcement, at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func pageRead(
    _ page: PageReader, _ agent: Agent, at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func asked(_ question: AskedAct, _ agent: Agent, at now: Instant) {}
  mutating func delivered(_ told: TargetDelivery, at now: Instant) {}
  mutating func secondPassed(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {}
  mutating func ended(
    _ scene: SimulationScene, at now: Instant, into violations: inout [Violation]
  ) {}
}

/// A request as it goes out.
struct SentRequest: Sendable {
  /// The line of the world.
  let line: LineIndex
  let framing: Framing
  let frame: [UInt8]
  /// Whether an earlier request of the line is still unanswered.
  let isAnotherOut: Bool
}

/// Something that a person asks for.
struct AskedAct: Sendable {
  let act: OperatorAct
  let ticket: UInt64
  /// False for a person who may not.
  let isAllowed: Bool
}

/// What a checker may look at.
struct SimulationScene: Sendable {
  let agent: Agent
  let hall: Hall
  let whereabouts: Whereabouts
  let calm: CalmWatch
  let isRunning: Bool

  /// The device of the hall that a device of the settings is, if it is there and answers.
  func reachable(_ device: Int) -> Int? {
    whereabouts.devices[device].flatMap { hall.isReachable(device: $0) ? $0 : nil }
  }
}

extension Simulation {
  /// One checker for each promise.
  static func allCheckers(_ settings: AgentSettings) -> [any SimulationChecker] {
    [
      WrongValueChecker(settings), SilentClearChecker(settings), MissedAlarmChecker(settings),
      StaleValueChecker(settings), StarvationChecker(settings), LostRecordChecker(settings),
      ReadOnlyChecker(settings), BoundsChecker(settings), RecoveryChecker(settings),
      PageChecker(settings), ActChecker(settings), UntoldChecker(settings),
      FiguresChecker(settings), ReloadChecker(settings),
    ]
  }
}

/// A broken promise.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  package enum Promise: String, Hashable, Sendable, CaseIterable {
    case noWrongValue = "no wrong value"
    case noSilentClear = "no silent clear"
    case noMissedAlarm = "no missed alarm"
    case noStaleAsFresh = "no stale value as fresh"
    case noStarvation = "no starvation"
    case nothingLost = "nothing lost"
    case readOnly = "read only"
    case bounded = "bounded"
    case recovery = "recovery"
    case truePage = "the page says what was read"
    case noLostAct = "no act lost"
    case nobodyUntold = "nobody untold"
    case trueFigures = "figures as the journal has them"
    case reloadKeeps = "a reload keeps what is known"
  }

  package let promise: Promise
  package let at: Instant
  package let what: String

  package var description: String {
    "\(durationWords(at.since(Simulation.origin))): \(promise.rawValue): \(what)"
  }
}
