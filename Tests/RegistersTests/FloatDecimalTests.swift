import Registers
import Testing

@Suite struct FloatDecimalTests {
  private static let cases: [(Float, Double)] = [
    (230.1, 230.1), (49.98712, 49.98712), (-0.001, -0.001), (0, 0), (123_456, 123_456),
    (16_777_216, 16_777_216), (1e-20, Double(Float(1e-20))), (3.4e38, Double(Float(3.4e38))),
  ]

  @Test("a float gives the decimal that the device meant", arguments: cases)
  func decimal(float: Float, expected: Double) {
    #expect(float.decimalDouble == expected)
  }

  @Test("the decimal always reads back as the same float")
  func readsBack() {
    var pattern: UInt32 = 1
    for _ in 0..<200_000 {
      pattern = pattern &* 1_664_525 &+ 1_013_904_223
      let float = Float(bitPattern: pattern)
      guard float.isFinite else { continue }
      #expect(Float(float.decimalDouble) == float)
    }
  }
}
