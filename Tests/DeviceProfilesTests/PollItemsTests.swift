import Configuration
import DeviceProfiles
import Registers
import Testing

@Suite("What is read together")
struct PollItemsTests {
  private func number(
    _ name: String, _ address: UInt16, _ type: RegisterEncoding.ValueType = .u16,
    factor: String? = nil, pace: PointDefinition.Pace = .normal
  ) -> PointDefinition {
    PointDefinition(
      name: name, table: .holdingRegister, address: address, encoding: RegisterEncoding(type),
      meaning: .number(Scaling(factor: factor.map { .powerOfTen(point: $0) })), pace: pace)
  }

  private func items(_ points: [PointDefinition], _ contract: ReadContract = ReadContract())
    -> [String]
  {
    var one = profile(points)
    one.contract = contract
    return one.pollItems().map { "\($0.item) \($0.pace.rawValue) \($0.points)" }
  }

  @Test("a value of several registers is one item")
  func wholeValues() {
    #expect(
      items([number("b", 4, .u32), number("a", 0, .f64)])
        == ["holding 0-3 normal [1]", "holding 4-5 normal [0]"])
  }

  @Test("a value comes with the point that scales it, across other points, not across holes")
  func sources() {
    let points = [number("a", 0, factor: "f"), number("b", 1), number("f", 2)]
    #expect(items(points) == ["holding 0-2 normal [0, 1, 2]"])
    let apart = [number("a", 0, factor: "f"), number("f", 2)]
    #expect(items(apart) == ["holding 0 normal [0]", "holding 2 normal [1]"])
    #expect(items(apart, ReadContract(maximumHole: 1)) == ["holding 0-2 normal [0, 1]"])
  }

  @Test("a source beyond one request, or beyond a fence, is read by itself")
  func farSources() {
    let points = [number("a", 0, factor: "f"), number("f", 1)]
    #expect(
      items(points, ReadContract(maximumRegisters: 1))
        == ["holding 0 normal [0]", "holding 1 normal [1]"])
    #expect(
      items(points, ReadContract(fences: [span(.holdingRegister, 1, 4)]))
        == ["holding 0 normal [0]", "holding 1 normal [1]"])
  }

  @Test("points that share a register are one item, as frequent as the most frequent")
  func sharedRegisters() {
    var high = number("high", 7, pace: .slow)
    high.field = BitField(shift: 8, width: 8)
    var low = number("low", 7, pace: .first)
    low.field = BitField(shift: 0, width: 8)
    #expect(items([high, low]) == ["holding 7 first [0, 1]"])
  }

  @Test("what others are decoded by is a source, and is read as often as they are")
  func sourcesAsOften() {
    var unit = number("unit", 900, pace: .slow)
    var far = number("far", 7)
    far.meaning = .number(Scaling(factor: .powerOfTen(point: "unit")))
    func read(_ points: [PointDefinition]) -> [String] {
      let profile = DeviceProfile(
        name: "p", deviceClass: .battery, title: "P", points: points)
      return profile.pollItems().map { "\($0.item.start) \($0.pace.rawValue) \($0.isSource)" }
    }
    #expect(read([far, unit]) == ["7 normal false", "900 normal true"])
    far.pace = .first
    #expect(read([far, unit]) == ["7 first false", "900 first true"])
    unit.pace = .once
    #expect(read([far, unit]) == ["7 first false", "900 once true"])
    far.meaning = .number(Scaling())
    #expect(read([far, unit]) == ["7 first false", "900 once false"])
  }

  @Test("every point of the catalogue is in exactly one item, wholly")
  func catalogue() {
    for profile in ProfileCatalogue.load().map(\.locatedAsUsual) {
      let items = profile.pollItems()
      let read = profile.points.indices.filter { profile.points[$0].computation == nil }
      #expect(items.flatMap(\.points).sorted() == read)
      for (item, _, points, _) in items {
        for index in points {
          #expect(item.contains(profile.points[index].span!), "\(profile.points[index].name)")
        }
      }
    }
  }

  @Test("the leak distance, its unit and the leak bit come in one answer")
  func leakDistance() throws {
    let panel = try #require(ProfileCatalogue.named("rle-seahawk-ld2100"))
    let first = try #require(panel.pollItems().first { $0.item.table == .inputRegister })
    #expect(first.item.description == "input 0-4")
  }
}
