import Agent
import Glibc
import ModbusLink
import Polling
import Readings
import Registers
import Testing

@testable import Runtime

@Suite("A serial line of the loop")
struct SerialLineTests {
  private static let request = ReadRequest(
    unit: UnitID(rawValue: 3)!, span: RegisterSpan(table: .holdingRegister, start: 16, count: 1)!)
  private static let answer: [UInt8] = {
    let body: [UInt8] = [3, 3, 2, 0x12, 0x34]
    let checksum = crc16(body)
    return body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
  }()

  @Test("it is opened, asked and heard on a thread of its own")
  func transaction() throws {
    var (device, line): (Int32, Int32) = (-1, -1)
    var settings = termios()
    cfmakeraw(&settings)
    var name = [CChar](repeating: 0, count: 256)
    try #require(openpty(&device, &line, &name, &settings, nil) == 0)
    let path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    let end = device
    let deviceThread = try LinuxThread(name: "test-device") {
      var request = [UInt8](repeating: 0, count: 8)
      var count = 0
      while count < 8 {
        let got = request.withUnsafeMutableBytes { read(end, $0.baseAddress! + count, 8 - count) }
        guard got > 0 else { return }
        count += got
      }
      _ = write(end, Self.answer, Self.answer.count)
    }
    let core = try ScriptedCore { core, event, now in
      switch event {
      case .started: [.open(LineIndex(rawValue: 0), deadline: now + .seconds(5))]
      case .lineOpened(let line):
        [.send(line, Self.request, token: 5, deadline: now + .seconds(5))]
      default: []
      }
    }
    let loop = try AgentLoop<ScriptedCore>(
      lines: [LineSettings(name: "rtu", medium: .serial(SerialSettings(path: path)))],
      outlets: AgentOutlets(announce: { _ in }))
    let thread = try loop.start(core)
    let frame = core.heard.first { heard -> [UInt8]? in
      if case .frameReceived(_, 5, let frame) = heard.event { frame } else { nil }
    }
    #expect(frame == Self.answer)
    loop.stop()
    thread.join()
    deviceThread.join()
    close(device)
    close(line)
  }

  @Test("a port that is not there is reported")
  func missing() throws {
    let core = try ScriptedCore { core, event, now in
      guard case .started = event else { return [] }
      return [.open(LineIndex(rawValue: 0), deadline: now + .seconds(5))]
    }
    let loop = try AgentLoop<ScriptedCore>(
      lines: [
        LineSettings(name: "rtu", medium: .serial(SerialSettings(path: "/dev/no-such-port")))
      ], outlets: AgentOutlets(announce: { _ in }))
    let thread = try loop.start(core)
    let fault = core.heard.first { heard -> ModbusFault? in
      if case .lineFailed(_, let fault) = heard.event { fault } else { nil }
    }
    #expect(fault == .unreachable(.noSuchDevice))
    loop.stop()
    thread.join()
  }
}
