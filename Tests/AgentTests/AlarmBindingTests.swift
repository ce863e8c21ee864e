import Agent
import Alarms
import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite struct AlarmBindingTests {
  @Test("a rule becomes one alarm for each matching point and limit, with a stable identifier")
  func limits() throws {
    let definitions = AlarmBinding.definitions(for: try TestSite.settings())
    #expect(
      definitions.map(\.id) == [
        "cold_aisle_temperature/probe-1/temperature/high_high",
        "cold_aisle_temperature/probe-1/temperature/high",
        "on_battery/ups-a/status",
        "communication_loss/probe-1",
        "communication_loss/ups-a",
        "poll_overruns/tcp://127.0.0.1:1502",
        "odd_traffic/tcp://127.0.0.1:1502",
        "poll_overruns/tcp://127.0.0.1:1503",
        "odd_traffic/tcp://127.0.0.1:1503",
        "out_of_descriptors",
        "plan_not_held", "journal_not_written",
        "notification_failing", "config_not_in_force",
      ])
  }

  @Test("a bit that a rule watches does not alarm a second time by itself")
  func noDoubleAlarm() throws {
    let rule = AlarmRule(
      name: "ups_discharging", selector: PointSelector(quantity: "ups_on_battery"),
      test: .isFlag(true), priority: .high, onDelay: .seconds(2))
    let definitions = AlarmBinding.definitions(for: try TestSite.settings(alarmRules: [rule]))
    let flags = definitions.filter { $0.condition == .flag(bit: 2, is: true) }
    #expect(flags.map(\.id) == ["ups_discharging/ups-a/status.on_battery"])
    #expect(flags.first?.onDelay == .seconds(2))
  }

  @Test("labels of the device select its points")
  func selection() throws {
    var rule = TestSite.temperatureRule
    rule.selector.labels = [Label("aisle", "hot")]
    let definitions = AlarmBinding.definitions(for: try TestSite.settings(alarmRules: [rule]))
    #expect(!definitions.contains { $0.name == rule.name })
  }

  @Test("losing a fire panel is critical, losing another device is high")
  func communicationPriority() throws {
    var settings = try TestSite.settings()
    settings.devices[0].profile.deviceClass = .fire
    let losses = AlarmBinding.definitions(for: settings).filter {
      $0.condition == .communicationLoss
    }
    #expect(losses.map(\.priority) == [.critical, .high])
    #expect(losses.allSatisfy { $0.hazard == .communication && !$0.response.isEmpty })
  }
}
