import Configuration
import DeviceProfiles
import Readings
import Registers
import Testing

@Suite("The profile language")
struct LanguageTests {
  /// Points as a file has them, words, and what a capture says of them.
  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var points: String
    var captures: [String]
  }

  @Test("each construct reads words as its document means them", arguments: examples)
  func construct(_ example: Example) throws {
    let (read, problems) = ProfileFile.read(Self.file(example.points), file: "acme.json5")
    let profile = try #require(read, "\(problems)")
    for capture in try Self.captures(example.captures) {
      #expect(capture.differences(from: profile) == [], "\(capture.name)")
    }
  }

  @Test("the encoder says the same words again", arguments: examples)
  func encodesAgain(_ example: Example) throws {
    let profile = try #require(ProfileFile.read(Self.file(example.points), file: "acme.json5").0)
    for capture in try Self.captures(example.captures) {
      for (said, block, place) in Self.outcomes(of: capture, profile) {
        guard case .value = said, profile.points[place].sources.isEmpty else { continue }
        let words = try #require(profile.encode(point: place, said))
        var all = block.words
        for (address, word, mask) in words {
          let index = Int(address) - Int(block.span.start)
          all[index] = all[index] & ~mask | word & mask
        }
        let again = RegisterBlock(span: block.span, words: all)
        var repeated: Reading.Outcome?
        var decoder = DeviceDecoder(profile: profile)
        decoder.decode(again) { if $0 == place { repeated = $1 } }
        #expect(repeated == said, "\(profile.points[place].name)")
      }
    }
  }

  private static func outcomes(of capture: GoldenCapture, _ profile: DeviceProfile)
    -> [(Reading.Outcome, RegisterBlock, Int)]
  {
    var decoder = DeviceDecoder(profile: profile)
    return capture.blocks.flatMap { block in
      var all: [(Reading.Outcome, RegisterBlock, Int)] = []
      decoder.decode(block) { all.append(($1, block, $0)) }
      return all
    }
  }

  private static func file(_ points: String) -> String {
    """
    { profile: "acme", class: "other", title: "ACME",
      defaults: { table: "holding" },
      points: [ \(points) ] }
    """
  }

  private static func captures(_ texts: [String]) throws -> [GoldenCapture] {
    let list = texts.enumerated().map { "{ name: \"\($0.offset)\", \($0.element) }" }
      .joined(separator: ", ")
    let (file, problems) = ProfileCaptureFile.read(
      "{ profile: \"acme\", captures: [ \(list) ] }", file: "acme.capture.json5")
    return try #require(file, "\(problems)").captures
  }

  private static func words(_ words: String, table: String = "holding") -> String {
    "answers: [{ table: \"\(table)\", address: 0, words: [\(words)] }]"
  }

  static let examples: [Example] = [
    Example(
      testDescription: "one register that is state and distance at once",
      points: """
        { point: "state", address: 0, type: "i16", states: [
          { raw: -1, name: "fault", quantity: "fire_trouble", labels: { zone: "1" } },
          { raw: 0, name: "normal" },
          { from: 1, to: 32767, name: "alarm", quantity: "fire_alarm", labels: { zone: "1" } } ] },
        { point: "distance", address: 0, type: "i16", shares: "state",
          valid_while: { point: "state", states: ["alarm"] },
          quantity: "fire_heat_cable_alarm_distance_meters" }
        """,
      captures: [
        words("0xFFFF") + """
          , readings: { state: "fault", distance: { none: "not_applicable" } },
          active: ["fire_trouble{zone=1}"]
          """,
        words("0") + ", readings: { state: \"normal\", distance: { none: \"not_applicable\" } }",
        words("0x7FFF")
          + ", readings: { state: \"alarm\", distance: 32767 }, active: [\"fire_alarm{zone=1}\"]",
        words("0x8000") + """
          , readings: { state: { none: "unknown_state" }, distance: { none: "unknown_state" } }
          """,
      ]),
    Example(
      testDescription: "bits of two places of a word, void for an address that is not programmed",
      points: """
        { point: "status", address: 0, invalid: [{ mask: 0x00FF, raw: 0x00FF, means: "not_fitted" }],
          flags: [ { bit: 9, name: "disabled", quantity: "fire_disabled" },
            { bit: 11, name: "active" }, { bit: 13, name: "trouble", quantity: "fire_trouble" } ] },
        { point: "event", address: 0, type: "u16", mask: 0x08FF, shares: "status",
          invalid: [{ raw: 0x00FF, means: "not_fitted" }, { raw: 0x08FF, means: "not_fitted" }],
          states: [ { from: 0, to: 0xFE, name: "inactive" },
            { raw: 0x0810, name: "fire", quantity: "fire_alarm" } ] }
        """,
      captures: [
        words("0x0810") + """
          , readings: { status: ["active"], event: "fire" }, active: ["fire_alarm"]
          """,
        words("0x2010") + """
          , readings: { status: ["trouble"], event: "inactive" }, active: ["fire_trouble"]
          """,
        words("0x2AFF")
          + ", readings: { status: { none: \"not_fitted\" }, event: { none: \"not_fitted\" } }",
        words("0x0877")
          + ", readings: { status: [\"active\"], event: { none: \"unknown_state\" } }",
      ]),
    Example(
      testDescription: "a flag that is set by 0",
      points: """
        { point: "mains", address: 0, flags: [
          { bit: 0, name: "missing", inverted: true, severity: "warning" }, { bit: 1, name: "on" } ] }
        """,
      captures: [
        words("0x0000") + """
          , readings: { mains: ["missing"] },
          active: ["device_alarm_active{alarm=missing,severity=warning}"]
          """,
        words("0x0003") + ", readings: { mains: [\"on\"] }",
      ]),
    Example(
      testDescription: "one of four coils as one state",
      points: """
        { point: "mode", table: "coil", address: 0, width: 4, quantity: "genset_mode", states: [
          { raw: 1, name: "test" }, { raw: 2, name: "auto" }, { raw: 4, name: "manual" },
          { raw: 8, name: "stop" } ] }
        """,
      captures: [
        words("0, 1, 0, 0", table: "coil") + ", readings: { mode: \"auto\" }",
        words("0, 0, 0, 1", table: "coil") + ", readings: { mode: \"stop\" }",
        words("1, 1, 0, 0", table: "coil") + ", readings: { mode: { none: \"unknown_state\" } }",
      ]),
    Example(
      testDescription: "one coil as a state",
      points: """
        { point: "unit", table: "coil", address: 0, width: 1, quantity: "cooling_unit_state",
          states: [{ raw: 0, name: "standby" }, { raw: 1, name: "on" }] }
        """,
      captures: [
        words("0", table: "coil") + ", readings: { unit: \"standby\" }",
        words("1", table: "coil") + ", readings: { unit: \"on\" }",
      ]),
    Example(
      testDescription: "hours in one register and minutes in the next",
      points: """
        { point: "run_time", address: 1, type: "u16", scale: 3600,
          plus: [{ address: 2, type: "u16", scale: 60, at_most: 59 }],
          quantity: "engine_run_time_seconds_total" }
        """,
      captures: [
        words("7, 12, 30") + ", readings: { run_time: 45000 }",
        words("7, 0, 59") + ", readings: { run_time: 3540 }",
        words("7, 1, 60") + ", readings: { run_time: { none: \"not_available\" } }",
      ]),
    Example(
      testDescription: "fahrenheit or celsius by another register",
      points: """
        { point: "temperature", address: 0, type: "i16", scale: 0.1, unit: "celsius",
          factor: { point: "unit", by_raw: [ { raw: 0, times: 1 },
            { raw: 1, times: 0.5555555555555556, plus: -17.77777777777778 } ] } },
        { point: "unit", address: 1, states: [{ raw: 0, name: "c" }, { raw: 1, name: "f" }] }
        """,
      captures: [
        words("0x00FA, 0") + ", readings: { temperature: 25, unit: \"c\" }",
        words("0x0848, 1") + ", readings: { temperature: 100, unit: \"f\" }",
      ]),
    Example(
      testDescription: "the highest and the lowest value of each width",
      points: """
        { point: "u", address: 0, type: "u16", invalid: ["highest"] },
        { point: "i", address: 1, type: "i16", invalid: ["lowest", "highest"] },
        { point: "l", address: 2, type: "i32", invalid: [{ raw: "highest", means: "over_range" }] }
        """,
      captures: [
        words("0xFFFF, 0x8000, 0x7FFF, 0xFFFF") + """
          , readings: { u: { none: "not_available" }, i: { none: "not_available" },
            l: { none: "over_range" } }
          """,
        words("0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF") + ", readings: { u: 32767, i: -1, l: -1 }",
      ]),
    Example(
      testDescription: "a value that holds while no error stands and the detector measures",
      points: """
        { point: "gas", address: 0, type: "u16", valid_while: [
          { point: "errors", clear: [0, 2] }, { point: "mode", states: ["warming"], is: false } ] },
        { point: "errors", address: 1, flags: [
          { bit: 0, name: "a" }, { bit: 1, name: "b" }, { bit: 2, name: "c" } ] },
        { point: "mode", address: 2, states: [{ raw: 1, name: "normal" }, { raw: 2, name: "warming" }] }
        """,
      captures: [
        words("7, 2, 1") + ", readings: { gas: 7, errors: [\"b\"], mode: \"normal\" }",
        words("7, 4, 1") + """
          , readings: { gas: { none: "not_applicable" }, errors: ["c"], mode: "normal" }
          """,
        words("7, 0, 2") + """
          , readings: { gas: { none: "not_applicable" }, errors: [], mode: "warming" }
          """,
      ]),
    Example(
      testDescription: "one letter in each register",
      points: "{ point: \"maker\", address: 0, type: \"ascii:4\", letters: \"low\" }",
      captures: [
        words("0x53, 0x4F, 0x43, 0x4F") + ", readings: { maker: \"SOCO\" }"
      ]),
  ]
}
