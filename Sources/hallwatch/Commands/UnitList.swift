import Registers

/// Units as a command line names them, such as `1-16,20,255`, in the order in which they are asked.
struct UnitList {
  let units: [UnitID]

  /// - Throws: when the text is no list, or names a unit that the framing does not have.
  init(_ text: String, framing: Framing) throws(UsageError) {
    var units: [UnitID] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first <= last, (0...255).contains(first), last <= 255
      else {
        throw UsageError("--units \(text): expected numbers and ranges, such as 1-16,20")
      }
      for number in first...last {
        guard let unit = UnitID(rawValue: UInt8(number)), framing == .tcp || unit.isOnBus else {
          throw UsageError(
            framing == .tcp
              ? "--units \(text): units are 0 to 247, and 255 for a device by itself"
              : "--units \(text): RTU framing has the units 1 to 247")
        }
        if !units.contains(unit) { units.append(unit) }
      }
    }
    self.units = units
  }

  /// All units that the framing has; first those of a device that is alone behind its address.
  init(allOf framing: Framing) {
    let bus = (1...247).compactMap { UnitID(rawValue: UInt8($0)) }
    units = framing == .tcp ? [.direct] + [UnitID(rawValue: 0)].compactMap(\.self) + bus : bus
  }

  /// Units in few words: `1-3, 7`.
  static func ranges(_ units: [UnitID]) -> String {
    var runs: [ClosedRange<UInt8>] = []
    for number in units.map(\.rawValue).sorted() {
      if let last = runs.last, Int(last.upperBound) + 1 == Int(number) {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }
}

extension UnitID {
  /// Whether it is an address on a bus, which RTU framing is for. There, 0 is everybody.
  var isOnBus: Bool { (1...247).contains(rawValue) }
}
