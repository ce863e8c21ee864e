import DeviceProfiles
import Glibc
import PlantServer
import Readings
import Registers
import Testing

@testable import Plant

@Suite("The plant on sockets", .serialized)
struct PlantServerTests {
  /// Two probes that say 3210 and 1234 at holding 7 whatever the time.
  static func hall() -> Hall {
    let devices = [3210.0, 1234].map { raw in
      let point = PointDefinition(
        name: "number", table: .holdingRegister, address: 7, encoding: RegisterEncoding(.u16),
        meaning: .number(Scaling()), plausible: raw...raw)
      let bit = PointDefinition(
        name: "bit", table: .discreteInput, address: 3, encoding: RegisterEncoding(.bool),
        meaning: .flag(inverted: true))
      return PlantDevice(
        name: "probe", profile: TestDevices.profile(.environment, [point, bit]))
    }
    return Hall(devices: devices, seed: 1)
  }

  /// Both devices as units 1 and 2 behind the first port; the second alone behind another.
  static func server() throws -> PlantServer {
    let server = try PlantServer(
      hall: hall(),
      lines: [
        PlantLine(units: [PlantUnit(unit: 1, device: 0), PlantUnit(unit: 2, device: 1)]),
        PlantLine(units: [PlantUnit(unit: 1, device: 1)]),
      ])
    server.start()
    return server
  }

  @Test("a register is answered with transaction, unit, function, length and word in their places")
  func goodAnswer() throws {
    let server = try Self.server()
    let client = try #require(TestClient(port: server.ports[0]))
    client.read(transaction: 0xABCD, unit: 1, function: 3, start: 7, count: 1)
    #expect(client.receive(11) == [0xAB, 0xCD, 0, 0, 0, 5, 1, 3, 2, 0x0C, 0x8A])
    server.stop()
  }

  @Test("bits are packed with the first address lowest")
  func bits() throws {
    let server = try Self.server()
    let client = try #require(TestClient(port: server.ports[0]))
    client.read(transaction: 1, unit: 1, function: 2, start: 3, count: 1)
    #expect(client.receive(10) == [0, 1, 0, 0, 0, 4, 1, 2, 1, 1])
    server.stop()
  }

  @Test("units behind one port are told apart, and an unknown unit gets silence")
  func gateway() throws {
    let server = try Self.server()
    let client = try #require(TestClient(port: server.ports[0]))
    client.read(transaction: 1, unit: 9, function: 3, start: 7, count: 1)
    #expect(client.receive(1, within: 100) == nil)
    client.read(transaction: 2, unit: 2, function: 3, start: 7, count: 1)
    #expect(client.receive(11)?.suffix(2) == [0x04, 0xD2])
    server.stop()
  }

  @Test(
    "what is not a read gets exception 1, an undefined address 2, too many registers 3",
    arguments: [(6, 7, 1, 1), (16, 7, 1, 1), (43, 7, 1, 1), (3, 8, 1, 2), (3, 7, 126, 3)]
      as [(UInt8, UInt16, UInt16, UInt8)])
  func exceptions(function: UInt8, start: UInt16, count: UInt16, code: UInt8) throws {
    let server = try Self.server()
    let client = try #require(TestClient(port: server.ports[1]))
    client.read(transaction: 5, unit: 1, function: function, start: start, count: count)
    #expect(client.receive(9) == [0, 5, 0, 0, 0, 3, 1, function | 0x80, code])
    server.stop()
  }

  @Test("frames may come byte by byte or several at once")
  func framing() throws {
    let server = try Self.server()
    let client = try #require(TestClient(port: server.ports[1]))
    let frame: [UInt8] = [0, 7, 0, 0, 0, 6, 1, 3, 0, 7, 0, 1]
    for byte in frame { client.send([byte]) }
    #expect(client.receive(11)?.suffix(2) == [0x04, 0xD2])
    client.send(frame + frame + frame)
    #expect(client.receive(33)?.count == 33)
    server.stop()
  }

  @Test(
    "bytes that are not Modbus/TCP end the connection",
    arguments: [
      [0, 1, 0, 9, 0, 6, 1, 3, 0, 0, 0, 1], [0, 1, 0, 0, 0, 1, 1], [0, 1, 0, 0, 9, 9, 1],
    ] as [[UInt8]])
  func foreignBytes(bytes: [UInt8]) throws {
    let server = try Self.server()
    let client = try #require(TestClient(port: server.ports[1]))
    client.send(bytes)
    #expect(client.receive(1) == [])
    server.stop()
  }

