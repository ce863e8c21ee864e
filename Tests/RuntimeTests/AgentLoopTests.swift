import Agent
import Glibc
import ModbusLink
import Polling
import Readings
import Registers
import Testing

@testable import Runtime

@Suite("The loop")
struct AgentLoopTests {
  private let line = LineIndex(rawValue: 0)
  private static let request = ReadRequest(
    unit: UnitID(rawValue: 5)!, span: RegisterSpan(table: .inputRegister, start: 40, count: 3)!)

  private func settings(_ host: String, _ port: UInt16) -> [LineSettings] {
    [LineSettings(name: "tcp://\(host):\(port)", medium: .tcp(host: host, port: port))]
  }

  private var noOutlets: AgentOutlets { AgentOutlets(record: { _ in }, announce: { _ in }) }

  @Test("a line is opened, asked and heard, and closed in the end")
  func transaction() throws {
    let device = try ScriptedDevice()
    let deviceThread = try device.serve()
    let core = try ScriptedCore { core, event, now in
      switch event {
      case .started: [.open(LineIndex(rawValue: 0), deadline: now + .seconds(5))]
      case .lineOpened(let line):
        [.send(line, Self.request, token: 77, deadline: now + .seconds(5))]
      default: []
      }
    }
    let loop = try AgentLoop<ScriptedCore>(
      lines: settings("127.0.0.1", device.port), outlets: noOutlets)
    let thread = try loop.start(core)
    let answer = core.heard.first { heard -> [UInt8]? in
      if case .frameReceived(self.line, 77, let frame) = heard.event { frame } else { nil }
    }
    let block = try ResponseProof.prove(
      try #require(answer), answers: Self.request, transaction: 77, framing: .tcp)
    #expect(block.words == [40, 41, 42])
    loop.stop()
    thread.join()
    device.stopListening()
    deviceThread.join()
  }

  @Test("a device that is reached by name is resolved off the loop, which goes on meanwhile")
  func name() throws {
    let device = try ScriptedDevice()
    let deviceThread = try device.serve()
    let core = try ScriptedCore { core, event, now in
      guard case .started = event else { return [] }
      return [.open(LineIndex(rawValue: 0), deadline: now + .seconds(5))]
    }
    let loop = try AgentLoop<ScriptedCore>(
      lines: settings("localhost", device.port), outlets: noOutlets)
    let thread = try loop.start(core)
    let isOpened = core.heard.first { heard -> Bool? in
      if case .lineOpened = heard.event { true } else { nil }
    }
    #expect(isOpened == true)
    loop.stop()
    thread.join()
    device.stopListening()
    deviceThread.join()
  }

  @Test("a line that nobody serves is reported as refused, after the effects before it")
  func refused() throws {
    let device = try ScriptedDevice()
    device.stopListening()
    let core = try ScriptedCore { core, event, now in
      guard case .started = event else { return [] }
      return [.open(LineIndex(rawValue: 0), deadline: now + .seconds(5))]
    }
    let loop = try AgentLoop<ScriptedCore>(
      lines: settings("127.0.0.1", device.port), outlets: noOutlets)
    let thread = try loop.start(core)
    let fault = core.heard.first { heard -> ModbusFault? in
      if case .lineFailed(_, let fault) = heard.event { fault } else { nil }
    }
    #expect(fault == .unreachable(.refused))
    loop.stop()
    thread.join()
  }

  @Test("a request on a closed line is answered with a disconnection")
  func closedLine() throws {
    let core = try ScriptedCore { core, event, now in
      guard case .started = event else { return [] }
      return [
        .send(LineIndex(rawValue: 0), Self.request, token: 1, deadline: now + .seconds(5))
      ]
    }
    let loop = try AgentLoop<ScriptedCore>(lines: settings("127.0.0.1", 1), outlets: noOutlets)
    let thread = try loop.start(core)
    let fault = core.heard.first { heard -> ModbusFault? in
      if case .lineFailed(_, let fault) = heard.event { fault } else { nil }
    }
    #expect(fault == .disconnected)
    loop.stop()
    thread.join()
  }

  @Test("the time is told when it was asked for, and not before")
  func wakes() throws {
    let core = try ScriptedCore { core, event, now in
      switch event {
      case .started: core.nextWakeUp = now + .milliseconds(20)
      case .timeReached where core.nextWakeUp != nil:
        core.nextWakeUp = core.count < 5 ? now + .milliseconds(1) : nil
      default: break
      }
      return []
    }
    let loop = try AgentLoop<ScriptedCore>(lines: [], outlets: noOutlets)
    let thread = try loop.start(core)
    var started: Instant?
    var told: [Instant] = []
    _ = core.heard.first { heard -> Bool? in
      if case .started = heard.event { started = heard.at }
      if case .timeReached = heard.event { told.append(heard.at) }
      return told.count == 4 ? true : nil
    }
    try #require(told.count == 4)
    #expect(told[0].since(try #require(started)) >= .milliseconds(20))
    #expect(told[3].since(told[0]) >= .milliseconds(3))
    loop.stop()
    thread.join()
  }

  @Test("the wall clock is read about once a second although nothing else happens")
  func wallClock() throws {
    let core = try ScriptedCore { _, _, _ in [] }
    let loop = try AgentLoop<ScriptedCore>(lines: [], outlets: noOutlets)
    let thread = try loop.start(core)
    var readings: [Instant] = []
    _ = core.heard.first { heard -> Bool? in
      if case .wallClockRead = heard.event { readings.append(heard.at) }
      return readings.count == 2 ? true : nil
    }
    try #require(readings.count == 2)
    #expect(readings[1].since(readings[0]) >= .milliseconds(990))
    loop.stop()
    thread.join()
  }

  @Test("another thread gets a copy of the core, and none after the end")
  func snapshot() throws {
    let core = try ScriptedCore { _, _, _ in [] }
    let loop = try AgentLoop<ScriptedCore>(lines: [], outlets: noOutlets)
    let thread = try loop.start(core)
    loop.post(.journalWritten(through: 1))
    let copy = try #require(loop.snapshot())
    #expect(copy.count == 2, "started, and what was posted")
    loop.stop()
    thread.join()
    #expect(loop.snapshot() == nil)
  }

  @Test("a thousand lines cost no further thread")
  func threads() async {
    await #expect(processExitsWith: .success) {
      _ = Descriptors.raiseLimit()
      let device = try ScriptedDevice()
      let lines = (0..<1000).map {
        LineSettings(
          name: "line \($0)", medium: .tcp(host: "127.0.0.1", port: device.port))
      }
      let core = try ScriptedCore { core, event, now in
        guard case .started = event else { return [] }
        return (0..<1000).map { .open(LineIndex(rawValue: $0), deadline: now + .seconds(5)) }
      }
      let before = threadCount()
      let loop = try AgentLoop<ScriptedCore>(
        lines: lines, outlets: AgentOutlets(record: { _ in }, announce: { _ in }))
      let thread = try loop.start(core)
      var openedCount = 0
      _ = core.heard.first { heard -> Bool? in
        // Whoever finds no place in the device's queue of connections is told so in time.
        if case .lineOpened = heard.event { openedCount += 1 }
        return openedCount >= 64 ? true : nil
      }
      try #require(openedCount >= 64)
      try #require(threadCount() == before + 1)
      loop.stop()
      thread.join()
    }
  }
}

/// How many threads the process has.
private func threadCount() -> Int {
  guard let directory = opendir("/proc/self/task") else { return 0 }
  defer { closedir(directory) }
  var count = 0
  while let entry = readdir(directory) {
    if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
  }
  return count
}
