import Agent
import Alarms
import Configuration
import DeviceProfiles
import Readings
import Testing

@Suite("A rule named like an alarm that hallwatch brings along")
struct AlarmInheritanceTests {
  /// The rule of a default's name, and its alarms on the probe `a` by limit.
  private func changed(
    _ keys: String
  ) throws -> (rule: AlarmRule, alarms: [LimitLevel: AlarmDefinition]) {
    let settings = try loadAlarmSite("alarms: [{ name: 'inlet_temperature', \(keys) }]")
    let rule = try #require(settings.alarmRules.first { $0.name == "inlet_temperature" })
    var alarms: [LimitLevel: AlarmDefinition] = [:]
    for alarm in AlarmBinding.definitions(for: settings)
    where alarm.name == rule.name && alarm.deviceName == "a" {
      if case .limit(let level, _, _) = alarm.condition { alarms[level] = alarm }
    }
    return (rule, alarms)
  }

  @Test("delays that a rule states count for the limits it takes over too, which have others")
  func explicitDelaysWin() throws {
    let (_, alarms) = try changed("high: 35, high_high: 60, on_delay: '5s', off_delay: '7s'")
    #expect(alarms.count == 4)
    for (level, alarm) in alarms {
      #expect(alarm.onDelay == .seconds(5), "\(level)")
      #expect(alarm.offDelay == .seconds(7), "\(level)")
    }
    let zero = try changed("on_delay: '0s'").alarms
    #expect(zero.values.allSatisfy { $0.onDelay == .zero && $0.offDelay == .seconds(120) })
  }

  @Test("a priority that a rule states counts for the limits it takes over too")
  func explicitPriorityWins() throws {
    let (_, alarms) = try changed("priority: 'high'")
    #expect(Set(alarms.values.map(\.priority)) == [.high])
    let own = try changed("priority: 'high', high_high: { at: 30, priority: 'critical' }").alarms
    #expect(own[.highHigh]?.priority == .critical && own[.high]?.priority == .high)
  }

  @Test("another figure for a limit changes that figure and not the delay that was chosen for it")
  func figureOnly() throws {
    let (rule, alarms) = try changed("high: 25, high_high: { at: 30, on_delay: null }")
    #expect(alarms[.high]?.onDelay == .seconds(600))
    #expect(alarms[.high]?.condition == .limit(.high, setpoint: 25, deadband: 1))
    // Its own delay was taken away, its priority stays.
    #expect(alarms[.highHigh]?.onDelay == .zero)
    #expect(alarms[.highHigh]?.priority == .critical)
    let taken = try #require(rule.inheritance?.taken)
    #expect(
      taken == [
        "high.on_delay 10m", "high_high.priority critical", "on", "low 18", "low.on_delay 30m",
        "low_low 15", "low_low.on_delay 10m", "deadband 1", "off_delay 2m", "priority medium",
        "consequence", "cause", "response", "time_to_respond 10m",
      ])
  }

  @Test("figures for one quantity are not taken over to another")
  func otherQuantity() throws {
    let (rule, _) = try changed(
      "on: { quantity: 'air_relative_humidity_ratio' }, high: 0.7, on_delay: '5s'")
    #expect(rule.test == .limits([.high: 0.7]))
    #expect(rule.deadband == 0 && rule.offDelay == .seconds(120) && rule.onDelay == .seconds(5))
  }

  @Test("with a suppression, what belongs to it goes too")
  func suppressionTakenAway() throws {
    let (site, problems) = loadSite(
      """
      { site: "x", devices: [{ name: "g", endpoint: "tcp://h", unit: 1, points: [
          { point: "oil", table: "input", address: 1, type: "u16", quantity: "engine_oil_pressure_pascals" },
        ] }],
        alarms: [{ name: "engine_oil_pressure", suppress_when: null }] }
      """)
    #expect(problems.map(\.description) == [])
    let rule = try #require(site?.settings.alarmRules.first { $0.name == "engine_oil_pressure" })
    #expect(rule.suppressWhen == nil && rule.suppressionOffDelay == .zero)
    #expect(rule.inheritance?.refused == ["suppress_when"])
  }

  @Test("a rule that took over and refused is read back from /config as it was")
  func effectiveInheritance() throws {
    let keys = "alarms: [{ name: 'inlet_temperature', high: 25, low: null, low_low: null }]"
    let site = try #require(loadSite(alarmSite(keys)).0)
    let shown = site.effectiveText
    let start = try #require(shown.firstRange(of: "  alarms: ["))
    let (again, problems) = loadSite(alarmSite(String(shown[start.lowerBound...].dropLast(2))))
    #expect(problems.map(\.description) == [])
    func rule(_ site: Site?) -> AlarmRule? {
      var rule = site?.settings.alarmRules.first { $0.name == "inlet_temperature" }
      rule?.inheritance = nil
      return rule
    }
    #expect(rule(again) == rule(site) && rule(site) != nil)
  }
}
