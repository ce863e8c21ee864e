import DeviceProfiles
import Testing

@Suite("The vocabulary")
struct VocabularyTests {
  @Test("a name stands for one quantity")
  func namesAreUnique() {
    let names = Quantity.vocabulary.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names == names.sorted())
  }

  @Test("names follow Prometheus: lower case, base units, _total for counters only")
  func names() {
    let notBase = [
      "minutes", "hours", "days", "weeks", "percent", "fahrenheit", "millivolts", "kilowatts",
      "bits", "micrograms", "milligrams", "count", "sum", "bucket", "gauge", "counter", "m", "s",
      "ms", "h", "d", "b", "mb",
    ]
    for quantity in Quantity.vocabulary {
      let parts = quantity.name.split(separator: "_").map(String.init)
      #expect(quantity.name.allSatisfy { $0 == "_" || ("a"..."z").contains($0) })
      #expect(parts.filter { notBase.contains($0) } == [], "\(quantity.name)")
      #expect((quantity.kind == .counter) == quantity.name.hasSuffix("_total"), "\(quantity.name)")
      #expect((quantity.kind == .info) == quantity.name.hasSuffix("_info"), "\(quantity.name)")
    }
  }

  @Test("a unit ends the name, before _total")
  func units() {
    for quantity in Quantity.vocabulary {
      guard let unit = quantity.unit else { continue }
      let base =
        quantity.kind == .counter ? String(quantity.name.dropLast("_total".count)) : quantity.name
      #expect(base.hasSuffix("_" + unit), "\(quantity.name)")
      #expect(quantity.kind == .gauge || quantity.kind == .counter, "\(quantity.name)")
    }
  }

  @Test("every help is one sentence, every label a name of its own")
  func helpAndLabels() {
    let taken = ["device", "site", "state", "le", "quantile", "job", "instance"]
    for quantity in Quantity.vocabulary {
      #expect(quantity.help.hasSuffix("."), "\(quantity.name)")
      #expect(!quantity.help.contains("\n"))
      #expect(quantity.labels.filter { taken.contains($0) } == [], "\(quantity.name)")
      #expect(Set(quantity.labels).count == quantity.labels.count, "\(quantity.name)")
    }
  }

  @Test("the names that two indexes disagree on are decided")
  func decidedNames() {
    #expect(Quantity.named("fire_trouble") != nil)
    #expect(Quantity.named("battery_capacity_coulombs")?.unit == "coulombs")
    for dropped in [
      "fire_fault", "device_fault", "cooling_alarm", "battery_capacity_ampere_hours", "device_up",
      "sensor_fault",
    ] { #expect(Quantity.named(dropped) == nil, "\(dropped)") }
  }

  @Test("the families of the design are there")
  func designFamilies() {
    for name in [
      "electric_voltage_volts", "electric_current_amperes", "electric_real_power_watts",
      "electric_frequency_hertz", "electric_load_ratio", "electric_energy_joules_total",
      "battery_charge_ratio", "battery_runtime_seconds", "battery_temperature_celsius",
      "ups_on_battery", "ups_on_bypass", "engine_speed_rpm", "engine_oil_pressure_pascals",
      "engine_coolant_temperature_celsius", "fuel_level_ratio", "genset_state",
      "air_temperature_celsius", "air_relative_humidity_ratio", "air_dew_point_celsius",
      "leak_detected", "fire_alarm", "fire_supervisory", "fire_trouble", "device_alarm_active",
      "device_info",
    ] { #expect(Quantity.named(name) != nil, "\(name)") }
  }

  @Test("fire, gas and leak are hazards; alarm stands above supervisory above trouble")
  func hazards() {
    #expect(Quantity.named("fire_alarm")?.alarm == .init(.critical, .fire))
    #expect(Quantity.named("fire_supervisory")?.alarm == .init(.warning, .fireSupervisory))
    #expect(Quantity.named("fire_trouble")?.alarm == .init(.warning, .fireTrouble))
    #expect(Quantity.named("gas_alarm")?.alarm == .init(.critical, .gas))
    #expect(Quantity.named("leak_detected")?.alarm == .init(.critical, .leak))
  }
}
