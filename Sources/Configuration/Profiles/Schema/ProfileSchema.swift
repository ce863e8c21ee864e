package import Agent
import DeviceProfiles
import Readings
import Registers

/// The JSON Schema of profile files, for editors. Names are taken from the tables that the reader of
/// files uses, so they cannot differ; that structure and reader agree is tested with every file of
/// the catalogue and with damaged ones.
package enum ProfileSchema {
  /// The whole schema, of draft 2020-12.
  package static var text: JSONText {
    guard case .object(let members) = file else { return file }
    return .object(
      [
        ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
        ("title", .text("hallwatch device profile")),
      ] + members + [
        (
          "$defs",
          .object([
            ("point", point), ("states", states), ("flags", flags), ("invalid", invalid),
            ("condition", condition), ("series", series), ("labels", labels),
          ])
        )
      ])
  }

  private static let file = Schema.object(
    [
      ("$schema", Schema.anyText),
      ("profile", Schema.text(matching: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$")),
      ("base", Schema.text), ("class", Schema.choice(DeviceClass.allCases.map(\.rawValue))),
      ("title", Schema.text), ("manufacturer", Schema.anyText), ("confidence", Schema.text),
      ("sources", Schema.array(of: Schema.text)), ("default_unit", Schema.integer(0...255)),
      ("default_port", Schema.integer(1...65535)), ("read", read), ("serial", serial),
      ("defaults", defaults), ("state_sets", Schema.names(of: Schema.reference("states"))),
      ("options", Schema.names(of: option)), ("identity", Schema.array(of: identity)),
      ("heartbeat", heartbeat), ("canary", Schema.text),
      (
        "sunspec",
        Schema.object([("bases", Schema.array(of: Schema.integer(0...65000), least: 1))])
      ),
      ("omit", Schema.array(of: Schema.text)),
      ("points", Schema.array(of: Schema.reference("point"))),
    ],
    required: ["profile"],
    more: [
      (
        "anyOf",
        .array([
          .object([("required", .array([.text("base")]))]),
          .object([("required", .array([.text("class"), .text("title"), .text("points")]))]),
        ])
      )
    ])

  private static let tables = Schema.choice(RegisterTable.allCases.map(\.name))
  private static let orders = Schema.choice(RegisterEncoding.WordOrder.allCases.map(\.rawValue))
  private static let wordOrder = Schema.any(
    orders, Schema.object([("option", Schema.text)], required: ["option"]))
  private static let shift = Schema.object(
    [("option", Schema.text), ("stride", Schema.integer(1...65535))],
    required: ["option", "stride"])
  private static let paces = Schema.choice(PointDefinition.Pace.allCases.map(\.rawValue))
  private static let severities = Schema.choice(
    DeviceAlarmDefinition.Severity.allCases.map(\.rawValue) + ["none"])
  private static let hazards = Schema.choice(
    DeviceAlarmDefinition.Hazard.allCases.map(\.rawValue))
  private static let quantities = Schema.choice(Quantity.vocabulary.map(\.name))
  private static let reasons = Schema.choice(PointReader.sentinelReasons.map(\.name))
  private static let types = Schema.text(
    matching: "^(u16|i16|u32|i32|u64|i64|f32|f64|bool|bits|ascii:[0-9]+)$")

  private static let labels = Schema.object(
    Set(Quantity.vocabulary.flatMap(\.labels)).sorted().map { ($0, Schema.text) })

  private static let read = Schema.object([
    ("maximum_registers", Schema.integer(1...125)), ("maximum_bits", Schema.integer(1...2000)),
    ("maximum_hole", Schema.integer(0...124)),
    (
      "fences",
      Schema.array(
        of: Schema.object(
          [
            ("table", tables), ("page", Schema.integer(0...255)),
            ("first", Schema.integer(0...65535)), ("last", Schema.integer(0...65535)),
          ], required: ["table", "first", "last"]))
    ),
    ("pause_after_connect", Schema.duration), ("gap", Schema.duration),
    ("serial_gap", Schema.duration), ("timeout", Schema.duration),
    ("start_multiple", Schema.integer(1...16)), ("connections", Schema.integer(1...1000)),
  ])

  private static let serial = Schema.object(
    [
      ("baud", Schema.integer(300...921_600)),
      ("parity", Schema.choice(SerialDefaults.Parity.allCases.map(\.rawValue))),
      ("stop", Schema.integer(1...2)),
    ], required: ["baud"])

  private static let defaults = Schema.object([
    ("table", tables), ("word_order", wordOrder), ("byte_order", orders), ("pace", paces),
    ("shift", shift), ("labels", Schema.reference("labels")),
    ("invalid", Schema.names(of: Schema.reference("invalid"))),
  ])

  private static let option = Schema.object([
    ("choices", Schema.array(of: Schema.text, least: 1)), ("from", Schema.integer(0...65535)),
    ("to", Schema.integer(0...65535)), ("default", Schema.any(Schema.text, Schema.raw)),
    ("help", Schema.anyText),
  ])

  private static let identity = Schema.object(
    [
      ("point", Schema.text), ("is", Schema.any(Schema.number, Schema.text)),
      (
        "one_of",
        Schema.any(
          Schema.array(of: Schema.number, least: 1), Schema.array(of: Schema.text, least: 1))
      ),
      ("between", Schema.range),
      ("starts_with", Schema.any(Schema.text, Schema.array(of: Schema.text, least: 1))),
      ("not", Schema.boolean),
    ],
    required: ["point"],
    more: [
      (
        "oneOf",
        .array(
          ["is", "one_of", "between", "starts_with"].map {
            .object([("required", .array([.text($0)]))])
          })
      )
    ])

  private static let heartbeat = Schema.object(
    [("point", Schema.text), ("within", Schema.duration)], required: ["point", "within"])

  private static let invalid = Schema.array(
    of: Schema.any(
      Schema.raw, Schema.choice(["all_ones", "highest", "lowest"]),
      Schema.object([
        ("raw", Schema.any(Schema.raw, Schema.choice(["all_ones", "highest", "lowest"]))),
        ("from", Schema.raw), ("to", Schema.raw), ("mask", Schema.raw), ("means", reasons),
      ])))

  private static let announcing: [(String, JSONText)] = [
    ("quantity", quantities), ("labels", Schema.reference("labels")), ("severity", severities),
    ("hazard", hazards), ("alarm", Schema.text),
  ]

  private static let states = Schema.array(
    of: Schema.object(
      [
        ("raw", Schema.raw), ("from", Schema.raw), ("to", Schema.raw), ("name", Schema.text),
        ("as", Schema.text),
      ] + announcing,
      required: ["name"],
      more: [
        (
          "oneOf",
          .array([
            .object([("required", .array([.text("raw")]))]),
            .object([("required", .array([.text("from"), .text("to")]))]),
          ])
        )
      ]), least: 1)

  private static let flags = Schema.array(
    of: Schema.object(
      [("bit", Schema.integer(0...63)), ("name", Schema.text), ("inverted", Schema.boolean)]
        + announcing, required: ["bit", "name"]), least: 1)

  private static let condition = Schema.object(
    [
      ("point", Schema.text), ("bit", Schema.integer(0...63)),
      ("states", Schema.array(of: Schema.text)), ("non_zero", Schema.boolean),
      ("clear", Schema.array(of: Schema.integer(0...63))), ("known", Schema.boolean),
      ("is", Schema.boolean), ("means", reasons),
    ], required: ["point"])

  private static let series = Schema.object(
    [
      ("bit", Schema.integer(0...63)), ("non_zero", Schema.boolean),
      ("states", Schema.array(of: Schema.text)),
    ] + announcing)

  private static let factor = Schema.object(
    [
      ("point", Schema.text), ("power_of_ten", Schema.boolean),
      (
        "by_raw",
        Schema.array(
          of: Schema.object(
            [
              ("raw", Schema.raw), ("times", Schema.number), ("power", Schema.number),
              ("plus", Schema.number),
            ], required: ["raw"]))
      ),
    ], required: ["point"])

  private static let `repeat` = Schema.object(
    [
      ("as", Schema.text), ("count", Schema.integer(1...1000)),
      ("stride", Schema.integer(0...10_000)), ("first", Schema.integer(0...100_000)),
    ], required: ["count", "stride"])

  private static let part = Schema.object(
    [
      ("address", Schema.integer(0...65535)), ("page", Schema.integer(0...255)), ("type", types),
      ("word_order", wordOrder), ("byte_order", orders), ("scale", Schema.number),
      ("at_most", Schema.raw),
    ], required: ["address", "type"])

  private static let place: [(String, JSONText)] = [
    ("table", tables), ("page", Schema.integer(0...255)), ("address", Schema.integer(0...65535)),
    ("type", types), ("word_order", wordOrder), ("byte_order", orders), ("shift", shift),
    ("repeat", Schema.any(`repeat`, Schema.array(of: `repeat`, least: 1))),
    ("bit", Schema.integer(0...63)), ("mask", Schema.integer(1...0xFFFF_FFFF)),
    (
      "field",
      Schema.object(
        [("shift", Schema.integer(0...63)), ("width", Schema.integer(1...16))],
        required: ["shift", "width"])
    ),
    ("width", Schema.integer(1...16)), ("letters", Schema.choice(["low", "both"])),
    ("shares", Schema.text), ("plus", Schema.array(of: part)),
  ]

  private static let meaning: [(String, JSONText)] = [
    ("scale", Schema.number), ("offset", Schema.number), ("factor", factor),
    ("states", Schema.any(Schema.text, Schema.reference("states"))),
    ("flags", Schema.reference("flags")), ("inverted", Schema.boolean),
    ("unit", Schema.text), ("plausible", Schema.range), ("invalid", Schema.reference("invalid")),
    (
      "valid_while",
      Schema.any(
        Schema.reference("condition"), Schema.array(of: Schema.reference("condition")))
    ),
    ("rolls_over", Schema.any(Schema.boolean, Schema.number)),
    ("any_of", Schema.array(of: Schema.reference("condition"), least: 1)),
  ]

  private static let point = Schema.object(
    [("point", Schema.text)] + place + meaning + announcing + [
      ("series", Schema.array(of: Schema.reference("series"))), ("pace", paces),
      ("info", Schema.choice(["manufacturer", "model", "serial", "firmware"])),
      ("help", Schema.anyText), ("input", Schema.text), ("on_demand", Schema.boolean),
      (
        "model",
        Schema.any(
          Schema.integer(1...65534), Schema.array(of: Schema.integer(1...65534), least: 1))
      ),
      (
        "when",
        Schema.names(
          of: Schema.any(
            Schema.text, Schema.raw,
            Schema.array(of: Schema.any(Schema.text, Schema.raw), least: 1)))
      ),
    ],
    required: ["point"],
    more: [
      (
        "anyOf",
        .array(
          ["address", "any_of"].map { .object([("required", .array([.text($0)]))]) })
      )
    ])
}
