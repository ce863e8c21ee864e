import Agent
import Configuration
import DeviceProfiles
import Plant
import Testing

@testable import Simulation

@Suite("The sites and scenarios in the binary")
struct BuiltInTests {
  @Test("the demo's site is a site file without a mistake or a warning")
  func demoSite() throws {
    let (loaded, problems) = BuiltIn.site(BuiltIn.demoSite)
    #expect(problems.map(\.description) == [])
    let site = try #require(loaded)
    #expect(site.warnings.map(\.description) == [])
    #expect(site.settings.devices.count >= 26)
    let classes = Set(site.settings.devices.map(\.profile.deviceClass))
    #expect(
      classes == [.ups, .generator, .meter, .battery, .environment, .leak, .fire, .cooling])
  }

  @Test(
    "every scenario is read for the demo's hall without a mistake",
    arguments: BuiltIn.scenarios.map(\.name))
  func scenarios(name: String) throws {
    let (scenario, problems) = ScenarioFile.read(
      try #require(BuiltIn.scenario(name)), file: name, hall: try DemoHall.hall())
    #expect(problems.map(\.description) == [])
    #expect(scenario?.name == name)
  }
}

/// The demo's hall for tests.
enum DemoHall {
  static func settings() throws -> AgentSettings {
    try #require(BuiltIn.site(BuiltIn.demoSite).0).settings
  }

  static func hall(seed: UInt64 = 1) throws -> Hall {
    Hall(simulating: try settings(), seed: seed)
  }

  static func scenario(_ name: String) throws -> Scenario {
    let text = try #require(BuiltIn.scenario(name))
    return try #require(ScenarioFile.read(text, file: name, hall: hall()).0)
  }

  static func run(_ name: String, seed: UInt64 = 1, keepsLog: Bool = false) throws -> ScenarioRun {
    try ScenarioRun(
      scenario(name), settings: settings(), hall: hall(seed: seed), seed: seed,
      keepsLog: keepsLog)
  }
}
