import Readings
import Testing

@testable import StatusPage

@Suite("The words of the status page")
struct WordingTests {
  @Test(
    "numbers are said in the unit that people use",
    arguments: [
      (23.25, "celsius", "23.3 °C"), (-5.04, "celsius", "\u{2212}5 °C"), (0, "celsius", "0 °C"),
      (0.4825, "ratio", "48.3 %"), (1, "ratio", "100 %"), (230.14, "volts", "230.1 V"),
      (3.3251, "volts", "3.325 V"), (999.4, "watts", "999 W"), (12_460, "watts", "12.5 kW"),
      (50.013, "hertz", "50.01 Hz"), (3_600_000, "joules", "1 kWh"),
      (345_678, "pascals", "346 kPa"), (12, "pascals", "12 Pa"), (0.0042, "amperes", "4.2 mA"),
      (16.06, "amperes", "16.1 A"), (750, "seconds", "12 min"),
      (1_700_000_000, "seconds", "2023-11-14"), (42, "widgets", "42 widgets"),
    ])
  func numbers(number: Double, unit: String, text: String) {
    #expect(Wording.number(number, unit: unit) == text)
  }

  @Test(
    "durations are said in their largest units",
    arguments: [
      (0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"),
      (12_000, "3 h 20 min"), (172_800, "2 d"), (-3, "0 s"),
    ])
  func durations(seconds: Int, text: String) {
    #expect(Wording.duration(.seconds(seconds)) == text)
  }

  @Test("the digests of the policy are those that other programs compute")
  func base64() {
    #expect(Base64.text(of: Array("".utf8)) == "")
    #expect(Base64.text(of: Array("f".utf8)) == "Zg==")
    #expect(Base64.text(of: Array("fo".utf8)) == "Zm8=")
    #expect(Base64.text(of: Array("foo".utf8)) == "Zm9v")
    #expect(Base64.text(of: Array("foobar".utf8)) == "Zm9vYmFy")
    #expect(Base64.text(of: [0xFB, 0xFF, 0xFE]) == "+//+")
  }
}
