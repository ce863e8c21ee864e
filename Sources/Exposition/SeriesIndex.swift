/// A series of a layout, by the order of registration: its place in the array of values.
/// Dense from 0.
package struct SeriesIndex: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
