import Agent
import DeviceProfiles
import Glibc
import ModbusLink
import Polling
import Readings
import Registers
import Synchronization
import Testing

@testable import Runtime

/// An adapter under a path of /dev/serial/by-id: the path stays while the terminal behind it goes
/// and another comes.
@Suite("A serial adapter")
struct SerialReplugTests {
  @Test("that is pulled out and put in again is let go of, found again and read")
  func replug() throws {
    let adapter = try Adapter()
    defer { adapter.remove() }
    let lines = [LineSettings(name: "rtu", medium: .serial(SerialSettings(path: adapter.path)))]
    let settings = try Self.settings(lines)
    let loop = try AgentLoop<Agent>(
      lines: lines, outlets: AgentOutlets(record: nil, announce: { _ in }))
    let first = try adapter.plugIn()
    let thread = try loop.start(try Agent(settings: settings, startedAt: MonotonicClock.now))
    try #require(Self.wait(loop) { $0.devices[0].isUp })

    adapter.pullOut()
    try #require(Self.wait(loop) { !$0.devices[0].isUp })
    // Who keeps a lost terminal open makes the next adapter come up under another name.
    try #require(Self.wait(loop) { _ in !Self.isOpen(first) })

    let second = try adapter.plugIn()
    try #require(Self.wait(loop) { $0.devices[0].isUp })
    #expect(Self.isOpen(second))
    let status = loop.query { $0.poller.lineStatus(LineIndex(rawValue: 0), at: MonotonicClock.now) }
    #expect(status.map { $0.openings >= 2 } == true)
    loop.stop()
    thread.join()
    adapter.pullOut()
  }

  private static func settings(_ lines: [LineSettings]) throws -> AgentSettings {
    let quantity = try #require(Quantity.named("air_temperature_celsius"))
    let profile = DeviceProfile(
      name: "probe", deviceClass: .environment, title: "Probe",
      points: [
        PointDefinition(
          name: "temperature", table: .holdingRegister, address: 16,
          encoding: RegisterEncoding(.i16), meaning: .number(Scaling(scale: 0.1)),
          series: [SeriesDefinition(quantity)])
      ])
    return AgentSettings(
      site: "x", lines: lines,
      devices: [
        DeviceSettings(
          name: "probe", profile: profile, line: LineIndex(rawValue: 0),
          unit: try #require(UnitID(rawValue: 3)), interval: .milliseconds(200),
          timeout: .seconds(2), maximumAge: .seconds(60))
      ], alarmRules: [], configurationHash: "0")
  }

  private static func wait(
    _ loop: AgentLoop<Agent>, until isDone: @escaping @Sendable (Agent) -> Bool
  ) -> Bool {
    let deadline = MonotonicClock.now + .seconds(90)
    while MonotonicClock.now < deadline {
      if loop.query(isDone) == true { return true }
      MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(50))
    }
    return false
  }

  /// Whether this process holds a terminal open.
  private static func isOpen(_ terminal: String) -> Bool {
    guard let directory = opendir("/proc/self/fd") else { return false }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var target = [CChar](repeating: 0, count: 256)
      guard readlink("/proc/self/fd/\(name)", &target, 255) > 0 else { continue }
      let path = target.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      if path == terminal || path == terminal + " (deleted)" { return true }
    }
    return false
  }
}

/// A pseudo-terminal behind a symbolic link, with a device of unit 3 at its other end.
private final class Adapter: @unchecked Sendable {
  let path: String
  private let folder: String
  private var device: Int32 = -1
  private let isPulledOut = Atomic(false)
  private var thread: LinuxThread?

  private static let answer: [UInt8] = {
    let body: [UInt8] = [3, 3, 2, 0, 215]
    let checksum = crc16(body)
    return body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
  }()

  init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    var template = Array("\(parent)/hw-\(String(repeating: "X", count: 6))".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }
    folder = String(cString: try #require(made))
    path = folder + "/usb-485-1"
  }

  /// The terminal that the link leads to now.
  func plugIn() throws -> String {
    var (master, line): (Int32, Int32) = (-1, -1)
    var settings = termios()
    cfmakeraw(&settings)
    var name = [CChar](repeating: 0, count: 256)
    try #require(openpty(&master, &line, &name, &settings, nil) == 0)
    device = master
    // Held by nobody else from here on, as an adapter is; reading waits until somebody opens it.
    close(line)
    let terminal = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    unlink(path)
    try #require(symlink(terminal, path) == 0)
    let end = master
    isPulledOut.store(false, ordering: .sequentiallyConsistent)
    thread = try LinuxThread(name: "test-device") { [self] in serve(end) }
    return terminal
  }

  private func serve(_ device: Int32) {
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64)
    while !isPulledOut.load(ordering: .sequentiallyConsistent) {
      var watched = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
      _ = poll(&watched, 1, 50)
      guard Int32(watched.revents) & POLLIN != 0 else {
        usleep(10_000)
        continue
      }
      let count = read(device, &buffer, buffer.count)
      guard count > 0 else { continue }
      request += buffer[..<count]
      if request.count >= 8 {
        request = []
        _ = write(device, Self.answer, Self.answer.count)
      }
    }
  }

  func pullOut() {
    unlink(path)
    isPulledOut.store(true, ordering: .sequentiallyConsistent)
    thread?.join()
    thread = nil
    close(device)
  }

  func remove() {
    unlink(path)
    rmdir(folder)
  }
}
