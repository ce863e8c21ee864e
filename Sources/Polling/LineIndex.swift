/// A line of the running agent, by its place in the settings. Dense from 0.
package struct LineIndex: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
