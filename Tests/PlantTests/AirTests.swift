import DeviceProfiles
import Readings
import Testing

@testable import Plant

@Suite("The air")
struct AirTests {
  @Test("heat that is released is removed, lost or stored")
  func heatIsConserved() {
    var hall = TestDevices.hall()
    let before = hall.rooms.reduce(0) { $0 + $1.storedHeat }
    hall.advance(by: .seconds(300))
    hall.perform(.coolingTrip(isTripped: true, devices: [hall.plan.devices(of: .cooling)[1]]))
    hall.advance(by: .seconds(600))
    hall.perform(.utility(isPresent: false, feeds: [0, 1]))
    hall.advance(by: .seconds(600))
    let stored = hall.rooms.reduce(0) { $0 + $1.storedHeat } - before
    let ledger = hall.ledger
    let difference = ledger.heatReleased - ledger.heatRemoved - ledger.heatLost - stored
    #expect(ledger.heatReleased > 1e7)
    #expect(abs(difference) < 1e-6 * ledger.heatReleased)
  }

  @Test("an untouched hall stays where it is: what the racks make is what the units remove")
  func steadyState() {
    var hall = TestDevices.hall()
    hall.advance(by: .seconds(1800))
    let start = hall.ledger
    for cell in hall.rooms[hall.hallRoom].cells {
      #expect(abs(cell.coldTemperature - CoolingUnit.setpoint) < 0.7)
    }
    hall.advance(by: .seconds(3600))
    let released = hall.ledger.heatReleased - start.heatReleased
    let gone =
      hall.ledger.heatRemoved + hall.ledger.heatLost - start.heatRemoved - start.heatLost
    #expect(abs(released - gone) < 0.01 * released)
  }

  @Test("no cold aisle leaves its setpoint by a degree in the first hour of an untouched hall")
  func startsInEquilibrium() {
    var hall = TestDevices.hall()
    for _ in 0..<360 {
      hall.advance(by: .seconds(10))
      for cell in hall.rooms[hall.hallRoom].cells {
        #expect(abs(cell.coldTemperature - CoolingUnit.setpoint) < 1)
        #expect((30...37).contains(cell.hotTemperature))
      }
    }
  }

  @Test("a tripped unit heats its part of the aisle most, and the hall recovers afterwards")
  func coolingTrip() {
    var hall = TestDevices.hall()
    hall.advance(by: .seconds(60))
    let unit = hall.plan.devices(of: .cooling)[1]
    hall.perform(.coolingTrip(isTripped: true, devices: [unit]))
    var until27: Double?
    for second in 1...600 where until27 == nil {
      hall.advance(by: .seconds(1))
      if hall.rooms[hall.hallRoom].cells[1].coldTemperature > 27 { until27 = Double(second) }
    }
    #expect((30...240).contains(until27 ?? 0))
    hall.advance(by: .seconds(300))
    let cells = hall.rooms[hall.hallRoom].cells
    #expect(cells[1].coldTemperature > cells[0].coldTemperature + 2)
    #expect(cells[1].coldTemperature < 45)
    hall.perform(.coolingTrip(isTripped: false, devices: [unit]))
    hall.advance(by: .seconds(1800))
    for cell in hall.rooms[hall.hallRoom].cells {
      #expect(abs(cell.coldTemperature - CoolingUnit.setpoint) < 1.5)
    }
  }

  @Test("a leak that runs on moves what the panel reads, to the end of the cable and no farther")
  func runningLeak() {
    var hall = Hall(devices: [TestDevices.device("leak", .leak)], seed: 1)
    hall.perform(.runningLeak(at: 4, metresPerMinute: 2, devices: [0]))
    hall.advance(by: .seconds(120))
    #expect(abs((hall.leakCables[0].leakAt ?? 0) - 6) < 0.1)
    hall.advance(by: .seconds(7200))
    #expect(hall.leakCables[0].leakAt == (4 + hall.leakCables[0].length) / 2)
    hall.perform(.leak(at: nil, devices: [0]))
    hall.advance(by: .seconds(60))
    #expect(!hall.leakCables[0].isLeaking)
  }

  @Test("halls of one campus do not carry each other's load")
  func groups() {
    let devices = ["1", "2"].flatMap { hall in
      [
        TestDevices.device("ups-\(hall)", .ups, ["hall": hall, "feed": hall, "room": "p\(hall)"]),
        TestDevices.device(
          "crac-\(hall)", .cooling, ["hall": hall, "feed": hall, "room": "h\(hall)"]),
      ]
    }
    var hall = Hall(devices: devices, seed: 1)
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(by: .seconds(3 * 3600))
    #expect(hall.groupPower[0] == 0)
    #expect(abs(hall.groupPower[1] - hall.sizing.groupPower[1]) < 0.05 * hall.groupPower[1])
  }

  @Test("moisture stays, so warmer air is drier and the dew point does not move")
  func psychrometrics() {
    let moisture = Psychrometrics.moisture(celsius: 22, relativeHumidity: 0.5)
    #expect(abs(Psychrometrics.dewPoint(moisture: moisture) - 11.1) < 0.1)
    let warm = Psychrometrics.relativeHumidity(moisture: moisture, celsius: 32)
    #expect(abs(warm - 0.278) < 0.005)
    #expect(
      abs(Psychrometrics.relativeHumidity(moisture: moisture, celsius: 22) - 0.5) < 1e-9)
  }

  @Test(
    "saturation pressure agrees with the steam tables",
    arguments: [(0.0, 611.2), (10, 1228), (20, 2339), (30, 4247), (40, 7384)])
  func saturation(celsius: Double, pascals: Double) {
    #expect(abs(Psychrometrics.saturationPressure(celsius: celsius) - pascals) < 0.004 * pascals)
  }

  @Test("exponential and logarithm undo each other to twelve digits")
  func elementary() {
    for step in -40...40 {
      let x = Double(step) / 3
      #expect(abs(naturalLogarithm(exponential(x)) - x) < 1e-12 * max(1, abs(x)))
    }
    #expect(abs(exponential(1) - 2.718_281_828_459_045) < 1e-13)
  }

  @Test("smoke passes the stages of an aspirating detector in their order and clears afterwards")
  func smoke() {
    var hall = Hall(
      devices: [
        TestDevices.device(
          "faast", .fire,
          points: [
            TestDevices.number(
              "smoke_obscuration", "fire_smoke_obscuration_ratio_per_meter", address: 0, scale: 1e-5
            )
          ])
      ], seed: 1)
    #expect(hall.smokeDetectors[0].stage == nil)
    hall.perform(.fire(smoke: 0.001, heat: 2000, rooms: [0]))
    var seen: [SmokeStage] = []
    for _ in 0..<300 {
      hall.advance(by: .seconds(1))
      if let stage = hall.smokeDetectors[0].stage, stage != seen.last { seen.append(stage) }
    }
    #expect(seen == SmokeStage.allCases)
    hall.perform(.fire(smoke: 0, heat: 0, rooms: [0]))
    hall.advance(by: .seconds(3600))
    #expect(hall.smokeDetectors[0].stage == nil)
  }
}

extension Hall {
  var hallRoom: Int { plan.rackRooms[0] }
}
