import Configuration
import Testing

/// The value of a text in a form that tests can compare: canonical JSON with sorted nothing.
private func shown(_ node: JSON5Node) -> String {
  switch node.content {
  case .null: "null"
  case .boolean(let flag): "\(flag)"
  case .number(let number): number.integer.map { "\($0)" } ?? "\(number.value)"
  case .string(let text): "'\(text)'"
  case .array(let elements): "[" + elements.map(shown).joined(separator: ",") + "]"
  case .object(let members):
    "{" + members.map { "\($0.key):\(shown($0.value))" }.joined(separator: ",") + "}"
  case .invalid: "invalid"
  }
}

@Suite("JSON5 reader")
struct JSON5Tests {
  @Test(
    "everything that JSON5 allows is read",
    arguments: [
      ("null", "null"), ("true", "true"), ("[false,]", "[false]"), ("{}", "{}"),
      ("{a:1,}", "{a:1}"), ("{'a b':1,\"c\":2}", "{a b:1,c:2}"),
      ("{$a_1:1, ünï:2}", "{$a_1:1,ünï:2}"),
      ("{\\u0061b:1}", "{ab:1}"), ("{null:1, true:2}", "{null:1,true:2}"),
      ("0x1F", "31"), ("-0XfF", "-255"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("-.5e1", "-5"),
      ("5.e2", "500"), ("1e-3", "0.001"), ("+Infinity", "inf"), ("-Infinity", "-inf"),
      ("NaN", "nan"),
      ("-0", "0"), ("9223372036854775807", "9223372036854775807"),
      ("0xFFFFFFFFFFFFFFFF", "1.8446744073709552e+19"), ("1e400", "inf"),
      ("'it\\'s'", "'it's'"), ("\"a'b\"", "'a'b'"), ("'a\\\nb'", "'ab'"), ("'a\\\r\nb'", "'ab'"),
      ("'\\x41\\u00e9\\ud83d\\ude00\\q\\0'", "'Aé😀q\0'"),
      ("'\\n\\t\\v\\f\\b\\r'", "'\n\t\u{B}\u{C}\u{8}\r'"),
      ("// one\n/* two * / **/ [1 /* three */, // four\r 2]", "[1,2]"),
      ("\u{FEFF}{a:1}", "{a:1}"), ("\u{A0}\u{2028}{\u{3000}a\u{A0}:\u{2003}1}", "{a:1}"),
      ("[[[[]]]]", "[[[[]]]]"), ("'\u{2028}'", "'\u{2028}'"),
    ])
  func reads(text: String, expected: String) throws {
    let (root, problems) = JSON5.parse(text, file: "t")
    #expect(problems.map(\.description) == [])
    #expect(shown(try #require(root)) == expected)
  }

  @Test(
    "a mistake of the text is located and says what would be right",
    arguments: [
      ("", "t:1:1: the file is empty; write an object: { … }"),
      (" // x", "t:1:6: the file is empty; write an object: { … }"),
      ("{", "t:1:2: the `{` of line 1 is never closed; add `}`"),
      ("{a:[1,", "t:1:7: a: the `[` of line 1 is never closed; add `]`"),
      ("{a:}", "t:1:4: a: found `}` where a value is needed"),
      ("{a}", "t:1:3: a: the key has no value; write `a: …`"),
      ("{a:1]", "t:1:5: found `]` where `,` or the `}` of line 1 is needed"),
      ("[1}", "t:1:3: found `}` where `,` or the `]` of line 1 is needed"),
      ("[,]", "t:1:2: [0]: found `,` where a value is needed"),
      ("{a:1,,}", "t:1:6: found `,` where a key or `}` is needed"),
      ("{} x", "t:1:4: `x` after the end of the value; remove it, or a bracket closes too early"),
      ("{a:'x", "t:1:4: a: the text is not closed on its line; add `'`"),
      ("{\n  a: \"x\n}", "t:2:6: a: the text is not closed on its line; add `\"`"),
      ("/* x", "t:1:1: the comment is never closed; add `*/`"),
      ("{a:1 / 2}", "t:1:6: a lone `/`; comments are `// …` or `/* … */`"),
      ("'\\xZ1'", "t:1:4: the escape needs 2 hexadecimal digits"),
      ("'\\ud83d'", "t:1:2: half of a surrogate pair; write both, such as `\\ud83d\\ude00`"),
      ("'\\1'", "t:1:2: `\\` before a digit; write `\\\\` for a backslash"),
      ("#", "t:1:1: found `#` where a value is needed"),
      (
        String(repeating: "[", count: 65),
        "t:1:65: \(String(repeating: "[0]", count: 64)): lists and objects lie deeper than 64 in each other"
      ),
    ])
  func stops(text: String, expected: String) {
    let (root, problems) = JSON5.parse(text, file: "t")
    #expect(problems.map(\.description) == [expected])
    #expect((root == nil) == !text.hasPrefix("{} "))
  }

  @Test(
    "a small mistake is reported and read over",
    arguments: [
      ("{a:1 b:2}", "{a:1,b:2}", "t:1:5: missing `,` here"),
      ("[1\n 2]", "[1,2]", "t:1:3: missing `,` here"),
      ("{a 1}", "{a:1}", "t:1:4: a: missing `:` after the key"),
      (
        "{a:1,\n b:3,\n a:2}", "{a:1,b:3}",
        "t:3:2: a: the key occurs twice, first on line 1; remove one"
      ),
      ("{on-delay:1}", "{on-delay:1}", "t:1:2: the key `on-delay` needs quotes: \"on-delay\""),
      ("{a:yes}", "{a:invalid}", "t:1:4: a: `yes` is no value; write true"),
      ("{a:Off2}", "{a:invalid}", "t:1:4: a: `Off2` is no number; a text needs quotes: \"Off2\""),
      ("{a:5s,b:1}", "{a:invalid,b:1}", "t:1:4: a: `5s` is no number; a text needs quotes: \"5s\""),
      (
        "{a:10.0.0.0/8}", "{a:invalid}",
        "t:1:4: a: `10.0.0.0/8` is no number; a text needs quotes: \"10.0.0.0/8\""
      ),
      (
        "{a:tcp://h:502 }", "{a:invalid}",
        "t:1:4: a: `tcp://h:502` is no number; a text needs quotes: \"tcp://h:502\""
      ),
      ("{a:017}", "{a:invalid}", "t:1:4: a: `017` is no number; leading zeros are not allowed: 17"),
      (
        "{a:1_000}", "{a:invalid}", "t:1:4: a: `1_000` is no number; digits are written without `_`"
      ),
      (
        "{é:'ü', a:.}", "{é:'ü',a:invalid}",
        "t:1:11: a: `.` is no number; a text needs quotes: \".\""
      ),
    ])
  func readsOver(text: String, expected: String, problem: String) throws {
    let (root, problems) = JSON5.parse(text, file: "t")
    #expect(shown(try #require(root)) == expected)
    #expect(problems.map(\.description) == [problem])
  }

  @Test("positions count scalars, and lines end at LF, CR or both")
  func positions() throws {
    let (root, _) = JSON5.parse("{é: 1,\r\n😀: 2,\rc: 3,\n  d: [\n4]}", file: "t")
    guard case .object(let members) = try #require(root).content else { return }
    #expect(members.map(\.position.line) == [1, 2, 3, 4])
    #expect(members.map(\.value.position.column) == [5, 4, 4, 6])
  }

  @Test("bytes that are not UTF-8 are located")
  func notUTF8() {
    let (root, problems) = JSON5.parse([0x7B, 0x0A, 0x27, 0xC3, 0x28, 0x27, 0x7D], file: "t")
    #expect(root == nil)
    #expect(
      problems.map(\.description) == ["t:2:2: the file is not UTF-8 here; save it as UTF-8"])
  }

