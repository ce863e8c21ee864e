import Alarms
import DeviceProfiles
import Readings
import Testing

@testable import Agent

@Suite("A part of the site, by the labels of its devices")
struct DeviceScopeTests {
  private func site() throws -> AgentSettings {
    var settings = try TestSite.settings()
    settings.devices[0].labels = [.init("room", "hall-1"), .init("feed", "A")]
    settings.devices[1].labels = [.init("room", "hall-2"), .init("feed", "A")]
    return settings
  }

  private func names(
    _ labels: [(name: String, value: String)], _ settings: AgentSettings
  ) throws -> [String] {
    let scope = try DeviceScope(labels, in: settings)
    return settings.devices.filter(scope.contains).map(\.name)
  }

  @Test("any value of one label fits, and every label must")
  func fits() throws {
    let settings = try site()
    let (one, two) = (settings.devices[0].name, settings.devices[1].name)
    #expect(try names([], settings) == [one, two])
    #expect(try names([("room", "hall-1")], settings) == [one])
    #expect(try names([("room", "hall-1"), ("room", "hall-2")], settings) == [one, two])
    #expect(try names([("feed", "A"), ("room", "hall-2")], settings) == [two])
    #expect(try names([("device", one)], settings) == [one])
    #expect(try names([("device", one), ("room", "hall-2")], settings).isEmpty)
  }

  @Test("a word that no device has is an error that says which there are")
  func misspelt() throws {
    let settings = try site()
    #expect(throws: DeviceScopeError.unknownLabel("rom", known: ["feed", "room"])) {
      try DeviceScope([("rom", "hall-1")], in: settings)
    }
    #expect(throws: DeviceScopeError.unknownValue("room", "hall-3", known: ["hall-1", "hall-2"])) {
      try DeviceScope([("room", "hall-3")], in: settings)
    }
  }

  @Test("alarms outside are not shown; an alarm of several devices only to who sees them all")
  func alarms() throws {
    var settings = try TestSite.settings()
    for device in settings.devices.indices {
      settings.devices[device].labels = [
        .init("room", "hall-1"), .init("feed", device == 0 ? "A" : "B"),
      ]
    }
    let agent = try Agent(settings: settings, startedAt: .origin)
    func list(_ labels: [(name: String, value: String)]) throws -> String {
      agent.alarmList(all: true, of: try DeviceScope(labels, in: settings), at: .origin).compact
    }
    let (one, two) = (settings.devices[0].name, settings.devices[1].name)
    let feed = try list([("feed", "A")])
    #expect(feed.contains("\"device\":\"\(one)\"") && !feed.contains("\"device\":\"\(two)\""))
    #expect(!feed.contains("room_loss") && !feed.contains("statistics"))
    let room = try list([("room", "hall-1")])
    #expect(room.contains("\"id\":\"room_loss/hall-1\""))
    // Who is told of a room by its label is told that it fell silent.
    #expect(
      agent.identity(of: "room_loss/hall-1").contains(.init("room", .text("hall-1"))))
    #expect(
      !agent.identity(of: "room_loss/hall-1").contains { $0.name == "label_feed" })
    #expect(try list([]).contains("statistics"))
  }
}
