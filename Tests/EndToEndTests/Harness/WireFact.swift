/// A point of a device family as its document has it, written down without our profile: where it
/// is on the wire, and what one step of the number there means.
struct WireFact: Sendable, CustomStringConvertible {
  enum Table: String, Sendable, Codable {
    case discrete
    case input
    case holding
  }

  enum Kind: String, Sendable {
    case bool
    case u16
    case i16
    case u32
    case i32
    case u64
    case i64
    case f32
    case f64
    /// Low word first.
    case u32l
    case i32l
  }

  /// What mbpoll can read.
  var isForMbpoll: Bool {
    switch kind {
    case .bool, .u16, .i16, .u32, .i32, .f32: true
    case .u64, .i64, .f64, .u32l, .i32l: false
    }
  }

  var profile: String
  var point: String
  var table: Table
  var address: Int
  var kind: Kind
  var step: Double

  init(
    _ profile: String, _ point: String, _ table: Table, _ address: Int, _ kind: Kind,
    step: Double = 1
  ) {
    self.profile = profile
    self.point = point
    self.table = table
    self.address = address
    self.kind = kind
    self.step = step
  }

  var description: String { "\(profile) \(point)" }

  /// Whether two numbers are the same up to what 32-bit floats and decimal text keep.
  static func agree(_ one: Double, _ other: Double) -> Bool {
    abs(one - other) <= 2e-6 * max(abs(one), abs(other), 1e-9)
  }

  static let all: [WireFact] = [
    WireFact("eastron-sdm630", "l1_voltage", .input, 0, .f32),
    WireFact("eastron-sdm630", "l3_current", .input, 10, .f32),
    WireFact("eastron-sdm630", "real_power", .input, 52, .f32),
    WireFact("eastron-sdm630", "frequency", .input, 70, .f32),
    WireFact("eastron-sdm630", "energy_import", .input, 72, .f32, step: 3_600_000),
    WireFact("apc-smart-ups", "battery_runtime", .holding, 128, .u32),
    WireFact("apc-smart-ups", "battery_charge", .holding, 130, .u16, step: 0.01 / 512),
    WireFact("apc-smart-ups", "battery_voltage", .holding, 131, .i16, step: 1.0 / 32),
    WireFact("apc-smart-ups", "battery_temperature", .holding, 135, .i16, step: 1.0 / 128),
    WireFact("apc-smart-ups", "output_load_real", .holding, 136, .u16, step: 0.01 / 256),
    WireFact("apc-smart-ups", "output_voltage", .holding, 142, .u16, step: 1.0 / 64),
    WireFact("apc-smart-ups", "output_frequency", .holding, 144, .u16, step: 1.0 / 128),
    WireFact("deepsea-gencomm", "fuel_level", .holding, 1027, .u16, step: 0.01),
    WireFact("deepsea-gencomm", "battery_voltage", .holding, 1029, .u16, step: 0.1),
    WireFact("deepsea-gencomm", "engine_speed", .holding, 1030, .u16),
    WireFact("deepsea-gencomm", "engine_run_time", .holding, 1798, .u32),
    WireFact("pace-p16s-bms", "battery_current", .holding, 0, .i16, step: 0.01),
    WireFact("pace-p16s-bms", "battery_charge", .holding, 2, .u16, step: 0.01),
    WireFact("pace-p16s-bms", "cell7_voltage", .holding, 21, .u16, step: 0.001),
    WireFact("generic-xy-md02-sht20", "air_temperature", .input, 1, .i16, step: 0.1),
    WireFact("generic-xy-md02-sht20", "relative_humidity", .input, 2, .u16, step: 0.001),
    WireFact("rle-seahawk-ld2100", "leak_current", .input, 3, .u16, step: 1e-6),
    WireFact("generic-dry-contacts-moxa-e1210", "fire_alarm", .discrete, 0, .bool),
    WireFact("generic-dry-contacts-moxa-e1210", "sprinkler_flow", .discrete, 5, .bool),
    WireFact("systemsensor-faast-8100", "aspirator_fan_speed", .holding, 11, .u16),
    WireFact("vertiv-liebert-crv", "fan_speed", .input, 450, .u16, step: 0.01),

    // Five more meters, from their documents: integers and floats of 32 and 64 bits, both orders.
    WireFact("abb-b21-b23-b24", "l1_voltage", .holding, 0x5B00, .u32, step: 0.1),
    WireFact("socomec-diris-a10", "real_power", .holding, 0xC568, .i32, step: 10),
    WireFact("abb-b21-b23-b24", "energy_import", .holding, 0x5000, .u64, step: 36_000),
    WireFact("carlogavazzi-em24e-em340", "l1_voltage", .input, 0, .i32l, step: 0.1),
    WireFact("carlogavazzi-em24e-em340", "real_power", .input, 40, .i32l, step: 0.1),
    WireFact("schneider-pm5000", "l1_voltage", .holding, 3027, .f32),
    WireFact("schneider-pm5000", "real_power", .holding, 3059, .f32, step: 1000),
    WireFact("schneider-pm5000", "energy_import", .holding, 3203, .i64, step: 3600),
    WireFact("siemens-pac2200-pac3200", "l1_voltage", .holding, 1, .f32),
    WireFact("siemens-pac2200-pac3200", "energy_import", .holding, 801, .f64, step: 3600),
    WireFact("janitza-umg-common", "l1_voltage", .holding, 19000, .f32),
    WireFact("janitza-umg-common", "real_power", .holding, 19026, .f32),
    WireFact("socomec-diris-a10", "frequency", .holding, 0xC55E, .u32, step: 0.01),
  ]
}
