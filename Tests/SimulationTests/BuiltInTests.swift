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

  @Test("every site is a site file without a mistake", arguments: BuiltIn.sites.map(\.name))
  func sites(name: String) throws {
    #expect(BuiltIn.site(name).1.map(\.description) == [])
  }

  @Test(
    "every scenario is read for its site without a mistake",
    arguments: BuiltIn.scenarios.map(\.name))
  func scenarios(name: String) throws {
    let (scenario, problems) = BuiltIn.played(name)
    #expect(problems.map(\.description) == [])
    #expect(scenario?.name == name)
  }
}

extension BuiltIn {
  /// The site that a scenario is made for; the demo's for those that fit any.
  static func siteName(of scenario: String) -> String {
    var text = BuiltIn.scenario(scenario) ?? ""
    if let base = BuiltIn.scenarios.first(where: { text.contains("extends: \"\($0.name)\"") }) {
      text = base.text
    }
    return BuiltIn.sites.map(\.name).first { text.contains("site: \"\($0)\"") } ?? demoSite
  }

  /// A scenario read for its site.
  static func played(_ name: String) -> (Scenario?, [ConfigurationProblem]) {
    guard let text = BuiltIn.scenario(name), let site = BuiltIn.site(siteName(of: name)).0 else {
      return (nil, [])
    }
    return ScenarioFile.read(
      text, file: name, hall: Hall(simulating: site.settings, seed: 1))
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

  /// The quiet story for so long, of which something is expected all the same.
  static func quiet(
    for duration: Duration, expecting expectation: Scenario.Expectation
  ) throws -> ScenarioRun {
    var scenario = try scenario("quiet")
    scenario.duration = duration
    scenario.expectations = [expectation]
    return try ScenarioRun(scenario, settings: settings(), hall: hall(), seed: 1)
  }

  static func run(_ name: String, seed: UInt64 = 1, keepsLog: Bool = false) throws -> ScenarioRun {
    try ScenarioRun(
      scenario(name), settings: settings(), hall: hall(seed: seed), seed: seed,
      keepsLog: keepsLog)
  }
}
