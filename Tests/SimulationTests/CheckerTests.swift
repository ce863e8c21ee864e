import Agent
import Alarms
import Plant
import Readings
import Testing

@testable import Simulation

/// The checkers have teeth: each finds the mistake that was planted for it, and none finds one
/// where there is none.
@Suite("Checkers")
struct CheckerTests {
  /// A hall in which a UPS goes on battery at 5 s and is lost at 12 s, for a minute.
  static func simulation(_ defect: PlantedDefect?) throws -> Simulation {
    var simulation = try Simulation(
      settings: DemoHall.settings(), hall: DemoHall.hall(), seed: 3, defect: defect)
    let ups = try #require(simulation.hall.device(named: "ups-a"))
    simulation.schedule([
      HallEvent(at: .seconds(5), action: .utility(isPresent: false, feeds: [0]), text: ""),
      HallEvent(at: .seconds(12), action: .reachability(false, devices: [ups]), text: ""),
    ])
    simulation.run(until: .seconds(60))
    return simulation
  }

  @Test("nothing is found where nothing is wrong, though a device is lost while in alarm")
  func clean() throws {
    let simulation = try Self.simulation(nil)
    #expect(simulation.violations == [])
    let lost = simulation.moments.first { $0.alarm == "communication_loss" }
    #expect(lost?.device == "ups-a")
    // Still in alarm, though the UPS is long back on its input: nobody has said so.
    let alarm = try #require(
      simulation.agent.alarms.index(of: "ups_on_battery/ups-a/ups_status.on_battery"))
    #expect(simulation.agent.alarms[alarm].isActive)
    #expect(!simulation.agent.alarms[alarm].isConditionKnown)
  }

  @Test(
    "a planted mistake is found by the checker of the promise that it breaks",
    arguments: [
      (PlantedDefect.wrongBits, Violation.Promise.noWrongValue),
      (.forgetsAge, .noStaleAsFresh),
      (.forgedAnswers, .noSilentClear),
    ])
  func finds(defect: PlantedDefect, promise: Violation.Promise) throws {
    let found = try Self.simulation(defect).violations
    #expect(found.contains { $0.promise == promise })
  }
}
