import Configuration
import Testing

@Suite("Object reader")
struct ObjectReaderTests {
  enum Colour: String, CaseIterable { case red, green, blue }

  func problems(_ text: String, _ read: (ObjectReader) -> Void) -> [String] {
    let log = ProblemLog()
    ObjectReader.read(text, file: "t", log: log, read)
    return log.problems.map(\.description)
  }

  @Test("values of every kind are read")
  func reads() {
    let text =
      "{s:'x', i:1e3, n:.5, b:true, d:'250ms', c:'green', l:[1,2], o:{k:1}, m:{x:'1'}}"
    let found = problems(text) { reader in
      #expect(reader.optional("s")?.nonEmptyString() == "x")
      #expect(reader.optional("i")?.integer(in: 0...1000) == 1000)
      #expect(reader.optional("n")?.number(in: 0...1) == 0.5)
      #expect(reader.optional("b")?.boolean() == true)
      #expect(reader.optional("d")?.duration() == .milliseconds(250))
      #expect(reader.optional("c")?.choice(Colour.self) == .green)
      #expect(reader.optional("l")?.array()?.compactMap { $0.integer(in: 0...9) } == [1, 2])
      #expect(reader.optional("o")?.object { $0.optional("k")?.integer(in: 0...9) } == 1)
      #expect(reader.optional("m")?.members()?.map(\.key) == ["x"])
      #expect(reader.optional("absent") == nil)
    }
    #expect(found == [])
  }

  @Test("all mistakes of an object are reported in one run")
  func collects() {
    let found = problems(
      "{\n s: 1,\n n: 'x',\n list: [{kind: -1}, {king: 1}],\n colur: 'red',\n other: 1}"
    ) {
      _ = $0.required("s", example: "\"x\"")?.string()
      _ = $0.required("n", example: "1")?.number()
      _ = $0.required("absent", example: "5")
      _ = $0.required("colour", example: "\"red\"")?.choice(Colour.self)
      for element in $0.optional("list")?.array() ?? [] {
        element.object { _ = $0.required("kind", example: "1")?.integer(in: 0...9) }
      }
    }
    #expect(
      found == [
        "t:2:5: s: expected a text in quotes, found the number 1",
        "t:3:5: n: expected a number, found the text \"x\"",
        "t:1:1: `absent` is missing; add `absent: 5`",
        "t:4:16: list[0].kind: -1 is out of range; expected a whole number from 0 to 9",
        "t:4:22: list[1].king: unknown key; did you mean `kind`?",
        "t:5:2: colur: unknown key; did you mean `colour`?",
        "t:6:2: other: unknown key; known: s, n, absent, colour, list",
      ])
  }

  @Test(
    "a value of the wrong kind or size says what would be right",
    arguments: [
      ("NaN", "t:1:4: v: NaN is not a number that can be used; write a finite one"),
      ("Infinity", "t:1:4: v: Infinity is not a number that can be used; write a finite one"),
      ("true", "t:1:4: v: expected a number, found true"),
      ("null", "t:1:4: v: expected a number, found null"),
      ("[]", "t:1:4: v: expected a number, found a list"),
      ("{}", "t:1:4: v: expected a number, found an object"),
      ("1.5", "t:1:4: v: 1.5 is out of range; expected a number from 0 to 1"),
    ])
  func numbers(value: String, expected: String) {
    #expect(problems("{v:\(value)}") { _ = $0.optional("v")?.number(in: 0...1) } == [expected])
  }

  @Test(
    "a duration has a whole number and a unit",
    arguments: [
      ("'5s'", nil), ("'30d'", nil), ("'0s'", nil),
      (
        "5",
        "the number 5 has no unit; write a whole number and ms, s, m, h or d, such as \"5s\""
      ),
      (
        "'5 s'",
        "\"5 s\" is no duration; write a whole number and ms, s, m, h or d, such as \"5s\""
      ),
      (
        "'1.5s'",
        "\"1.5s\" is no duration; write a whole number and ms, s, m, h or d, such as \"5s\""
      ),
      (
        "'٥s'",
        "\"٥s\" is no duration; write a whole number and ms, s, m, h or d, such as \"5s\""
      ),
      (
        "'99999999999d'",
        "\"99999999999d\" is no duration; write a whole number and ms, s, m, h or d, such as \"5s\""
      ),
      ("'31d'", "\"31d\" is out of range; expected a duration from 0s to 30d"),
      ("true", "expected a duration such as \"5s\", found true"),
    ] as [(String, String?)])
  func durations(value: String, expected: String?) {
    let found = problems("{v:\(value)}") {
      _ = $0.optional("v")?.duration(in: .zero ... .seconds(30 * 86_400))
    }
    #expect(found == (expected.map { ["t:1:4: v: " + $0] } ?? []))
  }

  @Test("durations are written in the unit that fits")
  func durationTexts() {
    let texts = ["250ms", "5s", "90s", "2m", "8h", "30d"]
    #expect(texts.compactMap(parseDuration).map(durationText) == texts)
    #expect(durationText(.microseconds(1750)) == "1750µs")
  }

  @Test("an unknown name lists the known ones, or the one that was meant")
  func choices() {
    let read: (ObjectReader) -> Void = { _ = $0.optional("v")?.choice(Colour.self) }
    #expect(problems("{v:'gren'}", read) == ["t:1:4: v: unknown \"gren\"; did you mean `green`?"])
    #expect(
      problems("{v:'pink'}", read) == ["t:1:4: v: unknown \"pink\"; known: red, green, blue"])
    #expect(
      problems("{v:1}", read) == [
        "t:1:4: v: expected one of \"red\", \"green\", \"blue\", found the number 1"
      ])
  }

  @Test("a value that the text reader refused is not complained about twice")
  func once() {
    #expect(
      problems("{v:5s}") { _ = $0.optional("v")?.duration() } == [
        "t:1:4: v: `5s` is no number; a text needs quotes: \"5s\""
      ])
  }

  @Test("keys that are no plain words stand in brackets in paths")
  func paths() {
    #expect(
      problems("{'a-b':{c:1}}") { _ = $0.optional("a-b")?.object { _ in () } } == [
        "t:1:9: [\"a-b\"].c: unknown key; nothing is known here"
      ])
  }
}
