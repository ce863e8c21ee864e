import DeviceProfiles
import Readings
import Testing

@testable import Plant

@Suite("Chilled water")
struct ChilledWaterTests {
  static func hall() -> Hall {
    let chillers = (1...2).map {
      TestDevices.device("chiller-\($0)", .cooling, ["role": "chiller", "feed": "A"])
    }
    return Hall(devices: TestDevices.devices() + chillers, seed: 1)
  }

  @Test("an untouched loop stays near its setpoint and carries what the units take")
  func steady() throws {
    var hall = Self.hall()
    hall.advance(by: .seconds(1800))
    let water = try #require(hall.water)
    #expect((6.5...9).contains(water.temperature))
    #expect(abs(water.heatTaken - water.heatRejected) < 0.1 * water.heatTaken)
    #expect(hall.coolingUnits.allSatisfy { $0.usesWater && $0.isRunning })
  }

  @Test("one chiller to spare: the loss of one is not felt, that of both is, after minutes")
  func chillersTrip() throws {
    var hall = Self.hall()
    hall.advance(by: .seconds(600))
    let chillers = hall.plan.devices(of: .chiller)
    hall.perform(.coolingTrip(isTripped: true, devices: [chillers[0]]))
    hall.advance(by: .seconds(1200))
    #expect(try #require(hall.water).temperature < 9.5)
    hall.perform(.coolingTrip(isTripped: true, devices: chillers))
    let room = hall.hallRoom
    hall.advance(by: .seconds(30))
    #expect(hall.rooms[room].cells[0].coldTemperature < 24)
    hall.advance(by: .seconds(1200))
    #expect(try #require(hall.water).temperature > 20)
    #expect(hall.rooms[room].cells[0].coldTemperature > 27)
    #expect(hall.coolingUnits.allSatisfy { $0.isRunning }, "the fans run on")
  }

  @Test("pumps that stand take the cooling at once, though the water is cold")
  func pumps() {
    var hall = Self.hall()
    hall.advance(by: .seconds(600))
    hall.perform(.pumps(areStopped: true, devices: hall.plan.devices(of: .chiller)))
    hall.advance(by: .seconds(10))
    #expect(hall.coolingUnits.allSatisfy { $0.heatRemoved < 1 })
    #expect(hall.chillers.allSatisfy { !$0.isPumping })
  }

  @Test("a sag stops the chillers for three minutes, and the units run on")
  func sag() {
    var hall = Self.hall()
    hall.advance(by: .seconds(600))
    hall.perform(.utilitySag(remaining: 0.5, duration: .milliseconds(300), feeds: [0, 1]))
    hall.advance(by: .seconds(60))
    #expect(hall.chillers.allSatisfy { !$0.isRunning && $0.isPumping })
    hall.advance(by: .seconds(200))
    #expect(hall.chillers.allSatisfy { $0.isRunning })
  }

  @Test("moist air condenses on the coils until its dew point is theirs")
  func condensation() {
    var hall = Self.hall()
    let room = hall.hallRoom
    hall.advance(by: .seconds(60))
    let usual = Psychrometrics.dewPoint(moisture: hall.rooms[room].moisture)
    hall.perform(.humidity(kilogramsPerHour: 12, rooms: [room]))
    hall.advance(by: .seconds(1200))
    hall.perform(.humidity(kilogramsPerHour: 0, rooms: [room]))
    let moist = Psychrometrics.dewPoint(moisture: hall.rooms[room].moisture)
    #expect(moist > usual + 3)
    #expect(hall.ledger.waterCondensed > 0.1)
    hall.advance(by: .seconds(7200))
    let coil = hall.coolingUnits.map(\.supplyTemperature).min() ?? 0
    #expect(Psychrometrics.dewPoint(moisture: hall.rooms[room].moisture) < coil + 0.5)
  }
}
