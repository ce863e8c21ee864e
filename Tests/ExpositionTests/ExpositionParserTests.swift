import Exposition
import Testing

@Suite("ExpositionParser")
struct ExpositionParserTests {
  @Test(
    "what the agent never sends in text 0.0.4 does not pass",
    arguments: [
      ("x 1\n", "line 1: # HELP is missing"),
      ("# HELP x H.\n# TYPE x gauge\nx 1", "line 3: the last line has no end"),
      ("# HELP x H.\n# TYPE x gauge\n", "line 2: the family x has no sample"),
      ("# TYPE x gauge\n# HELP x H.\nx 1\n", "line 1: # HELP is missing"),
      ("# HELP x H.\n# TYPE y gauge\nx 1\n", "line 3: HELP and TYPE of different families"),
      ("# HELP x H.\n# TYPE x info\nx 1\n", "line 3: the type info is unknown"),
      ("# HELP x H.\n# TYPE x counter\nx 1\n", "line 3: the counter x does not end in _total"),
      ("# HELP x H.\n# TYPE x gauge\nx NaN\n", "line 3: \"NaN\" is no plain finite number"),
      ("# HELP x H.\n# TYPE x gauge\nx +Inf\n", "line 3: \"+Inf\" is no plain finite number"),
      ("# HELP x H.\n# TYPE x gauge\nx 1e999\n", "line 3: \"1e999\" is no plain finite number"),
      ("# HELP x H.\n# TYPE x gauge\nx 0x1\n", "line 3: \"0x1\" is no plain finite number"),
      ("# HELP x H.\n# TYPE x gauge\nx -0\n", "line 3: \"-0\" is no plain finite number"),
      (
        "# HELP x H.\n# TYPE x gauge\nx 1 1700000000\n",
        "line 3: \"1 1700000000\" is no plain finite number"
      ),
      ("# HELP x H.\n# TYPE x gauge\nx  1\n", "line 3: \" 1\" is no plain finite number"),
      ("# HELP x H.\n# TYPE x gauge\nx 1\r\n", "line 3: \"1\r\" is no plain finite number"),
      ("# HELP x H.\n# TYPE x gauge\nx 1\nx 2\n", "line 4: the series x comes twice"),
      (
        "# HELP x H.\n# TYPE x gauge\nx{a=\"1\",b=\"2\"} 1\nx{b=\"2\",a=\"1\"} 2\n",
        "line 4: the series x{a=\"1\",b=\"2\"} comes twice"
      ),
      (
        "# HELP x H.\n# TYPE x gauge\nx 1\ny 1\n", "line 4: a sample of y stands in the family of x"
      ),
      (
        "# HELP x H.\n# TYPE x gauge\nx 1\n# HELP y H.\n# TYPE y gauge\ny 1\n"
          + "# HELP x H.\n# TYPE x gauge\nx{a=\"1\"} 1\n", "line 9: the family x comes twice"
      ),
      ("# HELP x H.\n# TYPE x gauge\nx{a=\"1\",} 1\n", "line 3: \"} 1\" cannot name a label"),
      ("# HELP x H.\n# TYPE x gauge\nx{a=\"\\t\"} 1\n", "line 3: an escape is unknown"),
      ("# HELP x H.\n# TYPE x gauge\nx{a=\"\t\"} 1\n", "line 3: there is a control character"),
      ("# HELP x H.\n# TYPE x gauge\nx{a=\"1} 1\n", "line 3: a quoted text has no end"),
      ("# HELP x H.\n# TYPE x gauge\nx{a=\"\"} 1\n", "line 3: the label a is empty"),
      ("# HELP x H.\n# TYPE x gauge\nx{a=\"1\",a=\"2\"} 1\n", "line 3: the label a comes twice"),
      ("# HELP x H.\n# TYPE x gauge\nx{} 1\n", "line 3: \"} 1\" cannot name a label"),
      ("# HELP x H.\n# TYPE x gauge\n\nx 1\n", "line 3: a sample of  stands in the family of x"),
      ("# HELP x H.\n# TYPE x gauge\nx 1\n# EOF\n", "line 4: # HELP is missing"),
    ])
  func text(input: String, message: String) {
    let failure = #expect(throws: ExpositionParser.Failure.self) {
      try ExpositionParser.parse(input, format: .text004)
    }
    #expect(failure?.description == message)
  }

  @Test(
    "what the agent never sends in OpenMetrics does not pass",
    arguments: [
      ("", "line 1: # EOF is missing"),
      ("# TYPE x gauge\n# HELP x H.\nx 1\n", "line 3: # EOF is missing"),
      ("# EOF\nx 1\n", "line 1: there is text after # EOF"),
      (
        "# TYPE x gauge\n# UNIT x celsius\n# HELP x H.\nx 1\n# EOF\n",
        "line 4: the unit celsius does not end the name x"
      ),
      (
        "# TYPE x info\n# HELP x H.\nx 1\n# EOF\n",
        "line 3: a sample of x stands in the family of x_info"
      ),
      (
        "# TYPE x counter\n# HELP x H.\nx 1\n# EOF\n",
        "line 3: a sample of x stands in the family of x_total"
      ),
      ("# TYPE x gauge\n# HELP x a \"quote\"\nx 1\n# EOF\n", "line 3: a quote is not escaped"),
      (
        "# TYPE x gauge\n# HELP x H.\nx 1\n# TYPE x counter\n# HELP x H.\nx_total 1\n# EOF\n",
        "line 6: the family x_total comes twice"
      ),
    ])
  func openMetrics(input: String, message: String) {
    let failure = #expect(throws: ExpositionParser.Failure.self) {
      try ExpositionParser.parse(input, format: .openMetrics100)
    }
    #expect(failure?.description == message)
  }

  @Test("bytes that are not UTF-8 do not pass")
  func invalidBytes() {
    let failure = #expect(throws: ExpositionParser.Failure.self) {
      try ExpositionParser.parse([0x78, 0xFF, 0x0A], format: .text004)
    }
    #expect(failure?.description == "line 1: not UTF-8")
  }

  @Test("a good text is understood")
  func good() throws {
    let parsed = try ExpositionParser.parse(
      "# TYPE x_volts gauge\n# UNIT x_volts volts\n# HELP x_volts A \\\"b\\\\.\n"
        + "x_volts{b=\"\\\\n\\\"\",a=\"1\"} -2.5e-3\n# EOF\n", format: .openMetrics100)
    #expect(
      parsed.families.map(\.description) == [
        MetricFamily(name: "x_volts", type: .gauge, help: "A \"b\\.", unit: "volts")
      ])
    #expect(parsed["x_volts"].first?[label: "b"] == "\\n\"")
    #expect(parsed.samples.map(\.series) == ["x_volts{a=\"1\",b=\"\\\\n\\\"\"}"])
    #expect(parsed.samples.map(\.value) == [-0.0025])
  }
}
