import Agent
import Alarms
import Configuration
import Plant
import Testing

@testable import Simulation

@Suite("Scenarios in virtual time")
struct ScenarioTests {
  /// How much of the story of a week is played in a test; `hallwatch drill` plays all of it.
  static let longest = Duration.seconds(1800)

  @Test(
    "every scenario of the binary meets its expectations and breaks no promise",
    arguments: BuiltIn.scenarios.map(\.name))
  func expectations(name: String) throws {
    var scenario = try #require(BuiltIn.played(name).0)
    if name == "quiet-week" { scenario.cut(at: Self.longest) }
    let settings = try #require(BuiltIn.site(BuiltIn.siteName(of: name)).0).settings
    let run = try ScenarioRun(
      scenario, settings: settings, hall: Hall(simulating: settings, seed: 1), seed: 1)
    #expect(run.failures == [])
    // The story has been polled, not slept through.
    #expect(run.simulation.requestCount > Int(run.scenario.duration / .seconds(1)))
  }

  @Test("the same seed gives the same log, line for line, and another seed another")
  func deterministic() throws {
    func log(_ seed: UInt64) throws -> [String] {
      var simulation = try Simulation(
        settings: DemoHall.settings(), hall: DemoHall.hall(seed: seed), seed: seed,
        keepsLog: true)
      simulation.schedule(try DemoHall.scenario("utility-failure").events)
      simulation.run(until: .seconds(40))
      return simulation.log
    }
    let first = try log(11)
    #expect(first.count > 1000)
    #expect(first.contains { $0.contains("ups_on_battery") })
    #expect(try log(11) == first)
    #expect(try log(12) != first)
  }

  @Test("time in pieces and time in one piece give the same log")
  func slicing() throws {
    func simulation() throws -> Simulation {
      try Simulation(
        settings: DemoHall.settings(), hall: DemoHall.hall(), seed: 5, keepsLog: true)
    }
    var whole = try simulation()
    whole.run(until: .seconds(10))
    var sliced = try simulation()
    for slice in 1...37 { sliced.run(until: .milliseconds(10_000 * slice / 37)) }
    #expect(whole.log == sliced.log)
  }

  @Test("an expectation that is not met is named with its deadline")
  func missed() throws {
    let run = try DemoHall.quiet(
      for: .seconds(10),
      expecting: Scenario.Expectation(
        alarm: "leak", device: "leak-hall", limit: nil, change: .active,
        priority: nil, after: .seconds(1), within: .seconds(2)))
    #expect(
      run.failures == [
        "leak-hall: leak was to become active between 1.0 s and 3.0 s"
      ])
  }

  @Test("an alarm that nothing expects is named where only the expected may come")
  func unexpected() throws {
    var scenario = try DemoHall.scenario("quiet")
    scenario.duration = .seconds(20)
    scenario.events = [
      HallEvent(
        at: .seconds(5),
        action: .contact(
          point: "fire_alarm", state: true,
          devices: [try #require(DemoHall.hall().device(named: "fire-hall"))]),
        text: "fire")
    ]
    let run = try ScenarioRun(
      scenario, settings: DemoHall.settings(), hall: DemoHall.hall(), seed: 1)
    #expect(run.failures.count == 1)
    #expect(run.failures.first?.contains("occurred critical fire_alarm/fire-hall") == true)
  }
}