  @Test("faults of the wire: silent, another transaction, late, refused, and well again")
  func faults() throws {
    let server = try Self.server()
    func ask(_ client: TestClient, within milliseconds: Int32 = 5000) -> [UInt8]? {
      client.read(transaction: 10, unit: 1, function: 3, start: 7, count: 1)
      return client.receive(11, within: milliseconds)
    }
    let client = try #require(TestClient(port: server.ports[1]))
    server.setFault(.silent, device: 1)
    #expect(ask(client, within: 100) == nil)
    server.setFault(.wrongTransaction, device: 1)
    #expect(ask(client)?.prefix(2) == [0, 11])
    server.setFault(.delay(.milliseconds(300)), device: 1)
    #expect(ask(client, within: 150) == nil)
    #expect(client.receive(11)?.prefix(2) == [0, 10])
    server.setFault(.refuse, device: 1)
    #expect(client.receive(1) == [])
    #expect(TestClient(port: server.ports[1]) == nil)
    server.setFault(.none, device: 1)
    var again: TestClient?
    for _ in 0..<1000 where again == nil {
      again = TestClient(port: server.ports[1])
      // The server's own thread listens anew.
      if again == nil { _ = poll(nil, 0, 10) }
    }
    #expect(ask(try #require(again))?.suffix(2) == [0x04, 0xD2])
    server.stop()
  }

  @Test("a stopped plant frees its port for the next one at once")
  func restart() throws {
    let first = try Self.server()
    let port = first.ports[0]
    let client = try #require(TestClient(port: port))
    client.read(transaction: 1, unit: 1, function: 3, start: 7, count: 1)
    _ = client.receive(11)
    first.stop()
    #expect(client.receive(1) == [])
    let line = PlantLine(port: port, units: [PlantUnit(unit: 1, device: 0)])
    let second = try PlantServer(hall: Self.hall(), lines: [line])
    second.start()
    let next = try #require(TestClient(port: port))
    next.read(transaction: 1, unit: 1, function: 3, start: 7, count: 1)
    #expect(next.receive(11)?.count == 11)
    second.stop()
  }

  @Test("stopping twice, or setting a fault on a stopped plant, touches nobody's descriptors")
  func stopsTwice() throws {
    let server = try Self.server()
    server.stop()
    let next = try Self.server()
    server.stop()
    server.setFault(.silent, device: 0)
    let client = try #require(TestClient(port: next.ports[1]))
    client.read(transaction: 1, unit: 1, function: 3, start: 7, count: 1)
    #expect(client.receive(11)?.count == 11)
    next.stop()
  }

  @Test("a port in use is said by name")
  func portInUse() throws {
    let server = try Self.server()
    let line = PlantLine(port: server.ports[0], units: [])
    #expect(throws: PlantServerError.portInUse(server.ports[0])) {
      _ = try PlantServer(hall: Self.hall(), lines: [line])
    }
    server.stop()
  }

  @Test("a thousand devices on a thousand ports answer")
  func thousandDevices() throws {
    let point = PointDefinition(
      name: "number", table: .holdingRegister, address: 7, encoding: RegisterEncoding(.u16),
      meaning: .number(Scaling()), plausible: 5...5)
    let devices = (0..<1000).map {
      PlantDevice(name: "d\($0)", profile: TestDevices.profile(.environment, [point]))
    }
    let server = try PlantServer(
      hall: Hall(devices: devices, seed: 1),
      lines: devices.indices.map { PlantLine(units: [PlantUnit(unit: 1, device: $0)]) })
    server.start()
    var clients: [TestClient] = []
    for port in server.ports { clients.append(try #require(TestClient(port: port))) }
    for client in clients {
      client.read(transaction: 1, unit: 1, function: 3, start: 7, count: 1)
    }
    #expect(clients.count { $0.receive(11)?.count == 11 } == 1000)
    server.stop()
  }

  @Test("the hall lives while nobody asks, and can be acted on")
  func livesAlone() throws {
    let seen = HappeningLog()
    let server = try PlantServer(
      hall: Self.hall(), lines: [], speed: 100, onHappenings: { seen.append($0) })
    server.withHall {
      $0.schedule([HallEvent(at: .seconds(5), action: .marker, text: "five seconds")])
    }
    server.start()
    #expect(seen.wait(seconds: 10))
    #expect(server.withHall { $0.time } >= .seconds(5))
    server.stop()
  }
}
