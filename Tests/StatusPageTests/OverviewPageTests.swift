import Agent
import Configuration
import DeviceProfiles
import Plant
import Polling
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

  private static func page(_ simulation: Simulation) -> String {
    let now = Simulation.origin + simulation.elapsed
    return OverviewPage.html(of: simulation.agent, at: now, PageFrame(version: "1.2.3"))
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
    #expect(
      page.contains(
        "<p id=\"summary\" role=\"status\" data-live=\"\" class=\"calm\">No active alarm</p>"))
    #expect(page.contains("<section id=\"stale\" aria-label=\"Silence\" data-live=\"\"></section>"))
    for tile in ["Fire</span> <b>✓ none", "Power</span> <b>✓ all feeds live"] {
      #expect(page.contains(tile), "no \(tile)")
    }
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
    #expect(Self.page(simulation).contains("Fire</span> <b>⚠ FIRE hall-1</b>"))
  }

  @Test("in a utility failure the glance says what carries the load, and for how long")
  func glance() throws {
    var simulation = try Self.simulation()
    simulation.schedule([
      HallEvent(at: .seconds(5), action: .utility(isPresent: false, feeds: [0, 1]), text: "")
    ])
    simulation.run(until: .seconds(12))
    let page = Self.page(simulation)
    let glance = try Self.part(page, from: "id=\"glance\"", to: "</nav>")
    #expect(glance.contains("⚠ ups-a, ups-b on battery, "), "\(glance)")
    #expect(glance.contains(" min left"))
    // A state that is reached says no more than the name of its alarm.
    simulation.run(until: .seconds(40))
    let later = Self.page(simulation)
    #expect(later.contains("generator running"))
    #expect(!later.contains("<span class=\"value\">running</span>"))
  }

  @Test("every part of the power chain is in the drawing and in the list for narrow screens")
  func chain() throws {
    var simulation = try Self.simulation()
    simulation.run(until: .seconds(30))
    let page = Self.page(simulation)
    let chain = try Self.part(page, from: "<ol class=\"chain\">", to: "</ol>")
    for node in simulation.agent.settings.topology.power {
      #expect(
        chain.contains("<li class=\"live\" data-node=\"\(node.name)\">") || node.name == "gen-1")
      #expect(
        page.contains("<g class=\"live\" data-node=\"\(node.name)\">") || node.name == "gen-1")
    }
    #expect(chain.contains("<li class=\"dead\" data-node=\"gen-1\">"))
    // What is shortened in a box is whole in the list.
    #expect(chain.contains("battery 99 %, ") || chain.contains("battery 100 %, "))
  }

  @Test("what came first in a group is marked, and a flood says how it began")
  func firstOutAndFlood() throws {
    let site = try #require(BuiltIn.site("pangyo-b3").0)
    let hall = Hall(simulating: site.settings, seed: 1)
    let text = try #require(BuiltIn.scenario("pangyo-2022"))
    let scenario = try #require(ScenarioFile.read(text, file: "pangyo-2022", hall: hall).0)
    var simulation = try Simulation(settings: site.settings, hall: hall, seed: 1)
    simulation.schedule(scenario.events)
    simulation.run(until: scenario.lead + .seconds(60))
    let page = Self.page(simulation)
    let first = try Self.part(page, from: "<ol class=\"alarms\">", to: "</li>")
    #expect(first.contains("Fire"), "\(first)")
    #expect(page.contains("first of Battery room A</strong>"))
    let flood = try Self.part(page, from: "id=\"flood\"", to: "</div>")
    #expect(flood.contains("First of those that stand: "), "\(flood)")
    #expect(flood.firstMatch(of: /\d+ alarms since \d\d:\d\d:\d\d UTC/) != nil, "\(flood)")
    // The rest of a flood is one step away, and the first are before the eyes.
    let shown = try Self.part(page, from: "<ol class=\"alarms\">", to: "</ol>")
    let view = PlantView(agent: simulation.agent, now: Simulation.origin + simulation.elapsed)
    #expect(shown.ranges(of: "<li class").count == min(AlarmList.firstShown, view.standing.count))
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
    let banner = try Self.part(page, from: "<p class=\"banner stale\">", to: "</p>")
    #expect(banner.contains("from 1 of \(simulation.agent.devices.count) devices: ups-a."))
  }

  @Test("a drill is said to be one above everything else")
  func drill() throws {
    var settings = try #require(BuiltIn.site(BuiltIn.demoSite).0).settings
    let hall = Hall(simulating: settings, seed: 1)
    settings.drill = "<utility-failure>"
    var simulation = try Simulation(settings: settings, hall: hall, seed: 1)
    simulation.run(until: .seconds(2))
    let page = Self.page(simulation)
    let banner = try Self.part(page, from: "<p class=\"banner drill\">", to: "</p>")
    #expect(banner.contains("DRILL</strong> – the scenario &lt;utility-failure&gt; is played."))
    let place = try #require(page.firstRange(of: "banner drill"))
    #expect(place.lowerBound < (try #require(page.firstRange(of: "<header"))).lowerBound)
    #expect(page.contains("<title>DRILL "))
    let real = try Self.simulation()
    #expect(!Self.page(real).contains("banner drill"))
  }

  @Test("the page of a device has every point, with its value or why there is none")
  func device() throws {
    var simulation = try Self.simulation()
    simulation.run(until: .seconds(40))
    let now = Simulation.origin + simulation.elapsed
    let whole = DevicePage.html(
      of: "ups-a", simulation.agent, at: now, PageFrame(version: "1"))
    let page = try #require(whole)
    let settings = try #require(simulation.agent.settings.devices.first { $0.name == "ups-a" })
    for point in settings.profile.points {
      let name = Wording.name(point.name)
      #expect(
        page.contains("<th scope=\"row\">\(name)</th>") || page.contains("\">\(name)</a></th>"))
    }
    // Where there is no leak there is no distance to one.
    let leak = DevicePage.html(of: "leak-hall", simulation.agent, at: now, PageFrame(version: "1"))
    #expect(leak?.contains("<td class=\"absent\">\u{2014} does not apply now</td>") == true)
    let nobody = DevicePage.html(
      of: "nobody", simulation.agent, at: now, PageFrame(version: "1"))
    #expect(nobody == nil)
  }

  @Test("the last hour of a point is drawn large, with the limits of its alarms")
  func hour() throws {
    var simulation = try Self.simulation()
    simulation.run(until: .seconds(120))
    let now = Simulation.origin + simulation.elapsed
    let frame = PageFrame(version: "1")
    let drawn = DevicePage.html(
      of: "cold-1-top", point: "air_temperature", simulation.agent, at: now, frame)
    let page = try #require(drawn)
    let figure = try Self.part(page, from: "<figure class=\"hour\">", to: "</figure>")
    #expect(figure.contains("<polyline points="))
    #expect(
      figure.firstMatch(of: /air temperature, last \d+ (s|min): lowest/) != nil, "\(figure)")
    #expect(figure.contains("class=\"limit-name\""))
    let none = DevicePage.html(
      of: "cold-1-top", point: "nothing", simulation.agent, at: now, frame)
    #expect(none == nil)
  }

  @Test("the page of all devices and lines has a row for each")
  func devices() throws {
    var simulation = try Self.simulation()
    simulation.run(until: .seconds(20))
    let page = DevicesPage.html(
      simulation.agent, at: Simulation.origin + simulation.elapsed, PageFrame(version: "1"))
    for device in simulation.agent.settings.devices {
      #expect(page.contains("\(DevicePage.address(of: device.name))\">\(device.name)</a></th>"))
    }
    for line in simulation.agent.settings.lines {
      #expect(page.contains("<th scope=\"row\">\(line.name)</th>"))
    }
  }

  @Test("a thousand devices make no page that a phone cannot load, though all are silent")
  func large() throws {
    var settings = try #require(BuiltIn.site(BuiltIn.demoSite).0).settings
    let few = settings
    for copy in 1..<30 {
      for var device in few.devices {
        device.name += "-\(copy)"
        device.labels = device.labels.map { label in
          label.name == "room" ? Label("room", "\(label.value)-\(copy)") : label
        }
        settings.devices.append(device)
      }
    }
    #expect(settings.devices.count > 1000)
    let agent = try Agent(settings: settings, startedAt: Simulation.origin)
    let page = OverviewPage.html(
      of: agent, at: Simulation.origin + .seconds(100), PageFrame(version: "1"))
    #expect(page.utf8.count < 400_000, "\(page.utf8.count)")
    #expect(page.contains("hall-1-29"))
    #expect(page.contains("And \(settings.devices.count - DeviceTable.mostShown) more."))
  }
}
