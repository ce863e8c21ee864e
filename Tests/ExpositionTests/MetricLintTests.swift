import Exposition
import Testing

@Suite("MetricLint")
struct MetricLintTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var type = MetricType.gauge
    var help = "Help."
    var unit: String?
    var labels: [String] = []
    var messages: [String]
    var testDescription: String { "\(type) \(name)" }
  }

  static let sound: [Row] = [
    Row(name: "facility_air_temperature_celsius", unit: "celsius", messages: []),
    Row(
      name: "facility_electric_energy_joules_total", type: .counter, unit: "joules", messages: []),
    Row(name: "facility_device_info", type: .info, messages: []),
    Row(name: "facility_engine_speed_rpm", unit: "rpm", messages: []),
    Row(name: "facility_electric_apparent_power_voltamperes", unit: "voltamperes", messages: []),
    Row(name: "facility_genset_state", labels: ["device", "state"], messages: []),
    Row(name: "hallwatch_device_last_success_timestamp_seconds", unit: "seconds", messages: []),
    Row(name: "process_open_fds", messages: []),
  ]

  static let unsound: [Row] = [
    Row(name: "facility_x", help: "", messages: ["no help text"]),
    Row(
      name: "facility_x", help: "some words",
      messages: [
        "the help text should be a sentence: a capital first, a full stop last, one line"
      ]),
    Row(
      name: "facility_battery_charge_ampere_hours",
      messages: ["use base unit seconds instead of hours"]),
    Row(
      name: "facility_electric_energy_watt_hours_total", type: .counter,
      messages: ["use base unit seconds instead of hours"]),
    Row(
      name: "facility_power_kilowatts", messages: ["use base unit watts instead of kilowatts"]),
    Row(
      name: "facility_power_kilovoltamperes",
      messages: ["use base unit voltamperes instead of kilovoltamperes"]),
    Row(name: "facility_load_percent", messages: ["use base unit ratio instead of percent"]),
    Row(
      name: "facility_air_temperature_fahrenheit",
      messages: ["use base unit celsius instead of fahrenheit"]),
    Row(name: "facility_leak_distance_m", messages: ["the unit m is abbreviated"]),
    Row(
      name: "facility_load", unit: "ratio", messages: ["the name should end in its unit, _ratio"]),
    Row(
      name: "facility_load_ratio",
      messages: ["the name ends in the unit ratio, which the family does not declare"]),
    Row(
      name: "facility_device_info", type: .info, unit: "seconds",
      messages: ["an info family has no unit"]),
    Row(
      name: "facility_trips", type: .counter, messages: ["a counter's name should end in _total"]),
    Row(name: "facility_trips_total", messages: ["only a counter's name should end in _total"]),
    Row(
      name: "facility_device_info",
      messages: ["only an info family's name should end in _info"]),
    Row(name: "facility_trips_count", messages: ["the suffix _count is reserved"]),
    Row(name: "facility_x_created", messages: ["the suffix _created is reserved"]),
    Row(
      name: "facility_pulse_counter_total", type: .counter,
      messages: ["the name should not include the type counter"]),
    Row(
      name: "facility_airTemperature",
      messages: ["the name should be lower case with underscores"]),
    Row(
      name: "temperature",
      messages: ["the name should begin with one of facility_, hallwatch_, process_"]),
    Row(
      name: "facility_x", labels: ["instance", "le"],
      messages: ["the label instance is reserved", "the label le is reserved"]),
    Row(
      name: "facility_x", labels: ["feedName"],
      messages: ["the label feedName should be lower case with underscores"]),
  ]

  @Test("each rule finds its breach, and nothing else", arguments: sound + unsound)
  func rules(row: Row) {
    let family = MetricFamily(name: row.name, type: row.type, help: row.help, unit: row.unit)
    let problems = MetricLint.problems(of: family, labelNames: row.labels)
    #expect(problems.map(\.message) == row.messages)
  }

  @Test("a layout is reviewed family by family, with the labels of its series")
  func layout() throws {
    var builder = SeriesLayout.Builder()
    let load = MetricFamily(name: "facility_load", type: .gauge, help: "Load.")
    let odd = MetricFamily(name: "odd", type: .gauge, help: "Odd.")
    try builder.series(odd, [])
    try builder.series(load, [("device", "a")])
    try builder.series(load, [("device", "a"), ("job", "x")])
    let problems = MetricLint.problems(in: try builder.finish())
    #expect(
      problems.map(\.description) == [
        "facility_load: the label job is reserved",
        "odd: the name should begin with one of facility_, hallwatch_, process_",
      ])
  }
}
