package import Readings

/// How many points have a reading of each quality.
package struct QualityCounts: Sendable {
  private var counts = [0, 0, 0]

  package subscript(quality: Quality) -> Int {
    get { counts[place(of: quality)] }
    set { counts[place(of: quality)] = newValue }
  }

  private func place(of quality: Quality) -> Int {
    switch quality {
    case .good: 0
    case .uncertain: 1
    case .bad: 2
    }
  }
}
