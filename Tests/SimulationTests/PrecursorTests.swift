import Agent
import Alarms
import Configuration
import Plant
import Readings
import Testing

@testable import Simulation

/// What the reports of real incidents say was there to be seen, and when: before the fire.
@Suite("The precursor of an incident is an alarm before it")
struct PrecursorTests {
  struct Precursor: CustomTestStringConvertible, Sendable {
    let scenario: String
    let alarm: String
    /// How long before the disaster it stood at the latest.
    let before: Duration

    var testDescription: String { "\(scenario): \(alarm)" }
  }

  @Test(
    arguments: [
      Precursor(
        scenario: "nirs-2025", alarm: "racks_live_while_ups_off", before: .seconds(39 * 60)),
      Precursor(
        scenario: "nirs-2025", alarm: "charge_above_work_limit", before: .seconds(39 * 60)),
      Precursor(scenario: "ovh-2021", alarm: "ups_humidity_rise", before: .seconds(78 * 60)),
      Precursor(scenario: "paris-2023", alarm: "pump_stopped", before: .seconds(410 * 60)),
      Precursor(scenario: "paris-2023", alarm: "pump_leaks", before: .seconds(380 * 60)),
    ])
  func precursor(_ precursor: Precursor) throws {
    let (found, problems) = BuiltIn.played(precursor.scenario)
    let scenario = try #require(found, "\(problems)")
    let place = try #require(scenario.site)
    let settings = try #require(BuiltIn.site(place).0).settings
    var simulation = try Simulation(
      settings: settings, hall: Hall(simulating: settings, seed: 3), seed: 3)
    simulation.schedule(scenario.events)
    simulation.run(until: scenario.lead - precursor.before)
    let alarms = simulation.agent.alarms
    let standing = alarms.definitions.indices.filter {
      alarms.definitions[$0].name == precursor.alarm
        && alarms[AlarmIndex(rawValue: $0)].isActive
    }
    #expect(!standing.isEmpty)
    // And that is no alarm that always stands.
    let first = simulation.moments.first { $0.alarm == precursor.alarm && $0.kind == .occurred }
    #expect(try #require(first).at > .seconds(60))
  }
}
