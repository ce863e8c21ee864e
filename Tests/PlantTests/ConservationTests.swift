import DeviceProfiles
import Readings
import Testing

@testable import Plant

/// What flows is conserved, whatever happens: a drawn mishap every half minute, in a hall that has a
/// part of every kind.
@Suite("What is conserved")
struct ConservationTests {
  static func hall(seed: UInt64) -> Hall {
    var devices = TestDevices.devices()
    for chiller in 1...2 {
      devices.append(
        TestDevices.device(
          "chiller-\(chiller)", .cooling, ["role": "chiller", "feed": chiller == 1 ? "A" : "B"]))
    }
    devices.append(TestDevices.directUPS("controls", ["feed": "A", "room": "power-a"]))
    for index in devices.indices {
      // A common ceiling void joins the battery room to one power room, doors the other.
      let isBeside = ["battery", "power-a"].contains(devices[index].label("room"))
      devices[index].labels.append(Label(isBeside ? "void" : "floor", "1"))
    }
    return Hall(devices: devices, seed: seed)
  }

  @Test(
    "electricity, heat, charge, fuel and water are conserved, whatever happens",
    arguments: UInt64(1)...8)
  func whateverHappens(seed: UInt64) {
    var hall = Self.hall(seed: seed)
    var random = SplitMix64(seed: seed &* 977)
    let before = Stock(hall)
    var moved = [Double](repeating: 0, count: hall.packs.count)
    let charges = hall.packs.map(\.charge)
    for step in 0..<(5 * 600) {
      if step % 150 == 50 { hall.perform(Self.mishap(hall, &random)) }
      hall.advance(by: Hall.step)
      for pack in moved.indices { moved[pack] += hall.packs[pack].current * Hall.stepSeconds }
    }
    let (after, ledger) = (Stock(hall), hall.ledger)
    #expect(abs(ledger.electricImbalance) < 1e-6 * ledger.racks)
    let air = ledger.heatReleased - ledger.heatRemoved - ledger.heatLost
    #expect(abs(after.rooms - before.rooms - air) < 1e-6 * ledger.heatReleased)
    let batteries = ledger.batteryResistance + ledger.batteryFire - ledger.batteryReleased
    #expect(
      abs(after.batteries - before.batteries - batteries) < 1e-6 * max(1e6, ledger.batteryFire))
    let loop = ledger.heatRemoved - ledger.heatRejected
    #expect(abs(after.loop - before.loop - loop) < 1e-6 * ledger.heatRemoved)
    let water = ledger.waterReleased - ledger.waterCondensed - ledger.waterVented
    #expect(abs(after.moisture - before.moisture - water) < 1e-9)
    for pack in moved.indices where hall.packs[pack].runaway == nil {
      #expect(abs(hall.packs[pack].charge - charges[pack] - moved[pack]) < 1e-6)
    }
    let burnt = hall.generators.reduce(0) { $0 + $1.fuelBurnt }
    #expect(abs(before.fuel - after.fuel - burnt) < 1e-9)
  }

  @Test("smoke that goes from room to room is missing where it came from")
  func smokeIsConserved() {
    var rooms = [1500.0, 9000].map {
      RoomAir(name: "", heat: $0 / 2, designHeat: $0, cellCount: 1, isVentilated: true)
    }
    rooms[0].smoke = 0.4
    rooms[0].cellGas = 0.02
    func amount(_ path: KeyPath<RoomAir, Double>) -> Double {
      rooms.reduce(0) { $0 + $1[keyPath: path] * $1.volume }
    }
    let (smoke, gas) = (amount(\.smoke), amount(\.cellGas))
    let path = AirPath(first: 0, second: 1, width: .void)
    for _ in 0..<3000 { path.step(&rooms, for: 0.2) }
    #expect(rooms[1].smoke > 0.02)
    #expect(abs(amount(\.smoke) - smoke) < 1e-9)
    #expect(abs(amount(\.cellGas) - gas) < 1e-9)
  }

  /// What is stored: joules in the rooms, in the batteries and in the chilled water, litres of fuel,
  /// kilograms of water in the air.
  private struct Stock {
    var rooms: Double
    var batteries: Double
    var loop: Double
    var fuel: Double
    var moisture: Double

    init(_ hall: Hall) {
      rooms = hall.rooms.reduce(0) { $0 + $1.storedHeat }
      batteries = hall.packs.reduce(0) { $0 + $1.storedHeat + ($1.runaway?.energyLeft ?? 0) }
      loop = hall.water?.storedHeat ?? 0
      fuel = hall.generators.reduce(0) { $0 + $1.fuelLitres }
      moisture = hall.rooms.reduce(0) { $0 + $1.airMass * $1.moisture }
    }
  }

  private static func mishap(_ hall: Hall, _ random: inout SplitMix64) -> HallAction {
    func pick(_ kind: InstrumentKind) -> [Int] {
      let all = hall.plan.devices(of: kind)
      return [all[random.below(all.count)]]
    }
    let isOn = random.next() % 2 == 0
    let rooms = [random.below(hall.roomNames.count)]
    switch random.next() % 16 {
    case 0: return .utility(isPresent: isOn, feeds: [random.below(2)])
    case 1: return .utilitySag(remaining: 0.5, duration: .milliseconds(700), feeds: [0, 1])
    case 2:
      let faults = GeneratorFault.allCases.filter { $0 != .fuelLeak }
      let fault = faults[random.below(faults.count)]
      return .generatorFault(fault, isPresent: isOn, devices: pick(.generator))
    case 3: return .generatorExercise(.seconds(120), devices: pick(.generator))
    case 4: return .coolingTrip(isTripped: isOn, devices: pick(.cooling))
    case 5: return .coolingTrip(isTripped: isOn, devices: pick(.chiller))
    case 6: return .pumps(areStopped: isOn, devices: hall.plan.devices(of: .chiller))
    case 7: return .upsBypass(isOrdered: isOn, devices: pick(.ups))
    case 8: return .upsSelfTest(devices: hall.plan.devices(of: .ups))
    case 9, 10: return .batteryRunaway(heating: isOn ? 0 : 4000, devices: pick(.pack))
    case 11: return .rackLoad(Double(random.next() % 25) / 10)
    case 12: return .outdoorTemperature(Double(random.next() % 60) - 20)
    case 13: return .fire(smoke: 0.002, heat: isOn ? 20_000 : 0, rooms: rooms)
    case 14: return .humidity(kilogramsPerHour: isOn ? 6 : 0, rooms: rooms)
    default: return .firePanelReset(rooms: rooms)
    }
  }
}
