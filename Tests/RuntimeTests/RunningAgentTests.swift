import Agent
import Alarms
import DeviceProfiles
import Glibc
import ModbusLink
import Polling
import Readings
import Registers
import Runtime
import Testing
import Web

@Suite("A running agent")
struct RunningAgentTests {
  /// One probe whose temperature is register 21, in tenths; the device answers 2.1.
  private func settings(port: UInt16) throws -> AgentSettings {
    let quantity = try #require(Quantity.named("air_temperature_celsius"))
    let profile = DeviceProfile(
      name: "test-probe", deviceClass: .environment, title: "Probe",
      points: [
        PointDefinition(
          name: "temperature", table: .inputRegister, address: 21,
          encoding: RegisterEncoding(.i16), meaning: .number(Scaling(scale: 0.1)),
          series: [SeriesDefinition(quantity)], unit: "celsius")
      ])
    let rule = AlarmRule(
      name: "cold", selector: PointSelector(quantity: "air_temperature_celsius"),
      test: .limits([.low: 15]), priority: .high)
    return AgentSettings(
      site: "a<b",
      lines: [
        LineSettings(
          name: "tcp://127.0.0.1:\(port)", medium: .tcp(host: "127.0.0.1", port: port))
      ],
      devices: [
        DeviceSettings(
          name: "probe-1", profile: profile, line: LineIndex(rawValue: 0),
          unit: try #require(UnitID(rawValue: 1)), interval: .milliseconds(50),
          timeout: .seconds(1), maximumAge: .seconds(10), labels: [Label("room", "a\"b")])
      ], alarmRules: [rule], configurationHash: "0123")
  }

  private final class Scene {
    let running: RunningAgent
    let port: UInt16
    let announcements: Mailbox<Announcement>
    private let device: ScriptedDevice

    init(
      _ settings: (UInt16) throws -> AgentSettings,
      append: (@Sendable ([JournalRecord]) throws -> Void)? = nil
    ) throws {
      device = try ScriptedDevice()
      try device.serve().detach()
      let announcements = try Mailbox<Announcement>(capacity: 100)
      self.announcements = announcements
      let settings = try settings(device.port)
      running = try RunningAgent(
        lines: settings.lines,
        RunningAgent.Surroundings(
          listeners: [try #require(ListenAddress("127.0.0.1:0"))],
          allow: [try #require(CIDRBlock("127.0.0.0/8"))], append: append,
          announce: { announcements.post($0) },
          stamp: BuildStamp(version: "1.2.3", commit: "abc"), configuration: "{ site: 1 }"))
      guard case .tcp(_, let port) = running.boundAddresses[0] else { fatalError("no port") }
      self.port = port
      try running.start(Agent(settings: settings, startedAt: MonotonicClock.now))
    }

    /// The answer once it passes, asked for again for ten seconds.
    func get(
      _ path: String, accept: String = "*/*", until isRight: (LoopbackHTTP) -> Bool = { _ in true }
    ) -> LoopbackHTTP? {
      let deadline = MonotonicClock.now + .seconds(10)
      while MonotonicClock.now < deadline {
        if let answer = LoopbackHTTP(path, port: port, accept: accept), isRight(answer) {
          return answer
        }
      }
      return nil
    }
  }

  @Test("what a device says is on the page, in both formats, with what the process costs")
  func metrics() throws {
    let scene = try Scene(settings)
    let sample = #"facility_air_temperature_celsius{device="probe-1",room="a\"b"} 2.1"#
    #expect(scene.get("/metrics") { $0.body.contains(sample) } != nil)
    let text = try #require(scene.get("/metrics"))
    #expect(text.headers.contains("text/plain; version=0.0.4"))
    #expect(text.body.contains(#"hallwatch_build_info{version="1.2.3",commit="abc"} 1"#))
    for name in [
      "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
      "process_max_fds", "process_start_time_seconds", "process_threads",
      "hallwatch_scrape_duration_seconds", "hallwatch_clock_synchronized",
      "hallwatch_clock_maximum_error_seconds",
    ] {
      #expect(text.body.contains("\n\(name) "), "\(name)")
    }
    let open = try #require(
      scene.get("/metrics", accept: "application/openmetrics-text;version=1.0.0"))
    #expect(open.headers.contains("application/openmetrics-text"))
    #expect(open.body.hasSuffix("# EOF\n"))
    scene.running.stop()
  }

  @Test("it is ready once every device has been tried")
  func ready() throws {
    let scene = try Scene(settings)
    #expect(scene.get("/-/ready") { $0.status == 200 } != nil)
    #expect(scene.get("/-/healthy")?.status == 200)
    scene.running.stop()
  }

  @Test("the other pages say what runs, and unknown paths are not found")
  func pages() throws {
    let scene = try Scene(settings)
    _ = scene.get("/-/ready") { $0.status == 200 }
    let landing = try #require(scene.get("/"))
    #expect(landing.headers.contains("text/html"))
    #expect(landing.body.contains("a&lt;b"))
    #expect(landing.body.contains("1 of 1 devices answer"))
    let configuration = try #require(scene.get("/config"))
    #expect(configuration.body == "{ site: 1 }\n")
    let targets = try #require(scene.get("/sd"))
    #expect(targets.body.contains(#""__param_device": "probe-1""#))
    #expect(targets.body.contains("\"127.0.0.1:\(scene.port)\""))
    #expect(scene.get("/nothing")?.status == 404)
    scene.running.stop()
  }

  @Test("a probe shows one configured device and nothing else")
  func probe() throws {
    let scene = try Scene(settings)
    let page = try #require(
      scene.get("/probe?device=probe-1") { $0.body.contains("facility_air_temperature") })
    #expect(page.body.contains("# TYPE facility_air_temperature_celsius gauge\n"))
    #expect(page.body.contains("hallwatch_device_up{device=\"probe-1\"} 1"))
    #expect(!page.body.contains("hallwatch_requests_total"))
    #expect(scene.get("/probe?device=10.0.0.1")?.status == 404)
    #expect(scene.get("/probe")?.status == 400)
    scene.running.stop()
  }

  @Test("an alarm is told to people once its record is on disk")
  func announced() throws {
    let written = try Mailbox<JournalRecord>(capacity: 1000)
    let scene = try Scene(settings) { written.post(contentsOf: $0) }
    let announcement = try #require(scene.announcements.first { $0 })
    #expect(announcement.text.hasPrefix("probe-1: cold"))
    #expect(written.takeAll().contains(announcement.record))
    #expect(scene.running.stop())
  }

  @Test("without a journal people are told all the same")
  func withoutJournal() throws {
    let scene = try Scene(settings)
    #expect(scene.announcements.first { $0 } != nil)
    scene.running.stop()
  }

  @Test("the end comes within two seconds although a client holds a connection and the disk fails")
  func stop() throws {
    struct DiskFull: Error {}
    let scene = try Scene(settings) { _ in throw DiskFull() }
    _ = scene.get("/-/ready") { $0.status == 200 }
    let before = MonotonicClock.now
    scene.running.stop()
    #expect(MonotonicClock.now.since(before) < .seconds(2))
    #expect(scene.running.snapshot() == nil)
  }

  @Test("a port that is taken is refused in words")
  func portTaken() throws {
    let scene = try Scene(settings)
    #expect(throws: HTTPServerError.self) {
      try RunningAgent(
        lines: [],
        RunningAgent.Surroundings(
          listeners: scene.running.boundAddresses, allow: [], announce: { _ in },
          stamp: BuildStamp(version: "", commit: ""), configuration: ""))
    }
    scene.running.stop()
  }
}
