/// A set of record numbers, kept as ranges: what a delivery tells of, and what is told already.
package struct SequenceRanges: Hashable, Sendable {
  /// Ascending, without overlap or contact.
  package private(set) var ranges: [ClosedRange<UInt64>] = []

  package init() {}

  package init(_ numbers: some Sequence<UInt64>) {
    for number in numbers.sorted() { insert(number) }
  }

  package var isEmpty: Bool { ranges.isEmpty }
  package var first: UInt64? { ranges.first?.lowerBound }
  package var last: UInt64? { ranges.last?.upperBound }

  package func contains(_ number: UInt64) -> Bool {
    let place = firstPlace { $0.upperBound >= number }
    return place < ranges.count && ranges[place].contains(number)
  }

  package mutating func insert(_ number: UInt64) {
    let place = firstPlace { $0.upperBound >= number }
    if place < ranges.count, ranges[place].contains(number) { return }
    let joinsBefore = place > 0 && ranges[place - 1].upperBound + 1 == number
    let joinsAfter = place < ranges.count && ranges[place].lowerBound == number + 1
    switch (joinsBefore, joinsAfter) {
    case (true, true):
      ranges[place - 1] = ranges[place - 1].lowerBound...ranges[place].upperBound
      ranges.remove(at: place)
    case (true, false): ranges[place - 1] = ranges[place - 1].lowerBound...number
    case (false, true): ranges[place] = number...ranges[place].upperBound
    case (false, false): ranges.insert(number...number, at: place)
    }
  }

  package mutating func formUnion(_ other: SequenceRanges) {
    for range in other.ranges {
      guard let last, range.lowerBound <= last + 1 else {
        ranges.append(range)
        continue
      }
      for number in range { insert(number) }
    }
  }

  private func firstPlace(_ holds: (ClosedRange<UInt64>) -> Bool) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(ranges[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Such as `12-15,17`; what is beyond `most` bytes is left out, and then told again after a
  /// restart rather than not at all.
  package func text(most: Int = 8000) -> String {
    var text = ""
    for range in ranges {
      let part =
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
      guard text.utf8.count + part.utf8.count < most else { break }
      text += (text.isEmpty ? "" : ",") + part
    }
    return text
  }

  /// Reads what `text` wrote; parts that are something else are left out.
  package init(text: String) {
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").compactMap { UInt64($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last - first < 1 << 24
      else { continue }
      for number in first...last { insert(number) }
    }
  }
}
