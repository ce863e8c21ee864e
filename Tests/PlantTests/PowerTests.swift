import DeviceProfiles
import Readings
import Testing

@testable import Plant

@Suite("The power path")
struct PowerTests {
  @Test("electricity that comes in is used, lost or stored, whatever happens")
  func electricityIsConserved() {
    var hall = TestDevices.hall()
    hall.advance(by: .seconds(60))
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(120))
    hall.perform(.utility(isPresent: true, feeds: [0, 1]))
    hall.advance(by: .seconds(600))
    let ledger = hall.ledger
    #expect(ledger.utility > 1e6)
    #expect(ledger.generators > 1e6)
    #expect(abs(ledger.electricImbalance) < 1e-6 * ledger.utility)
  }

  @Test(
    "what batteries deliver at their terminals is what they held less what their resistance took")
  func batteryEnergyIsConserved() {
    var hall = TestDevices.hall()
    hall.perform(.generatorFault(.notInAutomatic, isPresent: true, devices: [hall.generatorDevice]))
    let stored = hall.packs.reduce(0) { $0 + $1.storedEnergy }
    var heat = 0.0
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    for _ in 0..<(5 * 900) {
      hall.advance(by: Hall.step)
      heat += hall.packs.reduce(0) { $0 + $1.current * $1.current * $1.resistance } * 0.2
    }
    let drawn = stored - hall.packs.reduce(0) { $0 + $1.storedEnergy }
    #expect(drawn > 1e6)
    #expect(abs(drawn - heat - hall.ledger.batteries) < 0.001 * drawn)
  }

  @Test("charge moved is current times time")
  func chargeIsConserved() {
    var hall = TestDevices.hall()
    let before = hall.packs.map(\.charge)
    hall.perform(.utility(isPresent: false, feeds: [0]))
    var moved = [Double](repeating: 0, count: before.count)
    for _ in 0..<600 {
      hall.advance(by: Hall.step)
      for pack in moved.indices { moved[pack] += hall.packs[pack].current * 0.2 }
    }
    for pack in moved.indices {
      #expect(abs(hall.packs[pack].charge - before[pack] - moved[pack]) < 1e-6)
    }
  }

  @Test("lost mains drain the battery, start the generator and bring the load to it in steps")
  func utilityFailure() {
    var hall = TestDevices.hall()
    hall.advance(by: .seconds(5))
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(1))
    #expect(hall.upses.allSatisfy { $0.mode == .onBattery })
    #expect(hall.packs.allSatisfy { $0.current < -10 })
    hall.advance(by: .seconds(13))
    #expect(hall.generators[0].phase == .available)
    #expect(hall.feeds.allSatisfy { $0.transferSwitch.source == .generator })
    hall.advance(by: .seconds(20))
    #expect(hall.upses.allSatisfy { $0.mode == .online })
    #expect(hall.generators[0].power > 0.5 * hall.sizing.rackPower)
    #expect(hall.packs.allSatisfy { $0.current >= 0 })
  }

  @Test("when the mains return the load goes back, and the generator cools down and stops")
  func utilityReturns() {
    var hall = TestDevices.hall()
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(60))
    hall.perform(.utility(isPresent: true, feeds: [0, 1]))
    hall.advance(by: .seconds(28))
    #expect(hall.feeds.allSatisfy { $0.transferSwitch.source == .generator })
    hall.advance(by: .seconds(5))
    #expect(hall.feeds.allSatisfy { $0.transferSwitch.source == .utility })
    hall.advance(by: .seconds(20))
    #expect(hall.generators[0].isRunning)
    hall.advance(by: .seconds(80))
    #expect(hall.generators[0].phase == .stopped)
    #expect(hall.upses.allSatisfy { $0.mode == .online })
  }

  @Test("a generator that does not start gives up after three attempts and the batteries end it")
  func failsToStart() {
    var hall = TestDevices.hall()
    hall.perform(.generatorFault(.failToStart, isPresent: true, devices: [hall.generatorDevice]))
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(60))
    #expect(hall.generators[0].phase == .lockedOut)
    #expect(hall.generators[0].trips.contains(.failToStart))
    hall.advance(by: .seconds(2 * 3600))
    #expect(hall.upses.allSatisfy { $0.mode == .off })
    #expect(hall.rackPower == 0)
    #expect(hall.packs.allSatisfy { $0.stateOfCharge < 0.1 })
  }

  @Test("a UPS that loses its feed and its battery leaves its load to the other")
  func theOtherFeedCarriesAll() {
    var hall = TestDevices.hall()
    hall.perform(.generatorFault(.notInAutomatic, isPresent: true, devices: [hall.generatorDevice]))
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(by: .seconds(2 * 3600))
    #expect(hall.upses[0].mode == .off)
    #expect(hall.upses[1].mode == .online)
    #expect(hall.upses[1].outputPower > 0.95 * hall.sizing.rackPower)
  }

  @Test("a sag of 300 ms puts the UPS on battery and starts no generator")
  func sag() {
    var hall = TestDevices.hall()
    hall.perform(.utilitySag(remaining: 0.6, duration: .milliseconds(300), feeds: [0]))
    hall.advance(by: .seconds(1))
    #expect(hall.upses[0].mode == .onBattery)
    #expect(hall.upses[1].mode == .online)
    hall.advance(by: .seconds(10))
    #expect(hall.upses[0].mode == .online)
    #expect(hall.generators[0].phase == .stopped)
  }

  @Test("an engine that loses its oil is stopped by its own protection")
  func lowOilPressure() {
    var hall = TestDevices.hall()
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(60))
    hall.perform(.generatorFault(.lowOilPressure, isPresent: true, devices: [hall.generatorDevice]))
    hall.advance(by: .seconds(33))
    #expect(hall.generators[0].trips.contains(.lowOilPressureWarning))
    hall.advance(by: .seconds(30))
    #expect(hall.generators[0].phase == .lockedOut)
    #expect(hall.upses.allSatisfy { $0.mode == .onBattery })
  }

  @Test("an engine without a radiator overheats")
  func overheats() {
    var hall = TestDevices.hall()
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(1200))
    let normal = hall.generators[0].coolantTemperature
    #expect((70...92).contains(normal))
    hall.perform(
      .generatorFault(.highCoolantTemperature, isPresent: true, devices: [hall.generatorDevice]))
    hall.advance(by: .seconds(600))
    #expect(hall.generators[0].trips.contains(.highCoolantTemperature))
  }

  @Test("an engine without fuel stops, and the batteries take the load again")
  func runsDry() {
    var hall = TestDevices.hall()
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(60))
    #expect(hall.generators[0].power > 1000)
    hall.perform(.fuelLevel(0.0005, devices: [hall.generatorDevice]))
    hall.advance(by: .seconds(300))
    #expect(hall.generators[0].fuelLitres == 0)
    #expect(hall.generators[0].trips.contains(.fuelEmpty))
    #expect(hall.upses.allSatisfy { $0.mode == .onBattery })
  }

  @Test("fuel burnt is missing in the tank: a quarter of a litre a kilowatt hour, and idling")
  func fuel() {
    var hall = TestDevices.hall()
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    let before = hall.generators[0].fuelLitres
    hall.advance(by: .seconds(3600))
    let set = hall.generators[0]
    #expect(abs(before - set.fuelLitres - set.fuelBurnt) < 1e-9)
    let idle = 0.05 * set.ratedPower / 1000 * (3590.0 / 3600)
    let expected = 0.25 * hall.ledger.generators / 3.6e6 + idle
    #expect(abs(set.fuelBurnt - expected) < 0.02 * expected)
  }

  @Test("a UPS on bypass passes the mains on, and goes to battery when they fail")
  func bypass() {
    var hall = TestDevices.hall()
    let ups = hall.plan.devices(of: .ups)[0]
    hall.perform(.upsBypass(isOrdered: true, devices: [ups]))
    hall.advance(by: .seconds(5))
    #expect(hall.upses[0].mode == .bypass)
    #expect(hall.upses[0].outputSupply == hall.feeds[0].bus)
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(by: .seconds(1))
    #expect(hall.upses[0].mode == .onBattery)
    hall.perform(.upsBypass(isOrdered: false, devices: [ups]))
    hall.advance(by: .seconds(30))
    #expect(hall.upses[0].mode == .online)
  }

  @Test("an overload is carried for a minute and then given to the bypass")
  func overload() {
    var hall = TestDevices.hall()
    hall.perform(.rackLoad(2.8))
    hall.advance(by: .seconds(30))
    #expect(hall.upses.allSatisfy { $0.isOverloaded && $0.mode == .online })
    hall.advance(by: .seconds(40))
    #expect(hall.upses.allSatisfy { $0.mode == .bypass })
    hall.perform(.rackLoad(1))
    hall.advance(by: .seconds(5))
    #expect(hall.upses.allSatisfy { $0.mode == .online })
  }

  @Test("a self-test passes on a good battery, and fails on one that age has worn out")
  func selfTest() {
    var hall = TestDevices.hall()
    let upses = hall.plan.devices(of: .ups)
    hall.perform(.batteryAge(health: 0.25, devices: [upses[1]]))
    hall.advance(by: .seconds(5))
    hall.perform(.upsSelfTest(devices: upses))
    hall.advance(by: .seconds(1))
    #expect(hall.upses[0].mode == .onBattery)
    #expect(hall.upses[0].testResult == .running)
    hall.advance(by: .seconds(20))
    #expect(hall.upses.map(\.testResult) == [.passed, .failed])
    #expect(hall.upses.allSatisfy { $0.mode == .online })
    #expect(hall.generators[0].phase == .stopped)
  }

  @Test("an old battery promises less and holds less")
  func ageing() {
    var hall = TestDevices.hall()
    hall.advance(by: .seconds(1))
    let young = hall.upses[0].runtime(hall.packs)
    hall.perform(.batteryAge(health: 0.6, devices: [hall.plan.devices(of: .ups)[0]]))
    hall.advance(by: .seconds(1))
    #expect(abs(hall.upses[0].runtime(hall.packs) - 0.6 * young) < 0.05 * young)
    #expect(hall.packs[0].resistance > 2 * hall.packs[2].resistance)
  }

  @Test("a generator is exercised without load, cools down and stands")
  func exercise() {
    var hall = TestDevices.hall()
    let before = hall.generators[0].fuelLitres
    hall.perform(.generatorExercise(.seconds(120), devices: [hall.generatorDevice]))
    hall.advance(by: .seconds(60))
    #expect(hall.generators[0].isRunning)
    #expect(hall.generators[0].power == 0)
    #expect(hall.feeds.allSatisfy { $0.transferSwitch.source == .utility })
    hall.advance(by: .seconds(180))
    #expect(hall.generators[0].phase == .stopped)
    #expect(hall.generators[0].fuelLitres < before)
  }

  @Test("a UPS in a hot room warns, switches off, and comes back when it has cooled")
  func hotUPS() {
    var hall = TestDevices.hall()
    let room = hall.upses[0].room
    hall.perform(.fire(smoke: 0, heat: 150_000, rooms: [room]))
    hall.advance(by: .seconds(900))
    #expect(hall.upses[0].isStoppedByHeat)
    #expect(hall.upses[0].mode == .off)
    #expect(hall.upses[1].mode == .online)
    hall.perform(.fire(smoke: 0, heat: 0, rooms: [room]))
    hall.advance(by: .seconds(2 * 3600))
    #expect(hall.upses[0].mode == .online)
  }

  @Test(
    "a UPS for direct current says 24 V, not the end of its registers, and lasts on its battery")
  func directCurrent() throws {
    var hall = Hall(
      devices: TestDevices.devices() + [TestDevices.directUPS("controls", ["feed": "A"])], seed: 1)
    let device = try #require(hall.device(named: "controls"))
    hall.advance(by: .seconds(10))
    func volts(_ point: Int) -> Double {
      guard case .value(.number(let number)) = hall.outcome(device: device, point: point) else {
        return .nan
      }
      return number
    }
    #expect(abs(volts(0) - 24) < 0.1)
    #expect(abs(volts(1) - 10) < 0.2)
    #expect((24...28).contains(volts(2)))
    hall.perform(.generatorFault(.notInAutomatic, isPresent: true, devices: [hall.generatorDevice]))
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(600))
    #expect(hall.upses[2].mode == .onBattery)
    #expect(abs(hall.ledger.controls - 240 * 610) < 240)
    #expect(abs(hall.ledger.electricImbalance) < 1e-6 * hall.ledger.racks)
  }

  @Test("the strips of a feed and the meter of its racks add up")
  func stripsAddUp() throws {
    let strips = (1...3).map { TestDevices.device("strip-\($0)", .pdu, ["feed": "A"]) }
    let racks = TestDevices.device("racks", .meter, ["feed": "A", "role": "racks"])
    var hall = Hall(devices: TestDevices.devices() + strips + [racks], seed: 1)
    hall.advance(by: .seconds(30))
    let sum = hall.meters.filter { $0.role == .rack }.reduce(0) { $0 + $1.power }
    let whole = try #require(hall.meters.first { $0.role == .racks }).power
    #expect(whole > 1000)
    #expect(abs(sum - whole) < 1e-9 * whole)
    #expect(abs(whole - hall.upses[0].outputPower) < 1e-9 * whole)
  }

  @Test("meters add up: what the mains deliver is UPS input, cooling and house")
  func metersAddUp() {
    var hall = TestDevices.hall()
    hall.advance(by: .seconds(30))
    func power(_ name: String) -> Double {
      guard let device = hall.device(named: name), case .meter(let meter) = hall.instruments[device]
      else { return .nan }
      return hall.meters[meter].power
    }
    for feed in ["A", "B"] {
      let parts = power("input-\(feed)") + power("cooling-\(feed)") + power("house-\(feed)")
      #expect(abs(power("mains-\(feed)") - parts) < 1e-6 * parts)
    }
  }

  @Test("energy counters never go back")
  func energyIsMonotonic() {
    var hall = TestDevices.hall()
    hall.schedule([
      HallEvent(at: .seconds(20), action: .utility(isPresent: false, feeds: [0, 1]), text: ""),
      HallEvent(at: .seconds(90), action: .utility(isPresent: true, feeds: [0, 1]), text: ""),
    ])
    var last = hall.meters.map { $0.importedEnergy.reduce(0, +) }
    for _ in 0..<900 {
      hall.advance(by: Hall.step)
      let next = hall.meters.map { $0.importedEnergy.reduce(0, +) }
      #expect(zip(last, next).allSatisfy { $0 <= $1 })
      last = next
    }
  }

  @Test("the cells of a pack sum to its voltage, charging and discharging")
  func cellsSum() {
    var hall = TestDevices.hall()
    for isPresent in [true, false] {
      hall.perform(.utility(isPresent: isPresent, feeds: [0, 1]))
      hall.advance(by: .seconds(5))
      for pack in hall.packs {
        let sum = (0..<16).reduce(0) { $0 + pack.cellVoltage($1) }
        #expect(abs(sum - pack.voltage) < 1e-9)
      }
    }
  }

  @Test("a drained battery is charged again, and its current then falls to nothing")
  func recharges() {
    var hall = TestDevices.hall()
    hall.perform(.generatorFault(.notInAutomatic, isPresent: true, devices: [hall.generatorDevice]))
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(by: .seconds(600))
    let low = hall.packs[0].stateOfCharge
    #expect(low < 0.9)
    hall.perform(.utility(isPresent: true, feeds: [0]))
    hall.advance(by: .seconds(120))
    #expect(hall.packs[0].current > 1)
    hall.advance(by: .seconds(6 * 3600))
    #expect(hall.packs[0].stateOfCharge > 0.99)
    #expect(hall.packs[0].current < 0.2)
  }

  @Test("the runtime that a UPS promises is the time it then lasts")
  func runtimeIsHonest() {
    var hall = TestDevices.hall()
    hall.perform(.generatorFault(.notInAutomatic, isPresent: true, devices: [hall.generatorDevice]))
    hall.advance(by: .seconds(10))
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(1))
    let promised = hall.upses[0].runtime(hall.packs)
    var lasted = 0.0
    while hall.upses[0].mode == .onBattery, lasted < 4 * 3600 {
      hall.advance(by: .seconds(1))
      lasted += 1
    }
    #expect(abs(promised - lasted) < 0.08 * lasted)
  }
}

extension Hall {
  var generatorDevice: Int { plan.devices(of: .generator)[0] }
}
