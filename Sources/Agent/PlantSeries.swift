import DeviceProfiles
import Readings

/// Where the value of one plant series comes from, compiled for the scrape: no strings, no sets.
struct PlantSeries: Sendable {
  /// What is taken from the point.
  enum Test: Sendable {
    case whole
    case bit(UInt8)
    /// One bit for each place in the point's list of states.
    case states(UInt64)
    case nonZero
  }

  var point: PointIndex
  var test: Test

  /// The series that a definition makes: one, or one for each neutral state name.
  static func all(
    of definition: SeriesDefinition, point: PointIndex
  ) -> [(state: String?, series: PlantSeries)] {
    guard definition.quantity.kind == .states else {
      return [(nil, PlantSeries(point: point, test: Test(definition.extraction)))]
    }
    var masks: [(name: String, mask: UInt64)] = []
    for (place, name) in definition.stateNames.enumerated() where place < 64 {
      if let known = masks.firstIndex(where: { $0.name == name }) {
        masks[known].mask |= 1 << UInt64(place)
      } else {
        masks.append((name, 1 << UInt64(place)))
      }
    }
    return masks.map { ($0.name, PlantSeries(point: point, test: .states($0.mask))) }
  }

  /// The number to show for a reading; nil when there is nothing to show.
  func number(of reading: Reading) -> Double? {
    guard case .value(let value) = reading.outcome else { return nil }
    switch (test, value) {
    case (.whole, .number(let number)): return number
    case (.whole, .flag(let isSet)): return isSet ? 1 : 0
    case (.bit(let bit), .flags(let flags)): return Double(flags >> UInt64(bit) & 1)
    case (.states(let mask), .state(let state)):
      return state < 64 && mask >> UInt64(state) & 1 == 1 ? 1 : 0
    case (.nonZero, .number(let number)): return number != 0 ? 1 : 0
    default: return nil
    }
  }
}

extension PlantSeries.Test {
  init(_ extraction: Extraction) {
    switch extraction {
    case .whole: self = .whole
    case .bit(let bit): self = .bit(UInt8(clamping: bit))
    case .states(let states):
      self = .states(states.filter { $0 < 64 }.reduce(0) { $0 | 1 << UInt64($1) })
    case .nonZero: self = .nonZero
    }
  }
}
