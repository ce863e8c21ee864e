import Exposition
import Testing

@Suite("ExpositionEncoder")
struct ExpositionEncoderTests {
  private let temperature = MetricFamily(
    name: "facility_air_temperature_celsius", type: .gauge, help: "Air temperature.",
    unit: "celsius")
  private let energy = MetricFamily(
    name: "facility_electric_energy_joules_total", type: .counter, help: "Energy \"taken\".",
    unit: "joules")
  private let build = MetricFamily(
    name: "hallwatch_build_info", type: .info, help: "The build.\nIts \\ facts.")

  private func text(
    _ layout: SeriesLayout, _ values: [Double], _ format: ExpositionFormat,
    extra: [DynamicFamily] = []
  ) -> String {
    String(
      decoding: ExpositionEncoder.encode(layout, values: values, extra: extra, format: format),
      as: UTF8.self)
  }

  private func layout() throws -> SeriesLayout {
    var builder = SeriesLayout.Builder()
    try builder.series(build, [("version", "1.0"), ("commit", "")])
    try builder.series(energy, [("device", "meter-1")])
    try builder.series(temperature, [("device", "probe-2"), ("position", "top")])
    try builder.series(energy, [("device", "meter-2")])
    return try builder.finish()
  }

  @Test("text 0.0.4 names counters and info families by their samples")
  func textFormat() throws {
    #expect(
      text(try layout(), [1, 3600, 21.5, -0.0], .text004) == """
        # HELP facility_air_temperature_celsius Air temperature.
        # TYPE facility_air_temperature_celsius gauge
        facility_air_temperature_celsius{device="probe-2",position="top"} 21.5
        # HELP facility_electric_energy_joules_total Energy "taken".
        # TYPE facility_electric_energy_joules_total counter
        facility_electric_energy_joules_total{device="meter-1"} 3600
        facility_electric_energy_joules_total{device="meter-2"} 0
        # HELP hallwatch_build_info The build.\\nIts \\\\ facts.
        # TYPE hallwatch_build_info gauge
        hallwatch_build_info{version="1.0"} 1

        """)
  }

  @Test("OpenMetrics 1.0.0 describes base names, states units and ends with EOF")
  func openMetricsFormat() throws {
    #expect(
      text(try layout(), [1, 3600, 21.5, 7e-7], .openMetrics100) == """
        # TYPE facility_air_temperature_celsius gauge
        # UNIT facility_air_temperature_celsius celsius
        # HELP facility_air_temperature_celsius Air temperature.
        facility_air_temperature_celsius{device="probe-2",position="top"} 21.5
        # TYPE facility_electric_energy_joules counter
        # UNIT facility_electric_energy_joules joules
        # HELP facility_electric_energy_joules Energy \\"taken\\".
        facility_electric_energy_joules_total{device="meter-1"} 3600
        facility_electric_energy_joules_total{device="meter-2"} 7e-07
        # TYPE hallwatch_build info
        # HELP hallwatch_build The build.\\nIts \\\\ facts.
        hallwatch_build_info{version="1.0"} 1
        # EOF

        """)
  }

  @Test(
    "a series without a present value is left out, and with the last one its family",
    arguments: [Double.nan, .infinity, -.infinity, .signalingNaN, SampleValue.absent])
  func absentValues(absent: Double) throws {
    let layout = try layout()
    let some = text(layout, [absent, absent, absent, 5], .text004)
    #expect(
      some == """
        # HELP facility_electric_energy_joules_total Energy "taken".
        # TYPE facility_electric_energy_joules_total counter
        facility_electric_energy_joules_total{device="meter-2"} 5

        """)
    let none = [Double](repeating: absent, count: 4)
    #expect(text(layout, none, .text004) == "")
    #expect(text(layout, none, .openMetrics100) == "# EOF\n")
  }

  @Test("an empty layout is an empty exposition")
  func emptyLayout() throws {
    let layout = try SeriesLayout.Builder().finish()
    #expect(layout.count == 0)
    #expect(text(layout, [], .text004) == "")
    #expect(text(layout, [], .openMetrics100) == "# EOF\n")
  }

  @Test("a unit that does not end the name is not stated")
  func unitOnlyAsSuffix() throws {
    var builder = SeriesLayout.Builder()
    let load = MetricFamily(name: "x_load", type: .gauge, help: "Load.", unit: "ratio")
    try builder.series(load, [])
    #expect(
      text(try builder.finish(), [0.25], .openMetrics100)
        == "# TYPE x_load gauge\n# HELP x_load Load.\nx_load 0.25\n# EOF\n")
  }

  @Test("run-time families stand in their alphabetical place")
  func dynamicFamilies() throws {
    let info = MetricFamily(name: "facility_device_info", type: .info, help: "Device.")
    var devices = try DynamicFamily(info)
    let added = devices.add([("device", "a"), ("serial", "1\u{0}\"2")], value: 1)
    let again = devices.add([("serial", "1\u{0}\"2"), ("device", "a")], value: 1)
    let malformed = devices.add([("se-rial", "1")], value: 1)
    #expect(added && !again && !malformed)
    var last = try DynamicFamily(MetricFamily(name: "z", type: .gauge, help: "Last."))
    last.add([], value: 2)
    let nothing = try DynamicFamily(MetricFamily(name: "nothing", type: .gauge, help: "None."))
    let all = text(
      try layout(), [1, 1, 1, 1], .openMetrics100, extra: [last, nothing, devices])
    let names = all.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
      .map { $0.split(separator: " ")[2] }
    #expect(
      names == [
        "facility_air_temperature_celsius", "facility_device", "facility_electric_energy_joules",
        "hallwatch_build", "z",
      ])
    #expect(all.contains("facility_device_info{device=\"a\",serial=\"1\u{FFFD}\\\"2\"} 1\n"))
  }

  @Test("a run-time family cannot double one of the layout")
  func dynamicFamilyOfTheLayout() throws {
    var double = try DynamicFamily(temperature)
    double.add([("device", "probe-2"), ("position", "top")], value: 9)
    let layout = try layout()
    let values = [Double](repeating: 1, count: 4)
    #expect(
      text(layout, values, .text004, extra: [double]) == text(layout, values, .text004))
  }

  @Test("the series of one label come with the metadata of their families, and nothing else")
  func oneLabel() throws {
    var builder = SeriesLayout.Builder()
    for device in ["a", "ab", "x\",device=\"a", "say \"a\""] {
      try builder.series(temperature, [("device", device)])
      try builder.series(energy, [("room", "1"), ("device", device), ("phase", "1")])
      try builder.series(energy, [("room", "1"), ("device", device)])
    }
    try builder.series(build, [("otherdevice", "a")])
    var info = try DynamicFamily(MetricFamily(name: "serial_info", type: .info, help: "Serial."))
    info.add([("device", "a"), ("serial", "7")], value: 1)
    info.add([("device", "ab"), ("serial", "8")], value: 1)
    let layout = try builder.finish()
    func lines(of device: String) -> [Substring] {
      let body = ExpositionEncoder.encode(
        layout, values: Array(repeating: 2, count: layout.count), extra: [info], format: .text004,
        with: ("device", device))
      return String(decoding: body, as: UTF8.self).split(separator: "\n")
    }
    #expect(
      lines(of: "a").filter { !$0.hasPrefix("# HELP") } == [
        "# TYPE facility_air_temperature_celsius gauge",
        "facility_air_temperature_celsius{device=\"a\"} 2",
        "# TYPE facility_electric_energy_joules_total counter",
        "facility_electric_energy_joules_total{room=\"1\",device=\"a\",phase=\"1\"} 2",
        "facility_electric_energy_joules_total{room=\"1\",device=\"a\"} 2",
        "# TYPE serial_info gauge", "serial_info{device=\"a\",serial=\"7\"} 1",
      ])
    #expect(lines(of: "say \"a\"").count { !$0.hasPrefix("#") } == 3)
    #expect(lines(of: "b") == [])
  }
}
