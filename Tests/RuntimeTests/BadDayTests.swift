import Agent
import Alarms
import DeviceProfiles
import Glibc
import ModbusLink
import Polling
import Readings
import Registers
import Synchronization
import Testing
import Web

@testable import Runtime

/// What a user sees when the machine around the agent fails. The real loop, lines, journal thread and
/// web server; only the disk is at the seam where the program puts it.
@Suite("On a bad day", .serialized)
struct BadDayTests {
  /// A disk that does as it is told.
  private final class Disk: Sendable {
    struct Failure: Error, CustomStringConvertible {
      let code: Int32
      var description: String { "write: \(String(cString: strerror(code)))" }
    }

    private let failure = Atomic<Int32>(0)
    private let delayMilliseconds = Atomic<Int>(0)
    private let numbers = Guarded<[UInt64]>([])

    func fail(_ code: Int32) { failure.store(code, ordering: .releasing) }
    func delay(milliseconds: Int) { delayMilliseconds.store(milliseconds, ordering: .releasing) }
    var written: [UInt64] { numbers.withLock { $0 } }

    func append(_ records: [JournalRecord]) throws {
      let code = failure.load(ordering: .acquiring)
      guard code == 0 else { throw Failure(code: code) }
      let delay = delayMilliseconds.load(ordering: .acquiring)
      if delay > 0 { MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(delay)) }
      numbers.withLock { $0 += records.map(\.sequence) }
    }
  }

  private final class Scene {
    let running: RunningAgent
    let port: UInt16
    let disk = Disk()
    let announcements: Mailbox<Announcement>
    private let device: ScriptedDevice

    /// A probe that answers every 50 ms, on line 0; its only point alarms from the start.
    ///
    /// - Parameter host: of a second probe, on line 1; nil for none.
    init(secondHost host: String? = nil) throws {
      device = try ScriptedDevice()
      try device.serve(connections: 10).detach()
      let announcements = try Mailbox<Announcement>(capacity: 1000)
      self.announcements = announcements
      let settings = try Self.settings(port: device.port, secondHost: host)
      let disk = disk
      running = try RunningAgent(
        lines: settings.lines,
        RunningAgent.Surroundings(
          listeners: [try #require(ListenAddress("127.0.0.1:0"))],
          allow: [try #require(CIDRBlock("127.0.0.0/8"))], append: { try disk.append($0) },
          announce: { announcements.post($0) },
          stamp: BuildStamp(version: "1", commit: "c"), configuration: ""))
      guard case .tcp(_, let port) = running.boundAddresses[0] else { fatalError("no port") }
      self.port = port
      try running.start(Agent(settings: settings, startedAt: MonotonicClock.now))
    }

    private static func settings(port: UInt16, secondHost: String?) throws -> AgentSettings {
      let quantity = try #require(Quantity.named("air_temperature_celsius"))
      let profile = DeviceProfile(
        name: "test-probe", deviceClass: .environment, title: "Probe",
        points: [
          PointDefinition(
            name: "temperature", table: .inputRegister, address: 21,
            encoding: RegisterEncoding(.i16), meaning: .number(Scaling(scale: 0.1)),
            series: [SeriesDefinition(quantity)], unit: "celsius")
        ])
      let hosts = ["127.0.0.1"] + (secondHost.map { [$0] } ?? [])
      return AgentSettings(
        site: "bad-day",
        lines: hosts.map {
          LineSettings(name: "tcp://\($0):\(port)", medium: .tcp(host: $0, port: port))
        },
        devices: try hosts.indices.map { place in
          DeviceSettings(
            name: "probe-\(place)", profile: profile, line: LineIndex(rawValue: place),
            unit: try #require(UnitID(rawValue: 1)), interval: .milliseconds(50),
            timeout: .milliseconds(500), maximumAge: .seconds(2))
        },
        alarmRules: [
          AlarmRule(
            name: "cold", selector: PointSelector(quantity: "air_temperature_celsius"),
            test: .limits([.low: 15]), priority: .high)
        ], configurationHash: "0123")
    }

    /// Waits until something holds of the agent; nil when it does not within twenty seconds.
    func agent(when holds: (Agent) -> Bool) -> Agent? {
      let deadline = MonotonicClock.now + .seconds(20)
      while MonotonicClock.now < deadline {
        if let agent = running.snapshot(), holds(agent) { return agent }
        MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(20))
      }
      return nil
    }

    /// Good answers on a line so far.
    func polls(_ line: Int = 0) -> UInt64 {
      running.snapshot()?.poller.lineStatus(
        LineIndex(rawValue: line), at: MonotonicClock.now
      ).requests(.ok) ?? 0
    }

    /// How many good polls a time gives, and how long a scrape takes in it, at the median.
    func pace(over time: Duration) throws -> (polls: UInt64, scrape: Duration) {
      let before = polls()
      let end = MonotonicClock.now + time
      var scrapes: [Duration] = []
      while MonotonicClock.now < end {
        let began = MonotonicClock.now
        _ = try #require(LoopbackHTTP("/metrics", port: port))
        scrapes.append(MonotonicClock.now.since(began))
        MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(50))
      }
      return (polls() - before, scrapes.sorted()[scrapes.count / 2])
    }
  }

  private func stands(_ id: String, _ agent: Agent) -> Bool {
    agent.alarms.index(of: id).map { agent.alarms[$0].isActive } ?? false
  }

  @Test(
    "a disk that is full or read-only costs no poll and no word, and nothing once it is mended",
    arguments: [ENOSPC, EROFS])
  func noDisk(code: Int32) throws {
    let scene = try Scene()
    #expect(scene.agent { $0.isReady && $0.journal.pendingCount == 0 } != nil)
    _ = scene.announcements.takeAll()
    scene.disk.fail(code)
    // Something to put on record: somebody may not look.
    scene.running.post(.viewRefused(verb: "alarms.list", user: "kim", because: "no"))
    let agent = try #require(
      scene.agent { stands("journal_not_written", $0) && $0.journal.writeErrorCount > 0 })
    #expect(agent.journal.failure?.contains(String(cString: strerror(code))) == true)
    let told = scene.announcements.first { $0.text.contains("journal_not_written") ? $0 : nil }
    #expect(told?.isOnDisk == false)
    #expect(told?.text.contains("journal not written") == true)
    #expect(try scene.pace(over: .seconds(1)).polls >= 10)
    let page = try #require(LoopbackHTTP("/metrics", port: scene.port))
    #expect(page.body.contains("hallwatch_alarm_active{alarm=\"journal_not_written\""))
    scene.disk.fail(0)
    #expect(
      scene.agent { !stands("journal_not_written", $0) && $0.journal.pendingCount == 0 } != nil)
    scene.running.stop()
    // Every record is there, once and in order.
    let written = scene.disk.written
    #expect(written == Array(1...UInt64(written.count)))
  }

  @Test("a disk that takes two seconds a flush delays what is told, and no poll and no scrape")
  func slowDisk() throws {
    let scene = try Scene()
    #expect(scene.agent { $0.isReady && $0.journal.pendingCount == 0 } != nil)
    let usual = try scene.pace(over: .seconds(1))
    scene.disk.delay(milliseconds: 2000)
    let asked = MonotonicClock.now
    scene.running.post(.viewRefused(verb: "a", user: "kim", because: "no"))
    let slow = try scene.pace(over: .seconds(2))
    #expect(slow.polls >= usual.polls)
    #expect(slow.scrape < .milliseconds(500))
    #expect(scene.agent { $0.journal.pendingCount == 0 } != nil)
    #expect(MonotonicClock.now.since(asked) >= .seconds(2))
    #expect(scene.running.snapshot().map { !stands("journal_not_written", $0) } == true)
    scene.disk.delay(milliseconds: 0)
    scene.running.stop()
  }

  @Test("name servers that are dead cost the devices that are reached by name, and nobody else")
  func deadNames() throws {
    // A name that no server can know, with the bound that the program sets.
    NameResolver.boundLookUps()
    let scene = try Scene(secondHost: "plant.invalid")
    #expect(scene.agent { $0.devices[0].isUp } != nil)
    let pace = try scene.pace(over: .seconds(2))
    #expect(pace.polls >= 20)
    #expect(pace.scrape < .milliseconds(500))
    let agent = try #require(scene.agent { stands("communication_loss/probe-1", $0) })
    #expect(agent.devices[0].isUp)
    #expect(!stands("communication_loss/probe-0", agent))
    scene.running.stop()
  }
}
