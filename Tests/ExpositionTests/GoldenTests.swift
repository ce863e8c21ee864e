import Exposition
import Foundation
import Testing

/// Whole expositions as files; `HALLWATCH_RECORD=1` writes them anew.
@Suite("Golden expositions")
struct GoldenTests {
  private func layout() throws -> (SeriesLayout, [Double], [DynamicFamily]) {
    var builder = SeriesLayout.Builder()
    var values: [Double] = []
    func add(_ family: MetricFamily, _ labels: [(name: String, value: String)], _ value: Double)
      throws
    {
      try builder.series(family, labels)
      values.append(value)
    }
    let temperature = MetricFamily(
      name: "facility_air_temperature_celsius", type: .gauge,
      help: "Temperature of the air where the sensor is.", unit: "celsius")
    try add(temperature, [("device", "probe-7"), ("aisle", "cold"), ("position", "top")], 21.6)
    try add(temperature, [("device", "probe-7"), ("aisle", "cold"), ("position", "middle")], 20.25)
    try add(temperature, [("device", "probe-8"), ("aisle", "hot")], SampleValue.absent)
    try add(temperature, [("device", "probe-9"), ("room", "온실 \"B\"\\1")], -0.0)
    let energy = MetricFamily(
      name: "facility_electric_energy_joules_total", type: .counter,
      help: "Energy taken since the meter was reset.", unit: "joules")
    try add(energy, [("device", "meter-a")], 8_640_000_123)
    let state = MetricFamily(
      name: "facility_genset_state", type: .gauge, help: "1 for the state that the set is in.")
    for name in ["stopped", "cranking", "running"] {
      try add(state, [("device", "gen-1"), ("state", name)], name == "running" ? 1 : 0)
    }
    let leak = MetricFamily(
      name: "facility_leak_detected", type: .gauge, help: "Whether water was found.")
    try add(leak, [("device", "rope-1")], .nan)
    let build = MetricFamily(
      name: "hallwatch_build_info", type: .info, help: "The version that runs.", unit: nil)
    try add(build, [("version", "0.1.0"), ("revision", "")], 1)
    let success = MetricFamily(
      name: "hallwatch_device_last_success_timestamp_seconds", type: .gauge,
      help: "When the device last gave a good reading, since 1970.", unit: "seconds")
    try add(success, [("device", "probe-7")], 1_763_692_504.123)
    var info = try DynamicFamily(
      MetricFamily(
        name: "facility_device_info", type: .info,
        help: "What the device says of itself; \"as is\"."))
    info.add([("device", "probe-7"), ("serial", "SN\u{0}1\n")], value: 1)
    return (try builder.finish(), values, [info])
  }

  private func compare(_ bytes: [UInt8], with name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden").appendingPathComponent(name)
    let text = String(decoding: bytes, as: UTF8.self)
    if ProcessInfo.processInfo.environment["HALLWATCH_RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(text == golden)
  }

  @Test(
    "both formats are as recorded and carry the same series",
    arguments: [
      (ExpositionFormat.text004, "text-0.0.4.prom"),
      (.openMetrics100, "openmetrics-1.0.0.prom"),
    ])
  func golden(format: ExpositionFormat, file: String) throws {
    let (layout, values, extra) = try layout()
    let bytes = ExpositionEncoder.encode(layout, values: values, extra: extra, format: format)
    try compare(bytes, with: file)
    let parsed = try ExpositionParser.parse(bytes, format: format)
    let other = try ExpositionParser.parse(
      ExpositionEncoder.encode(layout, values: values, extra: extra, format: .text004),
      format: .text004)
    #expect(parsed.samples.map(\.series) == other.samples.map(\.series))
    #expect(parsed.samples.map(\.value) == other.samples.map(\.value))
    #expect(MetricLint.problems(in: layout).isEmpty)
  }
}
