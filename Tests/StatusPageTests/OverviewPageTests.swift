import Agent
import Configuration
import DeviceProfiles
import Plant
import Readings
import Simulation
import Testing

@testable import StatusPage

/// The page over the demo's hall in virtual time.
@Suite("The status page")
struct OverviewPageTests {
  private static func simulation() throws -> Simulation {
    let settings = try #require(BuiltIn.site(BuiltIn.demoSite).0).settings
    return try Simulation(
      settings: settings, hall: Hall(simulating: settings, seed: 1), seed: 1)
  }

  private static func page(_ simulation: Simulation, drill: String? = nil) -> String {
    let now = Simulation.origin + simulation.elapsed
    return OverviewPage.html(
      of: simulation.agent, at: now, PageFrame(version: "1.2.3", drill: drill))
  }

  /// The text between two marks, to look at one part of a page.
  private static func part(_ page: String, from start: String, to end: String) throws -> String {
    let first = try #require(page.firstRange(of: start), "no \(start)")
    let rest = page[first.upperBound...]
    return String(rest[..<(try #require(rest.firstRange(of: end), "no \(end)")).lowerBound])
  }

  @Test("a quiet hall is said to be quiet, and every room is there")
  func quiet() throws {
    var simulation = try Self.simulation()
    simulation.run(until: .seconds(40))
    let page = Self.page(simulation)
    #expect(page.contains("Every alarm is normal."))
    #expect(page.contains("<p id=\"summary\" role=\"status\" data-live=\"\">No active alarm</p>"))
    for room in ["power-a", "power-b", "yard", "battery-room", "hall-1"] {
      #expect(page.contains("<h3>\(room)</h3>"))
    }
    let count = simulation.agent.devices.count
    #expect(page.contains("All \(count) devices answer."))
    // Two samples of the trend, a quarter of a minute apart.
    #expect(page.contains("class=\"trend\""))
  }

  @Test("a fire stands on top of a graver alarm that is older, and its room is in danger")
  func fireFirst() throws {
    var simulation = try Self.simulation()
    simulation.schedule([
      HallEvent(at: .seconds(5), action: .utility(isPresent: false, feeds: [0, 1]), text: "")
    ])
    simulation.run(until: .seconds(30))
    let before = try Self.part(Self.page(simulation), from: "<ol class=\"alarms\">", to: "</li>")
    #expect(before.contains("mains failure"))
    let smoke = try #require(simulation.hall.device(named: "fire-hall"))
    simulation.schedule([
      HallEvent(
        at: .seconds(31), action: .contact(point: "fire_alarm", state: true, devices: [smoke]),
        text: "")
    ])
    simulation.run(until: .seconds(60))
    let after = try Self.part(Self.page(simulation), from: "<ol class=\"alarms\">", to: "</li>")
    #expect(after.contains("Fire"), "\(after)")
    #expect(Self.page(simulation).contains("<li class=\"danger\"><h3>hall-1</h3>"))
  }

  @Test("what nobody knows is said to be unknown, and a silent device to be silent")
  func unknown() throws {
    var simulation = try Self.simulation()
    let ups = try #require(simulation.hall.device(named: "ups-a"))
    simulation.schedule([
      HallEvent(at: .seconds(5), action: .utility(isPresent: false, feeds: [0]), text: ""),
      HallEvent(at: .seconds(10), action: .reachability(false, devices: [ups]), text: ""),
    ])
    simulation.run(until: .seconds(60))
    let page = Self.page(simulation)
    #expect(page.contains("? condition unknown"))
    let devices = try Self.part(page, from: "Devices that do not answer</caption>", to: "</table>")
    #expect(devices.contains("\u{2717} silent"))
    #expect(devices.contains(">ups-a<"))
  }

  @Test("a drill is said to be one above everything else")
  func drill() throws {
    var simulation = try Self.simulation()
    simulation.run(until: .seconds(2))
    let page = Self.page(simulation, drill: "DRILL: <utility-failure> is played.")
    #expect(
      page.contains("<p class=\"banner drill\">DRILL: &lt;utility-failure&gt; is played.</p><main"))
    #expect(!Self.page(simulation).contains("banner drill"))
  }

  @Test("the page of a device has every point, with its value or why there is none")
  func device() throws {
    var simulation = try Self.simulation()
    simulation.run(until: .seconds(40))
    let now = Simulation.origin + simulation.elapsed
    let page = try #require(
      DevicePage.html(of: "ups-a", simulation.agent, at: now, PageFrame(version: "1")))
    let settings = try #require(simulation.agent.settings.devices.first { $0.name == "ups-a" })
    for point in settings.profile.points {
      #expect(page.contains("<th scope=\"row\">\(Wording.name(point.name))</th>"))
    }
    // Where there is no leak there is no distance to one.
    let leak = DevicePage.html(of: "leak-hall", simulation.agent, at: now, PageFrame(version: "1"))
    #expect(leak?.contains("<td class=\"absent\">\u{2014} does not apply now</td>") == true)
    #expect(
      DevicePage.html(of: "nobody", simulation.agent, at: now, PageFrame(version: "1")) == nil)
  }
}
