import DeviceProfiles
import Plant
import Readings
import Registers
import Testing

@testable import Simulation

/// What the checkers reckon with, held against what is known from elsewhere.
@Suite("The oracles of the checkers")
struct OracleTests {
  private func point(_ name: String, scale: Double) -> PointDefinition {
    PointDefinition(
      name: name, table: .inputRegister, address: 1, encoding: RegisterEncoding(.i16),
      meaning: .number(Scaling(scale: scale)))
  }

  @Test(
    "the dew point is that of the tables, and one that is half a degree off is not taken",
    // Temperature, humidity and dew point of the psychrometric tables of ASHRAE.
    arguments: [
      (20.0, 0.5, 9.3), (25, 0.6, 16.7), (30, 0.4, 14.9), (18, 0.9, 16.3), (40, 0.2, 12.8),
    ])
  func dewPoint(temperature: Double, humidity: Double, expected: Double) {
    let verdict = ComputedOracle.verdict(
      .dewPoint(temperature: "t", humidity: "h"),
      of: [.number(temperature), .number(humidity)],
      [point("t", scale: 0.01), point("h", scale: 0.001)])
    #expect(ComputedOracle.allows(.number(expected), verdict))
    #expect(!ComputedOracle.allows(.number(expected + 0.5), verdict))
    #expect(!ComputedOracle.allows(.number(expected - 0.5), verdict))
  }

  @Test("one that holds is enough, and that none does must be known of all")
  func anyOf() {
    let conditions = [
      PointCondition(point: "a", extraction: .bit(3)),
      PointCondition(point: "b", extraction: .nonZero),
    ]
    let definitions = [point("a", scale: 1), point("b", scale: 1)]
    func verdict(_ values: [Value?]) -> ComputedOracle.Verdict {
      ComputedOracle.verdict(.anyOf(conditions), of: values, definitions)
    }
    #expect(verdict([.flags(8), nil]) == .flag(true))
    #expect(verdict([.flags(7), .number(2)]) == .flag(true))
    #expect(verdict([.flags(7), .number(0)]) == .flag(false))
    #expect(verdict([.flags(7), nil]) == .undecided)
    #expect(verdict([.flags(7), .number(0.3)]) == .undecided)
    #expect(!ComputedOracle.allows(.flag(true), verdict([.flags(7), .number(0)])))
  }

  @Test("a series is taken apart, whatever is in its labels")
  func series() {
    let (name, labels) = PageReader.parts(#"facility_x{a="1,2}",b="say \"no\"",c="back\\slash"}"#)
    #expect(name == "facility_x")
    #expect(labels == [Label("a", "1,2}"), Label("b", #"say "no""#), Label("c", #"back\slash"#)])
    #expect(PageReader.parts("facility_y").labels == [])
  }

  @Test("the records that a webhook was told of are those that its body names")
  func records() {
    let body = Array(#"{"events":[],"records":"12-15,17"}"#.utf8)
    #expect(UntoldChecker.records(in: body) == [12, 13, 14, 15, 17])
    #expect(UntoldChecker.records(in: Array("{}".utf8)) == [])
  }
}
