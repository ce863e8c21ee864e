import DeviceProfiles
import Readings
import Testing

@testable import Plant

@Suite("Batteries that burn")
struct BatteryFireTests {
  /// The hall of the other tests; the battery room shares a ceiling void with the power room of
  /// feed A, and has a fire panel and a leak cable.
  static func hall(_ chemistry: String = "lfp", hasPanel: Bool = true) -> Hall {
    var devices = TestDevices.devices()
    devices.append(TestDevices.device("leak", .leak, ["room": "battery"]))
    let panel = ["fire_suppression_released", "fire_sprinkler_flow"].enumerated().map {
      TestDevices.number($1, $1, address: UInt16($0))
    }
    if hasPanel {
      devices.append(TestDevices.device("panel", .fire, ["room": "battery"], points: panel))
    }
    for index in devices.indices {
      devices[index].labels.append(Label("chemistry", chemistry))
      if ["battery", "power-a"].contains(devices[index].label("room")) {
        devices[index].labels.append(Label("void", "level"))
      }
    }
    return Hall(devices: devices, seed: 1)
  }

  @Test("a cell that is warmed blows off gas minutes before its pack burns, and smoke comes last")
  func order() throws {
    var hall = Self.hall()
    let room = hall.packs[0].room
    let pack = try #require(hall.device(named: "pack-A1"))
    hall.perform(.batteryRunaway(heating: 250, devices: [pack]))
    var (gas, burns, smoke): (Double?, Double?, Double?)
    for second in 1...(2 * 3600) where smoke == nil {
      hall.advance(by: .seconds(1))
      if gas == nil, hall.rooms[room].cellGas > 10e-6 { gas = Double(second) }
      if burns == nil, hall.packs[0].runaway?.stage == .burning { burns = Double(second) }
      if smoke == nil, hall.rooms[room].smoke > 0.03 { smoke = Double(second) }
    }
    let (first, fire, last) = (try #require(gas), try #require(burns), try #require(smoke))
    #expect(first + 120 < fire, "gas \(first), fire \(fire)")
    #expect(fire < last)
    #expect(last < fire + 30)
  }

  @Test("an internal short burns at once: voltage and string are gone, the UPS has no battery")
  func short() throws {
    var hall = Self.hall()
    let pack = try #require(hall.device(named: "pack-A1"))
    hall.perform(.batteryRunaway(heating: 0, devices: [pack]))
    hall.advance(by: .seconds(1))
    #expect(hall.packs[0].isDisconnected)
    #expect(hall.packs[0].voltage == 0)
    #expect(hall.upses[0].runtime(hall.packs) == 0)
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(by: .seconds(1))
    #expect(hall.upses[0].mode == .off)
    #expect(hall.upses[1].mode == .online)
  }

  @Test("a pack sets off its neighbour, gas holds the fire only for a minute, water runs out")
  func spreads() throws {
    var hall = Self.hall("nmc")
    let room = hall.packs[0].room
    let pack = try #require(hall.device(named: "pack-A1"))
    hall.perform(.batteryRunaway(heating: 0, devices: [pack]))
    hall.advance(by: .seconds(240))
    #expect(hall.suppression[room].isReleased)
    #expect(hall.suppression[room].isSprinklerOpen)
    #expect(hall.packs[0].runaway?.stage == .burning)
    #expect(hall.leakCables[0].isLeaking)
    hall.advance(by: .seconds(1800))
    #expect(hall.packs[1].runaway != nil)
    #expect(hall.packs[0].runaway?.stage == .burnt)
    #expect(hall.leakCables[0].leakAt ?? 0 > 10)
  }

  @Test("smoke and heat come through the ceiling void, and not where there is none")
  func throughTheVoid() throws {
    var hall = Self.hall("nmc", hasPanel: false)
    let beside = hall.upses[0].room
    let away = hall.upses[1].room
    let pack = try #require(hall.device(named: "pack-A1"))
    hall.perform(.batteryRunaway(heating: 0, devices: [pack]))
    hall.advance(by: .seconds(600))
    #expect(hall.rooms[beside].smoke > 0.01)
    #expect(hall.rooms[beside].temperature > hall.rooms[away].temperature + 3)
    #expect(hall.rooms[away].smoke == 0)
  }

  @Test("lead does not run away")
  func lead() {
    var hall = Hall(devices: [TestDevices.device("ups", .ups)], seed: 1)
    hall.perform(.batteryRunaway(heating: 0, devices: [0]))
    #expect(hall.packs[0].runaway == nil)
  }
}
