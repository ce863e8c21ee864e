import Testing

@testable import hallwatch

@Suite("Command line")
struct ArgumentsTests {
  static let parameters = Parameters(
    positionals: [
      .init(name: "SITE", help: "the site file"),
      .init(name: "MORE", help: "something more", isRequired: false),
    ],
    options: [
      .init(name: "speed", value: "N", help: "how fast"), .init(name: "plan", help: "the plan"),
      .init(name: "for", value: "T", help: "how long"),
    ])

  @Test("options, flags and places are told apart in any order")
  func reads() throws {
    let arguments = try Arguments(
      ["--plan", "a", "--speed", "-2.5", "--for=90s", "--", "--b"], for: Self.parameters)
    #expect(arguments.positionals == ["a", "--b"])
    #expect(arguments.has("plan"))
    #expect(try arguments.number("speed", in: -10...10) == -2.5)
    #expect(try arguments.duration("for") == .seconds(90))
    #expect(arguments.string("absent") == nil)
  }

  @Test(
    "a line that cannot be understood says why",
    arguments: [
      ([], "SITE is missing: the site file"),
      (["a", "b", "c"], "unexpected `c`"),
      (["a", "--sped", "1"], "unknown option --sped; did you mean --speed?"),
      (["a", "--zzzz"], "unknown option --zzzz; known: --speed, --plan, --for"),
      (["a", "-p"], "unknown option -p; options begin with two dashes"),
      (["a", "--speed"], "--speed needs a value: --speed N"),
      (["a", "--speed", "--plan"], "--speed needs a value: --speed N"),
      (["a", "--plan=1"], "--plan takes no value"),
      (["a", "--plan", "--plan"], "--plan is given twice"),
    ] as [([String], String)])
  func refuses(words: [String], expected: String) {
    #expect {
      _ = try Arguments(words, for: Self.parameters)
    } throws: {
      "\($0)" == expected
    }
  }

  @Test("values of the wrong kind say what is expected")
  func values() throws {
    let arguments = try Arguments(["a", "--speed", "x", "--for", "5"], for: Self.parameters)
    #expect {
      _ = try arguments.integer("speed", in: 1...9)
    } throws: {
      "\($0)" == "--speed x: expected a whole number from 1 to 9"
    }
    #expect {
      _ = try arguments.duration("for")
    } throws: {
      "\($0)" == "--for 5: expected a whole number and ms, s, m, h or d, such as 30s"
    }
  }
}
