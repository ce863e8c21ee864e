import Agent
import Alarms
import Glibc
import ModbusLink
import Polling
import Readings
import Registers
import Runtime
import Testing
import Web
import WireFaultServer
import WireFaults

/// As many lines and clients at once as a large site has, each test in a process of its own.
@Suite("A crowd", .serialized)
struct CrowdTests {
  @Test("1,500 TCP lines, 20 serial lines and 500 HTTP clients are all served at once")
  func served() async {
    await #expect(processExitsWith: .success) {
      try #require(Crowd.raiseLimit(to: 12_000))
      let crowd = try Crowd(tcpLines: 1500, serialLines: 20, interval: .seconds(5))
      // From as many addresses that none has more than its share.
      let clients = try (0..<500).map {
        try CrowdClient(from: "127.0.0.\(10 + $0 % 20)", port: crowd.port)
      }
      for client in clients { try #require(client.isAnsweredWell()) }
      let agent = try #require(
        crowd.wait { $0.devices.allSatisfy(\.isUp) }, "\(crowd.whatIsDown)")
      try #require(agent.devices.count == 1520)
      try #require(agent.descriptorShortages == 0)
      // They are all still connected, and answered again.
      for client in clients { try #require(client.isAnsweredWell()) }
      let lines = agent.settings.lines.indices.map {
        agent.poller.lineStatus(LineIndex(rawValue: $0), at: MonotonicClock.now)
      }
      try #require(lines.allSatisfy { $0.requests(.ok) > 0 && $0.openings == 1 })
      crowd.stop()
    }
  }

  @Test("without descriptors some lines wait, counted and alarmed, and are served once there are")
  func starved() async {
    await #expect(processExitsWith: .success) {
      try #require(Crowd.raiseLimit(to: 4000))
      let crowd = try Crowd(tcpLines: 150, serialLines: 0, interval: .seconds(1), starvedOf: 100)
      let starved = try #require(
        crowd.wait { agent in
          agent.devices.contains(where: \.isUp) && crowd.isAlarmed("out_of_descriptors", agent)
        })
      try #require(starved.descriptorShortages > 0)
      try #require(starved.devices.contains { !$0.isUp })
      crowd.feed()
      let fed = try #require(
        crowd.wait { agent in
          agent.devices.allSatisfy(\.isUp) && !crowd.isAlarmed("out_of_descriptors", agent)
        })
      try #require(fed.descriptorShortages >= starved.descriptorShortages)
      crowd.stop()
    }
  }
}

/// A running agent before a server with many lines.
final class Crowd {
  private let server: WireFaultServer
  private let running: RunningAgent
  private let hunger: rlimit?
  let port: UInt16

