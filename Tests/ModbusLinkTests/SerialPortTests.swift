import ModbusLink
import Readings
import Registers
import Testing

@Suite("A serial port", .serialized)
struct SerialPortTests {
  private func opened() throws -> (SerialPort, PseudoTerminal) {
    let cable = try PseudoTerminal()
    let port = SerialPort(cable.setting)
    #expect(port.open() == nil)
    return (port, cable)
  }

  private func exchange(
    _ port: SerialPort, within limit: Duration = .seconds(5)
  ) -> Result<[UInt8], ModbusFault> {
    port.exchange(Frames.request, deadline: MonotonicClock.now + limit)
  }

  @Test("the request goes out with its checksum, and the whole answer comes back")
  func transaction() throws {
    let (port, cable) = try opened()
    let device = try LinuxThread(name: "test-device") {
      let isRight = cable.receive(8) == Frames.withChecksum([3, 3, 0, 16, 0, 2])
      cable.send(isRight ? Frames.rtuAnswer : [])
    }
    #expect(exchange(port) == .success(Frames.rtuAnswer))
    device.join()
  }

  @Test("a unit that is silent is a timeout, at the deadline")
  func silence() throws {
    let (port, cable) = try opened()
    let before = MonotonicClock.now
    #expect(exchange(port, within: .milliseconds(60)) == .failure(.timeout))
    #expect(MonotonicClock.now.since(before) < .seconds(2))
    #expect(cable.receive(8).count == 8)
    #expect(port.isOpen)
  }

  @Test(
    "an answer with a wrong checksum or of another unit is a flaw",
    arguments: [
      ([3, 3, 4, 0x12, 0x34, 0x56, 0x78, 0, 0], ResponseFlaw.checksum),
      (Frames.withChecksum([4, 3, 4, 0x12, 0x34, 0x56, 0x78]), .unit),
    ] as [([UInt8], ResponseFlaw)])
  func flawed(frame: [UInt8], flaw: ResponseFlaw) throws {
    let (port, cable) = try opened()
    let device = try cable.answer(frame)
    #expect(exchange(port) == .failure(.flawed(flaw)))
    device.join()
  }

  @Test("a late answer is heard out in silence, and never meets the next request")
  func lateAnswer() throws {
    let (port, cable) = try opened()
    #expect(exchange(port, within: .milliseconds(30)) == .failure(.timeout))
    _ = cable.receive(8)
    cable.send(Frames.rtuAnswer)
    port.drain(silence: .milliseconds(30), limit: MonotonicClock.now + .seconds(5))
    let refusal = Frames.withChecksum([3, 0x83, 2])
    let device = try cable.answer(refusal)
    #expect(exchange(port) == .success(refusal))
    device.join()
  }

  @Test("bytes that nobody asked for are a flaw before anything is sent")
  func unsolicited() throws {
    let (port, cable) = try opened()
    cable.send([0xFF])
    #expect(exchange(port) == .failure(.flawed(.unsolicited)))
  }

  @Test("a line that chatters without end is left after the limit")
  func chatter() throws {
    let (port, cable) = try opened()
    cable.send([1, 2, 3])
    port.drain(silence: .seconds(60), limit: MonotonicClock.now + .milliseconds(40))
    #expect(port.isOpen)
  }

  @Test("an adapter that is unplugged closes the port, and can be tried again")
  func unplugged() throws {
    let (port, cable) = try opened()
    cable.unplug()
    #expect(exchange(port) == .failure(.disconnected))
    #expect(!port.isOpen)
    #expect(port.open() == .unreachable(.noSuchDevice))
  }

  @Test("a port is opened by one at a time")
  func exclusive() throws {
    let (_, cable) = try opened()
    let (held, other) = (SerialPort(cable.setting), SerialPort(cable.setting))
    #expect(held.open() == nil)
    #expect(other.open() == .unreachable(.permissionDenied))
    held.close()
    #expect(other.open() == nil)
  }

  @Test("a path where nothing is, and a speed that libmodbus would change, are refused")
  func refused() {
    var setting = SerialPort.Setting(
      path: "/dev/no-such-port", baud: 9600, parity: "N", stopBits: 1, frameSilence: .zero)
    #expect(SerialPort(setting).open() == .unreachable(.noSuchDevice))
    setting.baud = 12_345
    #expect(SerialPort(setting).open() == .unreachable(.other))
  }

  @Test("a session proves what comes")
  func session() throws {
    let cable = try PseudoTerminal()
    let session = SerialSession(cable.setting)
    let device = try cable.answer(Frames.rtuAnswer)
    let block = try session.transact(Frames.request, timeout: .seconds(5))
    #expect(block.words == [0x1234, 0x5678])
    device.join()
  }
}
