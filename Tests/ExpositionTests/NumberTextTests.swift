import Exposition
import TestSupport
import Testing

@Suite("NumberText")
struct NumberTextTests {
  private func text(_ value: Double) -> String {
    var bytes: [UInt8] = []
    NumberText.append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "numbers are written in the shortest way",
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (9, "9"), (10, "10"), (99, "99"), (100, "100"),
      (1_000_000, "1000000"), (-65535, "-65535"), (4_294_967_295, "4294967295"),
      (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992"),
      (9_007_199_254_740_994, "9.007199254740994e+15"),
      (18_014_398_509_481_984, "1.8014398509481984e+16"), (1e20, "1e+20"),
      (0.1, "0.1"), (0.5, "0.5"), (0.05, "0.05"), (0.005, "0.005"), (0.0005, "0.0005"),
      (0.0001, "0.0001"), (0.00005, "5e-05"), (-0.25, "-0.25"), (21.5, "21.5"),
      (230.07, "230.07"), (49.998, "49.998"), (3.1415, "3.1415"), (3.14159, "3.14159"),
      (1.0 / 3.0, "0.3333333333333333"), (100.01, "100.01"), (1.001, "1.001"), (1.01, "1.01"),
      (2.160159, "2.160159"), (0.0001234, "0.0001234"), (0.0000999, "9.99e-05"),
      (0.9999999, "0.9999999"), (0.99999999, "0.99999999"), (-12.3456789, "-12.3456789"),
      (99_999_999.1234567, "99999999.1234567"), (100_000_000.12345, "100000000.12345"),
      (1_763_692_504.123, "1763692504.123"), (899_999_999_999.5, "899999999999.5"),
      (.leastNonzeroMagnitude, "5e-324"), (-2.2250738585072014e-308, "-2.2250738585072014e-308"),
      (1.7976931348623157e308, "1.7976931348623157e+308"),
    ] as [(Double, String)])
  func table(value: Double, expected: String) {
    #expect(text(value) == expected)
  }

  @Test("every number reads back as itself", arguments: [1, 2, 3] as [UInt64])
  func roundTrip(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      let decimals = [1, 10, 100, 1000, 10_000, 100_000].randomElement(using: &generator) ?? 1
      let whole = Double(Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator))
      let any = Double(bitPattern: generator.next())
      for value in [whole, whole / Double(decimals), whole * Double(decimals) * 1e6, any]
      where value.isFinite {
        let text = text(value)
        #expect(Double(text) == value, "\(value)")
        #expect(text.utf8.count <= value.description.utf8.count + 1)
      }
    }
  }

  @Test("numbers with decimals are written as the standard library describes them")
  func decimals() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<50_000 {
      let powers: [Double] = [10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]
      let power = powers.randomElement(using: &generator) ?? 1
      let digits = Double(Int64.random(in: 1...10_000_000_000, using: &generator))
      let float = Double("\(Float(digits / power))") ?? 0
      for value in [digits / power, -digits / power, float] where value != value.rounded() {
        #expect(text(value) == value.description)
      }
    }
  }
}