  /// - Parameter hunger: how many descriptors the agent's lines lack, of those it has lines.
  init(
    tcpLines: Int, serialLines: Int, interval: Duration, starvedOf hunger: Int? = nil
  ) throws {
    // What stands for the plant and the clients must not take the numbers that libmodbus needs.
    let places = Self.fillLowNumbers()
    var line = OracleSite.Line(kind: .tcp)
    line.interval = interval
    line.timeout = .seconds(5)
    line.maximumRegisters = 20
    line.points = (0..<4).map { OraclePoint(table: .holdingRegister, address: $0) }
    var serial = line
    serial.kind = .bus
    var site = OracleSite(
      lines: Array(repeating: line, count: tcpLines) + Array(repeating: serial, count: serialLines))
    let lines = site
    server = try WireFaultServer(seed: 1, lines: site.lines.indices.map { lines.faultyLine($0) })
    for (number, address) in server.addresses.enumerated() {
      switch address {
      case .port(let port): site.lines[number].port = port
      case .path(let path): site.lines[number].path = path
      }
    }
    // Who is to starve finds few free numbers below either.
    for place in places.suffix(hunger == nil ? places.count : 40) { close(place) }
    let settings = site.settings()
    running = try RunningAgent(
      lines: settings.lines,
      RunningAgent.Surroundings(
        listeners: [try #require(ListenAddress("127.0.0.1:0"))],
        allow: [try #require(CIDRBlock("127.0.0.0/8"))], announce: { _ in },
        stamp: BuildStamp(version: "0", commit: "0"), configuration: ""))
    guard case .tcp(_, let port)? = running.boundAddresses.first else {
      throw SystemFailure("no port", code: 0)
    }
    self.port = port
    if let hunger {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      self.hunger = limit
      // The server needs one for each connection as well.
      limit.rlim_cur = rlim_t(Self.highest() + 2 * (tcpLines - hunger))
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    } else {
      self.hunger = nil
    }
    try running.start(try Agent(settings: settings, startedAt: MonotonicClock.now))
  }

  /// Gives back what was taken of the limit.
  func feed() {
    guard var hunger else { return }
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &hunger)
  }

  /// Looks at the agent now and then until it is as wanted; nil when it never is.
  func wait(until isDone: (Agent) -> Bool) -> Agent? {
    let deadline = MonotonicClock.now + .seconds(120)
    while MonotonicClock.now < deadline {
      if let agent = running.snapshot(), isDone(agent) { return agent }
      MonotonicClock.sleep(until: MonotonicClock.now + .milliseconds(200))
    }
    return nil
  }

  /// Devices that are not up, for the report of a failure.
  var whatIsDown: String {
    guard let agent = running.snapshot() else { return "the agent does not answer" }
    let down = agent.devices.indices.filter { !agent.devices[$0].isUp }
    let lines = down.prefix(5).map { index in
      let line = agent.settings.devices[index].line
      return "\(line.rawValue): \(agent.poller.lineStatus(line, at: MonotonicClock.now))"
    }
    return "\(down.count) down: \(lines.joined(separator: "; "))"
  }

  func isAlarmed(_ alarm: String, _ agent: Agent) -> Bool {
    agent.alarms.index(of: alarm).map { agent.alarms[$0].isActive } ?? false
  }

  func stop() {
    running.stop()
    _ = server.stop()
  }

  /// False when the system does not allow so many.
  static func raiseLimit(to count: Int) -> Bool {
    if Descriptors.raiseLimit().count >= count { return true }
    var wanted = rlimit(rlim_cur: rlim_t(count), rlim_max: rlim_t(count))
    return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted) == 0
  }

  private static func fillLowNumbers() -> [Int32] {
    var places: [Int32] = []
    while true {
      let place = open("/dev/null", O_RDONLY | O_CLOEXEC)
      places.append(place)
      if place < 0 || place >= Descriptors.selectLimit { return places }
    }
  }

  /// The highest number in use, or the first of those above what libmodbus is lent.
  private static func highest() -> Int {
    let free = fcntl(0, F_DUPFD_CLOEXEC, Descriptors.selectLimit)
    defer { close(free) }
    return Int(free)
  }
}

/// A client that stays connected.
final class CrowdClient {
  private let socket: Int32
  private let port: UInt16

  init(from source: String, port: UInt16) throws {
    self.port = port
    socket = Descriptors.elevate(Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    for (host, port, call) in [(source, UInt16(0), bind), ("127.0.0.1", port, connect)] {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      inet_pton(AF_INET, host, &address.sin_addr)
      let result = withUnsafeBytes(of: &address) {
        call(socket, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), 16)
      }
      guard result == 0 else { throw SystemFailure(host, code: errno) }
    }
  }

  deinit { close(socket) }

  /// Asks whether the agent is healthy, over the connection that stands.
  func isAnsweredWell() -> Bool {
    let request = "GET /-/healthy HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"
    guard send(socket, request, request.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else { return false }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !received.containsSubsequence("Healthy.") {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      received += buffer[..<count]
    }
    return received.starts(with: Array("HTTP/1.1 200".utf8))
  }
}

extension [UInt8] {
  fileprivate func containsSubsequence(_ text: String) -> Bool {
    firstRange(of: Array(text.utf8)) != nil
  }
}
