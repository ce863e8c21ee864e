import Agent
import Alarms
import Configuration
import Plant
import Readings
import Testing

@testable import Simulation

@Suite("A campus of halls")
struct CampusTests {
  private func settings(_ halls: Int) throws -> AgentSettings {
    let (site, problems) = Campus.site(Campus(halls: halls, firstPort: 20_000).text)
    #expect(problems.map(\.description) == [])
    let loaded = try #require(site)
    #expect(loaded.warnings.map(\.description) == [])
    return loaded.settings
  }

  @Test("is a site file without a mistake, each hall with names, rooms, feeds and lines of its own")
  func valid() throws {
    let hall = try #require(BuiltIn.site("hall-2n").0).settings
    let campus = try settings(3)
    #expect(campus.devices.count == 3 * hall.devices.count)
    #expect(campus.lines.count == 3 * hall.lines.count)
    #expect(Campus.lineCount(halls: 3) == campus.lines.count)
    #expect(campus.topology.rooms.count == 3 * hall.topology.rooms.count)
    #expect(campus.topology.power.count == 3 * hall.topology.power.count)
    #expect(campus.topology.feeds == ["h1-A", "h1-B", "h2-A", "h2-B", "h3-A", "h3-B"])
    #expect(campus.topology.redundancy.count == 3 * hall.topology.redundancy.count)
    #expect(campus.topology.redundancy.last?.members.first?.name == "h3-crv-1")
    #expect(campus.topology.redundancy.last?.lostWhen == hall.topology.redundancy.last?.lostWhen)
    // Every alarm of the hall is there for each of the halls.
    let rules = AlarmBinding.definitions(for: campus).count { !$0.deviceName.isEmpty }
    #expect(rules == 3 * AlarmBinding.definitions(for: hall).count { !$0.deviceName.isEmpty })
  }

  @Test("the largest is one that an agent takes")
  func largest() throws {
    #expect(Campus.largest > 50)
    let campus = try settings(Campus.largest)
    #expect(campus.devices.count > 6000)
    #expect(campus.lines.count <= Limits.lines)
    #expect(Limits.lines - campus.lines.count < Campus.lineCount(halls: 1))
  }

  @Test("is polled whole and in calm, and what happens in one hall is no matter of the others")
  func polled() throws {
    let settings = try settings(2)
    let hall = Hall(simulating: settings, seed: 7)
    var simulation = try Simulation(settings: settings, hall: hall, seed: 7)
    simulation.schedule([
      HallEvent(
        at: .seconds(60), action: .utility(isPresent: false, feeds: [0]),
        text: "feed A of the first hall")
    ])
    simulation.run(until: .seconds(59))
    let isWhole = simulation.agent.devices.allSatisfy(\.isUp)
    #expect(isWhole)
    #expect(simulation.moments.filter(\.comesIntoView).map(\.description) == [])
    simulation.run(until: .seconds(80))
    let came = Set(simulation.moments.filter(\.comesIntoView).map(\.device))
    #expect(came.isSuperset(of: ["h1-mains-a", "h1-ups-a1", "h1-ups-a2"]))
    #expect(came.filter { !$0.hasPrefix("h1-") && !$0.isEmpty } == [])
    #expect(simulation.violations.map(\.description) == [])
  }
}
