import Agent
import Foundation
import Readings
import Testing

@Suite("A journal record as JSON")
struct JournalRecordTests {
  private func record(_ fields: [JournalRecord.Field]) -> JournalRecord {
    JournalRecord(
      sequence: 57, kind: .occurred, time: WallTime(nanoseconds: 1_665_814_740_123_456_789),
      monotonic: Instant(nanoseconds: 9_007_199_254_740_993), fields: fields)
  }

  private func text(_ value: JournalRecord.FieldValue) -> String {
    let all = String(decoding: record([.init("x", value)]).json, as: UTF8.self)
    return String(
      all.dropFirst(all.distance(from: all.startIndex, to: all.range(of: "\"x\":")!.upperBound))
        .dropLast())
  }

  @Test("has a fixed beginning and its fields in their order")
  func order() {
    let json = record([
      .init("alarm", .text("warm/probe-7")), .init("value", .number(27.1)),
      .init("limit", .number(27)), .init("occurrence", .count(3)), .init("first_out", .flag(true)),
      .init("actor", .none),
    ]).json
    #expect(
      String(decoding: json, as: UTF8.self) == """
        {"seq":57,"kind":"occurred","t_recorded":"2022-10-15T06:19:00.123Z",\
        "monotonic_ns":9007199254740993,"alarm":"warm/probe-7","value":27.1,"limit":27,\
        "occurrence":3,"first_out":true,"actor":null}
        """)
  }

  @Test(
    "writes numbers as the shortest decimals that read back the same",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (27, "27"), (-5, "-5"), (0.1, "0.1"), (1e-7, "1e-07"),
      (100_000, "100000"), (9_007_199_254_740_991, "9007199254740991"), (1e16, "1e+16"),
      (1.7976931348623157e308, "1.7976931348623157e+308"),
      (.leastNonzeroMagnitude, "5e-324"), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
      (-12.75, "-12.75"),
    ])
  func numbers(number: Double, expected: String) throws {
    #expect(text(.number(number)) == expected)
    if number.isFinite {
      let object = try JSONSerialization.jsonObject(
        with: Data(record([.init("x", .number(number))]).json))
      #expect((object as? [String: Any])?["x"] as? Double == number)
    }
  }

  @Test(
    "escapes what would end a string, a line, or steer a terminal",
    arguments: [
      ("", "\"\""), ("a\"b\\c", #""a\"b\\c""#), ("a\nb\r\tc", #""a\nb\r\tc""#),
      ("\u{0}\u{1F}\u{7F}\u{9B}", #""\u0000\u001f\u007f\u009b""#),
      ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("\u{1B}[31m", #""\u001b[31m""#),
      ("온도 °C 🔥", "\"온도 °C 🔥\""), ("/", "\"/\""), ("\r\n", #""\r\n""#),
      ("e\u{301}", "\"e\u{301}\""),
    ])
  func strings(value: String, expected: String) throws {
    #expect(text(.text(value)) == expected)
    let object = try JSONSerialization.jsonObject(
      with: Data(record([.init("x", .text(value))]).json))
    let read = try #require((object as? [String: Any])?["x"] as? String)
    #expect(Array(read.unicodeScalars) == Array(value.unicodeScalars))
  }

  @Test("is one line whatever its texts hold")
  func oneLine() {
    let hostile = String(String.UnicodeScalarView((0...0x2100).compactMap(Unicode.Scalar.init)))
    let json = record([.init("x\n", .text(hostile))]).json
    #expect(!json.contains { $0 < 0x20 || $0 == 0x7F })
    #expect((try? JSONSerialization.jsonObject(with: Data(json))) != nil)
  }

  @Test("has a name for every kind of record")
  func kinds() {
    let names = JournalRecord.Kind.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for name in names { #expect(!name.isEmpty && name.allSatisfy { $0.isLowercase || $0 == "_" }) }
  }
}
