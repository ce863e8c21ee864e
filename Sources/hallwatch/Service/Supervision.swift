import Agent
import ModbusLink
import Readings
import Runtime
import Web

/// Tells whoever started the process how it does: ready after the first cycle, alive while the loop
/// and every line get on, and in a sentence what stands. A thread of its own, so that a terminal or
/// a disk that hangs does not look like an agent that does.
final class Supervision: Sendable {
  private let running: RunningAgent
  private let service: SystemdService
  private let log: EventLog
  private let inbox: Mailbox<Void>

  /// How long one turn of the loop may take. It turns once a second at least.
  static let patience = Duration.seconds(5)
  /// Devices that are asked once an hour do not keep the machine waiting for so long as that.
  private static let longestWait = Duration.seconds(45)
  /// So many clients at once leave memory behind that is worth giving back.
  private static let crowd = 32
  private static let statusInterval = Duration.seconds(10)

  init(_ running: RunningAgent, _ service: SystemdService, _ log: EventLog) throws {
    self.running = running
    self.service = service
    self.log = log
    inbox = try Mailbox(capacity: 4)
  }

  func start() throws -> LinuxThread {
    try LinuxThread(name: "hw-service") { [self] in run() }
  }

  func stop() { inbox.post(()) }

  private func run() {
    let began = MonotonicClock.now
    var isReady = false
    var lastTrouble: String?
    var nextStatus = began
    var refused: UInt64 = 0
    var mostOpen = 0
    // Three times within the time in which the process would be ended.
    let pause = min(service.watchdog.map { $0 / 3 } ?? .seconds(1), .seconds(1))
    while true {
      inbox.wait(milliseconds: Int32(clamping: pause.nanoseconds / 1_000_000))
      guard inbox.takeAll().isEmpty else { return }
      let now = MonotonicClock.now
      let trouble = running.trouble(patience: Self.patience)
      if trouble == nil { service.tell(["WATCHDOG=1"]) }
      if trouble != lastTrouble {
        lastTrouble = trouble
        tell(trouble)
        nextStatus = now
      }
      if !isReady, now.since(began) > Self.longestWait || running.query({ $0.isReady }) == true {
        isReady = true
        service.tell(["READY=1"])
        nextStatus = now
        log.note(.notice, "ready", [], "ready: every device has been asked once")
      }
      if service.isListening, now >= nextStatus {
        nextStatus = now + Self.statusInterval
        let sentence = trouble ?? running.query { $0.statusSentence(at: MonotonicClock.now) }
        service.tell([SystemdService.status(sentence ?? "the loop does not answer")])
      }
      refused = noteRefusals(since: refused)
      let open = running.httpCounters.open
      mostOpen = max(mostOpen, open)
      if mostOpen >= Self.crowd, open <= mostOpen / 4 {
        mostOpen = open
        running.trimMemory()
      }
      log.sayHeld()
    }
  }

  private func tell(_ trouble: String?) {
    guard let trouble else {
      log.note(.notice, "alive", [], "everything gets on again")
      return
    }
    let consequence = service.watchdog == nil ? "" : "; the watchdog is not fed"
    log.note(.critical, "stuck", [], trouble + consequence)
  }

  private func noteRefusals(since last: UInt64) -> UInt64 {
    let counters = running.httpCounters
    let refused = counters.refused + counters.crowded + counters.overflowed
    if refused > last {
      log.note(
        .warning, "clients_refused", [("count", "\(refused - last)")], repeats: "clients_refused",
        "\(refused - last) HTTP clients were turned away: not allowed, or too many at once")
    }
    return refused
  }
}