  @Test(
    "no text has more mistakes than are told, however many its members have",
    arguments: ["a: 1, ", "a 1 ", "--a 1 ", "a: 1e, ", "a: [--1 --1], "])
  func boundedMistakes(member: String) {
    let text = "{" + String(repeating: member, count: 10_000) + "}"
    let (root, problems) = JSON5.parse(text, file: "t")
    #expect(root == nil)
    #expect(problems.count <= 101)
    #expect(problems.last?.message.contains("too many mistakes") == true)
  }

  @Test("another format is given up on, not complained about for ever")
  func givesUp() {
    let text = "{" + String(repeating: "a b ", count: 100_000)
    let (root, problems) = JSON5.parse(text, file: "t")
    #expect(root == nil)
    #expect(problems.count < 110)
  }

  @Test("any prefix and any one-byte change of a text is read or refused, never a crash")
  func survivesDamage() {
    let text = Array("{a: [1, 0x2, 'b\\u0041', {c: null}], /* d */ é: +.5e3}".utf8)
    for end in text.indices { _ = JSON5.parse(Array(text[..<end]), file: "t") }
    for index in text.indices {
      for byte in UInt8.min...UInt8.max {
        var damaged = text
        damaged[index] = byte
        _ = JSON5.parse(damaged, file: "t")
      }
    }
  }
}
