import ModbusLink
import Readings
import Registers
import Testing

@Suite("A session with a libmodbus server")
struct TCPSessionTests {
  private let unit = UnitID(rawValue: 1)!

  @Test("words and bits come back as they were put in")
  func reads() throws {
    let words = (0..<200).map { UInt16($0) &* 257 }
    let server = try LibraryServer(words: words)
    let session = try TCPSession(host: "127.0.0.1", port: server.port, framing: .tcp)
    for (start, count) in [(0, 1), (0, 125), (75, 125), (199, 1)] {
      let span = RegisterSpan(table: .holdingRegister, start: UInt16(start), count: count)!
      let block = try session.transact(ReadRequest(unit: unit, span: span), timeout: .seconds(5))
      #expect(block.words == Array(words[start..<start + count]))
    }
    let coils = RegisterSpan(table: .coil, start: 0, count: 16)!
    let bits = try session.transact(ReadRequest(unit: unit, span: coils), timeout: .seconds(5))
    #expect(bits.words == (0..<16).map { $0 % 3 == 0 ? 1 : 0 })
    session.close()
    server.join()
  }

  @Test("a refusal leaves the connection in use")
  func refusal() throws {
    let server = try LibraryServer(words: [1, 2, 3])
    let session = try TCPSession(host: "127.0.0.1", port: server.port, framing: .tcp)
    let beyond = ReadRequest(
      unit: unit, span: RegisterSpan(table: .holdingRegister, start: 2, count: 2)!)
    #expect(throws: ModbusFault.exception(.illegalDataAddress)) {
      try session.transact(beyond, timeout: .seconds(5))
    }
    let inside = ReadRequest(
      unit: unit, span: RegisterSpan(table: .holdingRegister, start: 2, count: 1)!)
    #expect(try session.transact(inside, timeout: .seconds(5)).words == [3])
    session.close()
    server.join()
  }

  @Test("a device that accepts and never answers is a timeout, and the connection is ended")
  func silence() throws {
    let peer = try LoopbackPeer()
    let session = try TCPSession(host: "127.0.0.1", port: peer.port, framing: .tcp)
    #expect(throws: ModbusFault.timeout) {
      try session.transact(Frames.request, timeout: .milliseconds(30))
    }
    let device = peer.accept()
    #expect(device.receive(12).count == 12)
    #expect(device.isEndedByClient)
  }

  @Test("a device that trickles cannot stretch the deadline")
  func trickle() throws {
    let peer = try LoopbackPeer()
    let device = try LinuxThread(name: "test-device") {
      let connection = peer.accept()
      _ = connection.receive(12)
      // One byte less than the answer has, and then nothing.
      for byte in Frames.answer(1).dropLast() { connection.send([byte]) }
      _ = connection.isEndedByClient
    }
    let session = try TCPSession(host: "127.0.0.1", port: peer.port, framing: .tcp)
    let before = MonotonicClock.now
    #expect(throws: ModbusFault.timeout) {
      try session.transact(Frames.request, timeout: .milliseconds(50))
    }
    #expect(MonotonicClock.now.since(before) < .seconds(2))
    device.join()
  }
}
