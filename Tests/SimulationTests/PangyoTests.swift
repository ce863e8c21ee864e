import Agent
import Alarms
import Configuration
import Exposition
import Plant
import Polling
import Readings
import Testing

@testable import Simulation

/// The acceptance of the story of Pangyo, beyond what its file expects: what stands where at which
/// time.
@Suite("Pangyo, 15 October 2022")
struct PangyoTests {
  /// The story from ten minutes before the spark, and the agent as it is so long after it.
  static func simulation(until seconds: Int, name: String = "pangyo-2022") throws -> Simulation {
    let settings = try #require(BuiltIn.site("pangyo-b3").0).settings
    let scenario = try #require(BuiltIn.played(name).0)
    var simulation = try Simulation(
      settings: settings, hall: Hall(simulating: settings, seed: 2), seed: 2)
    simulation.schedule(scenario.events)
    simulation.run(until: scenario.lead + .seconds(seconds))
    return simulation
  }

  static let lead = Duration.seconds(3600)

  @Test("no alarm comes in the hour before, and the first of the battery room is the rack's")
  func firstOut() throws {
    let simulation = try Self.simulation(until: 60)
    let occurred = simulation.moments.filter { $0.kind == .occurred }
    let first = try #require(occurred.first)
    #expect(first.at >= Self.lead)
    #expect(first.at <= Self.lead + .seconds(10))
    #expect(first.device == "bms-3e")
    #expect(first.priority == .critical)
  }

  @Test("with an off-gas detector the first alarm comes minutes before the spark")
  func offGas() throws {
    let simulation = try Self.simulation(until: -60, name: "pangyo-2022-gas")
    let first = try #require(simulation.moments.first { $0.kind == .occurred })
    #expect(first.device == "gas-batt-a")
    #expect(first.at <= Self.lead - .seconds(300))
  }

  @Test("what is lost keeps its alarms, unknown; its measurements go, its alarm series stay")
  func lostInAlarm() throws {
    let simulation = try Self.simulation(until: 300)
    let agent = simulation.agent
    let rack = try #require(agent.alarms.index(of: "rack_voltage/bms-3e/rack1_voltage/low"))
    #expect(agent.alarms[rack].isActive)
    #expect(!agent.alarms[rack].isConditionKnown)
    #expect(agent.alarms[rack].state == .unacknowledged)
    let now = Simulation.origin + Self.lead + .seconds(300)
    let page = String(decoding: agent.exposition(format: .text004, at: now), as: UTF8.self)
    let lines = page.split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("facility_battery") && $0.contains("bms-3e") })
    #expect(
      lines.contains {
        $0.hasPrefix("hallwatch_alarm_active") && $0.contains("rack1_voltage")
          && $0.hasSuffix(" 1")
      })
    #expect(agent.alarms.flood.isActive)
    #expect(simulation.violations == [])
  }

  @Test("the dip after the gas clears neither fire nor battery")
  func dip() throws {
    let simulation = try Self.simulation(until: 95)
    let returned = simulation.moments.filter { $0.kind == .returned && $0.at >= Self.lead }
    #expect(!returned.contains { $0.device == "bms-3e" || $0.device == "fire-panel" })
    let temperature = returned.filter { $0.device == "th-batt-a" }.map(\.limit)
    // 45 °C is below the higher limit and above the lower one, which stands.
    #expect(temperature == ["high_high"])
  }

  @Test("every record is on disk and numbered without a gap")
  func journal() throws {
    let simulation = try Self.simulation(until: 700)
    var history = JournalHistory()
    for payload in simulation.disk.payloads { history.take(payload) }
    #expect(history.lastSequence == UInt64(simulation.disk.payloads.count))
    #expect(simulation.disk.payloads.count > 40)
  }
}
