import CModbus
import Glibc
import ModbusLink
import Readings
import Registers
import Testing

@Suite("Device identification on a line", .serialized)
struct IdentificationLinkTests {
  private let request = IdentificationRequest(unit: UnitID(rawValue: 3)!, access: .basic)
  private let body: [UInt8] = [
    0x2B, 0x0E, 1, 1, 0, 0, 2, 0, 5, 77, 97, 107, 101, 114, 1, 2, 88, 49,
  ]
  private var serialFrame: [UInt8] { Frames.withChecksum([3] + body) }

  private func objects(
    of session: any RequestSession
  ) throws(ModbusFault) -> [String] {
    try session.transact(request, timeout: .seconds(5)).objects.map(\.text)
  }

  @Test("comes whole over TCP, also in pieces")
  func overTCP() throws {
    let peer = try LoopbackPeer()
    let device = try LinuxThread(name: "test-device") { [body] in
      let connection = peer.accept()
      let asked = connection.receive(11)
      let answer = Array(asked.prefix(4)) + [0, UInt8(body.count + 1), 3] + body
      connection.send(Array(answer.prefix(9)))
      connection.send(Array(answer.dropFirst(9)))
      _ = connection.isEndedByClient
    }
    let session = try TCPSession(host: "127.0.0.1", port: peer.port, framing: .tcp)
    #expect(try objects(of: session) == ["Maker", "X1"])
    session.close()
    device.join()
  }

  @Test("comes whole in RTU frames through a terminal server")
  func throughTerminalServer() throws {
    let peer = try LoopbackPeer()
    let device = try LinuxThread(name: "test-device") { [serialFrame] in
      let connection = peer.accept()
      _ = connection.receive(7)
      for byte in serialFrame { connection.send([byte]) }
      _ = connection.isEndedByClient
    }
    let session = try TCPSession(host: "127.0.0.1", port: peer.port, framing: .rtu)
    #expect(try objects(of: session) == ["Maker", "X1"])
    session.close()
    device.join()
  }

  @Test("comes whole from a serial line, and a short one is a timeout")
  func onSerialLine() throws {
    let cable = try PseudoTerminal()
    let port = SerialPort(cable.setting)
    #expect(port.open() == nil)
    for frame in [serialFrame, Frames.withChecksum([3, 0xAB, 1])] {
      let device = try LinuxThread(name: "test-device") {
        _ = cable.receive(7)
        cable.send(frame)
      }
      #expect(port.exchange(request, deadline: MonotonicClock.now + .seconds(5)) == .success(frame))
      device.join()
    }
    let device = try LinuxThread(name: "test-device") { [serialFrame] in
      _ = cable.receive(7)
      cable.send(serialFrame.dropLast())
    }
    #expect(
      port.exchange(request, deadline: MonotonicClock.now + .milliseconds(100))
        == .failure(.timeout))
    device.join()
  }

  @Test("a server identifier comes from libmodbus' own server")
  func serverID() throws {
    let server = try LibraryServer(words: [1])
    let session = try TCPSession(host: "127.0.0.1", port: server.port, framing: .tcp)
    let answer = try session.transact(
      ServerIDRequest(unit: UnitID(rawValue: 1)!), timeout: .seconds(5))
    #expect(answer.text?.hasPrefix("LMB") == true)
    session.close()
    server.join()
  }

  /// What the code goes by: were it otherwise, libmodbus could be trusted with these frames.
  @Test("is cut by libmodbus after five bytes, which it finds broken")
  func libraryCuts() throws {
    let cable = try PseudoTerminal()
    let context = try #require(modbus_new_rtu(cable.path, 9600, CChar(UInt8(ascii: "N")), 8, 1))
    defer { modbus_free(context) }
    modbus_set_slave(context, 3)
    #expect(modbus_connect(context) == 0)
    cable.send(serialFrame)
    var buffer = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))
    let count = modbus_receive_confirmation(context, &buffer)
    let code = errno
    #expect(count == -1 && code == Int32(HW_EMBBADCRC.rawValue))
    #expect(buffer.prefix(6) == serialFrame.prefix(5) + [0])
    modbus_close(context)
  }
}
