import Configuration
import DeviceProfiles
import Foundation
import Readings
import Registers
import Testing

@Suite("Profile files")
struct ProfileFileTests {
  /// One mistake of `Mistakes/profile-file.txt`.
  struct Mistake: Sendable, CustomTestStringConvertible {
    var file: String
    var problems: [String]
    var testDescription: String { problems.first ?? "" }
  }

  @Test("each mistake is told with its place and what would be right", arguments: mistakes())
  func mistake(_ mistake: Mistake) {
    let (profile, problems) = ProfileFile.read(mistake.file, file: "acme.json5")
    #expect(problems.map(\.description) == mistake.problems)
    #expect(profile == nil)
  }

  @Test("the table of mistakes is long")
  func tableIsLong() { #expect(Self.mistakes().count >= 90) }

  static func mistakes() -> [Mistake] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Mistakes/profile-file.txt")
    guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
    var mistakes: [Mistake] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("point: ") {
        mistakes.append(Mistake(file: file(point: String(line.dropFirst(7))), problems: []))
      } else if line.hasPrefix("file: ") {
        mistakes.append(Mistake(file: file(member: String(line.dropFirst(6))), problems: []))
      } else if line.hasPrefix("  ") {
        mistakes[mistakes.count - 1].problems.append(String(line.dropFirst(2)))
      }
    }
    return mistakes
  }

  private static let second =
    #"{ point: "w", table: "holding", address: 9, states: [{ raw: 0, name: "running" }] }"#

  private static func file(point: String) -> String {
    """
    { profile: "acme", class: "meter", title: "ACME",

    points: [
    \(point),
    \(second) ] }
    """
  }

  /// A sound file with that member in place of its own of the same name.
  private static func file(member: String) -> String {
    let sound = [
      "profile: \"acme\"", "class: \"meter\"", "title: \"ACME\"", "points: [\(second)]",
    ]
    let name = member.prefix { $0 != ":" } + ":"
    let others = sound.filter { !$0.hasPrefix(name) }.joined(separator: ", ")
    return "{ \(others),\n\(member) }"
  }

  @Test("a point takes what it leaves out from the defaults, the page and the repetition")
  func wholePoint() throws {
    let (read, problems) = ProfileFile.read(
      """
      { profile: "acme", class: "generator", title: "ACME", default_unit: 255, default_port: 503,
        manufacturer: "ACME", confidence: "A", sources: ["a manual"],
        read: { maximum_registers: 20, maximum_bits: 16, maximum_hole: 2, start_multiple: 2,
          gap: "5ms", serial_gap: "50ms", pause_after_connect: "1s", timeout: "3s",
          fences: [{ table: "input", page: 4, first: 0, last: 9 }] },
        defaults: { table: "input", word_order: "little", byte_order: "little", pace: "slow",
          invalid: { u32: ["all_ones"], u4: [{ raw: 15, means: "not_fitted" }] } },
        identity: [{ point: "model", starts_with: "AC" }, { point: "v2", one_of: [1, 2] }],
        points: [
          { point: "v{n}", page: 4, address: 2, type: "u32", scale: 0.1, plausible: [0, 500],
            repeat: { count: 3, stride: 2, first: 1 }, quantity: "electric_voltage_volts",
            labels: { side: "load", phase: "l{n}" }, help: "Voltage {n}" },
          { point: "code", address: 0, type: "u16", field: { shift: 4, width: 4 }, pace: "first" },
          { point: "model", table: "holding", address: 0, type: "ascii:6", info: "model",
            word_order: "big", byte_order: "big" },
        ] }
      """, file: "acme.json5")
    #expect(problems == [])
    let profile = try #require(read)
    #expect(profile.points.map(\.name) == ["v1", "v2", "v3", "code", "model"])
    #expect(profile.points.map(\.address) == [1026, 1028, 1030, 0, 0])
    let second = profile.points[1]
    #expect(second.table == .inputRegister)
    #expect(
      second.encoding == RegisterEncoding(.u32, wordOrder: .little, byteOrder: .little))
    #expect(second.sentinels == [.allOnes(.notAvailable)])
    #expect(second.plausible == 0...500)
    #expect(second.pace == .slow)
    #expect(second.unit == "volts")
    #expect(second.help == "Voltage 2")
    #expect(second.series.map(\.text) == ["electric_voltage_volts{phase=l2,side=load}"])
    #expect(profile.points[3].sentinels == [.value(15, .notFitted)])
    #expect(profile.points[3].pace == .first)
    #expect(profile.points[4].infoLabel == "model")
    #expect(profile.defaultUnit == .direct)
    #expect(profile.defaultPort == 503)
    #expect(profile.contract.fences == [span(.inputRegister, 1024, 10)])
    #expect(profile.contract.gap(on: .tcp) == .milliseconds(5))
    #expect(profile.contract.gap(on: .rtu) == .milliseconds(50))
    #expect(profile.contract.timeout == .seconds(3))
    #expect(
      profile.identity == [
        IdentityCheck(point: "model", expectation: .prefix("AC")),
        IdentityCheck(point: "v2", expectation: .oneOf([1, 2])),
      ])
  }

  @Test("a flag is its quantity with the quantity's alarm, or device_alarm_active by severity")
  func flagSeries() throws {
    let (read, problems) = ProfileFile.read(
      """
      { profile: "acme", class: "leak", title: "ACME", points: [
        { point: "status", table: "holding", address: 0, flags: [
          { bit: 0, name: "leak", quantity: "leak_detected", labels: { zone: "1" } },
          { bit: 1, name: "fan", severity: "trip" },
          { bit: 2, name: "door" },
          { bit: 3, name: "valve", quantity: "leak_shutoff_active" },
          { bit: 4, name: "second", quantity: "leak_detected", labels: { zone: "2" },
            severity: "none" } ] } ] }
      """, file: "acme.json5")
    #expect(problems == [])
    let point = try #require(read?.points.first)
    #expect(
      point.series.map(\.text) == [
        "leak_detected{zone=1}", "device_alarm_active{alarm=fan,severity=trip}",
        "leak_shutoff_active", "leak_detected{zone=2}",
      ])
    #expect(
      point.alarms == [
        DeviceAlarmDefinition(
          name: "leak", severity: .critical, hazard: .leak, extraction: .bit(0)),
        DeviceAlarmDefinition(name: "fan", severity: .trip, extraction: .bit(1)),
      ])
  }

  @Test("states that mean the same are one series and one alarm")
  func stateSeries() throws {
    let (read, problems) = ProfileFile.read(
      """
      { profile: "acme", class: "ups", title: "ACME",
        state_sets: { source: [
          { raw: 0, name: "mains" }, { raw: 1, name: "battery", quantity: "ups_on_battery" },
          { raw: 2, name: "bypass", quantity: "ups_on_bypass" },
          { raw: 5, name: "manual_bypass", quantity: "ups_on_bypass" },
          { raw: 9, name: "lost", severity: "critical" } ] },
        points: [
          { point: "source", table: "holding", address: 0, states: "source", alarm: "no_source" },
          { point: "mask", table: "holding", address: 1, type: "u16", quantity: "leak_detected" },
          { point: "mode", table: "holding", address: 2, quantity: "device_state",
            states: [{ raw: 0, name: "a" }, { raw: 1, name: "b", as: "c" }] } ] }
      """, file: "acme.json5")
    #expect(problems == [])
    let profile = try #require(read)
    #expect(
      profile.points[0].series.map(\.extraction)
        == [.states([1]), .states([2, 3]), .states([4])])
    #expect(
      profile.points[0].series.map(\.text) == [
        "ups_on_battery", "ups_on_bypass",
        "device_alarm_active{alarm=no_source,severity=critical}",
      ])
    #expect(
      profile.points[0].alarms.map(\.extraction) == [
        .states([1]), .states([2, 3]), .states([4]),
      ])
    #expect(
      profile.points[0].alarms.map(\.name) == ["ups_on_battery", "ups_on_bypass", "no_source"])
    #expect(profile.points[1].series.map(\.extraction) == [.nonZero])
    #expect(profile.points[2].series.map(\.text) == ["device_state{point=mode}"])
    #expect(profile.points[2].series[0].stateNames == ["a", "c"])
  }
}
