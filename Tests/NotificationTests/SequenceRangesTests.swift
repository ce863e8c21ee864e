import Notification
import Testing

@Suite("A set of record numbers")
struct SequenceRangesTests {
  @Test("is what a plain set of the same numbers is, and survives being written and read")
  func againstSet() {
    var state: UInt64 = 88_172_645_463_325_252
    func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
    for _ in 0..<200 {
      var plain: Set<UInt64> = []
      var ranges = SequenceRanges()
      for _ in 0..<(next() % 60) {
        let number = next() % 50 + 1
        plain.insert(number)
        ranges.insert(number)
      }
      var other = SequenceRanges()
      for _ in 0..<(next() % 20) {
        let number = next() % 70 + 1
        plain.insert(number)
        other.insert(number)
      }
      ranges.formUnion(other)
      #expect((1...80).allSatisfy { ranges.contains($0) == plain.contains($0) })
      #expect(ranges.first == plain.min() && ranges.last == plain.max())
      let neighbours = zip(ranges.ranges, ranges.ranges.dropFirst())
      #expect(neighbours.allSatisfy { $0.upperBound + 1 < $1.lowerBound })
      #expect(SequenceRanges(text: ranges.text()) == ranges)
    }
  }

  @Test("text that is none is passed over")
  func hostile() {
    #expect(SequenceRanges(text: "5-,x,9-3,-,7").ranges == [5...5, 7...7])
    #expect(SequenceRanges(text: "1-18446744073709551615").isEmpty)
  }
}
