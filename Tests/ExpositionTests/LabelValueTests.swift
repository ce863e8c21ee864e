import Exposition
import Testing

@Suite("LabelValue")
struct LabelValueTests {
  @Test(
    "control characters are replaced and everything else kept",
    arguments: [
      ("", ""), ("UPS-A", "UPS-A"), ("a\\b\"c", "a\\b\"c"), ("기온 °C", "기온 °C"),
      ("a\nb", "a\u{FFFD}b"), ("a\r\nb", "a\u{FFFD}\u{FFFD}b"),
      ("SN1\u{0}\u{0}", "SN1\u{FFFD}\u{FFFD}"),
      ("\u{1B}[31m", "\u{FFFD}[31m"), ("\u{7F}\u{85}", "\u{FFFD}\u{FFFD}"),
      ("a\u{2028}b", "a\u{FFFD}b"), ("\u{202E}live", "\u{FFFD}live"), ("👩‍🔧", "👩‍🔧"),
    ])
  func cleaned(raw: String, expected: String) {
    #expect(LabelValue.sanitized(raw) == expected)
  }

  @Test("a long value is cut at a character and marked")
  func cut() {
    let limit = LabelValue.maximumByteCount
    let exact = String(repeating: "x", count: limit)
    #expect(LabelValue.sanitized(exact) == exact)
    #expect(
      LabelValue.sanitized(exact + "x") == String(repeating: "x", count: limit - 3) + "…")
    let wide = LabelValue.sanitized(String(repeating: "온", count: 100))
    #expect(wide == String(repeating: "온", count: 84) + "…")
    let family = LabelValue.sanitized(String(repeating: "👩‍👩‍👧‍👦", count: 20))
    #expect(family == String(repeating: "👩‍👩‍👧‍👦", count: 10) + "…")
  }

  @Test("one endless character is cut between its marks")
  func endlessCharacter() {
    let zalgo = "e" + String(repeating: "\u{301}", count: 1000)
    let cut = LabelValue.sanitized(zalgo)
    #expect(cut.utf8.count <= LabelValue.maximumByteCount)
    #expect(cut.unicodeScalars.first == "e")
    #expect(cut.hasSuffix("…"))
  }
}
