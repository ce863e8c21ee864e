/// Finds a smaller set of disturbances that breaks the same promise, by leaving out ever smaller
/// parts of it.
package struct TrialShrinking: Sendable {
  /// The disturbances that are enough, by number.
  package let only: Set<Int>
  /// How the promise breaks with these alone.
  package let violation: Violation
  /// How many runs it took.
  package let runCount: Int

  /// - Parameters:
  ///   - mostRuns: how many runs may be made of it.
  ///   - onRun: told how many disturbances are left and how many runs were made.
  package init(
    _ trial: Trial, breaking violation: Violation, defect: PlantedDefect? = nil,
    mostRuns: Int = 200, onRun: (Int, Int) -> Void = { _, _ in }
  ) throws {
    var kept = trial.disturbances.map(\.id)
    var found = violation
    var runs = 0
    var parts = 2
    func breaks(_ ids: [Int]) throws -> Violation? {
      runs += 1
      return try trial.run(only: Set(ids), defect: defect, watching: violation.promise)
        .violations.first
    }
    if let smaller = try breaks([]) {
      kept = []
      found = smaller
    }
    while kept.count > 1, runs < mostRuns {
      let size = (kept.count + parts - 1) / parts
      var isSmaller = false
      for start in stride(from: 0, to: kept.count, by: size) where runs < mostRuns {
        let rest = Array(kept[..<start] + kept[min(kept.count, start + size)...])
        guard !rest.isEmpty, let smaller = try breaks(rest) else { continue }
        (kept, found, isSmaller) = (rest, smaller, true)
        parts = max(2, parts - 1)
        break
      }
      onRun(kept.count, runs)
      if isSmaller { continue }
      if parts >= kept.count { break }
      parts = min(kept.count, parts * 2)
    }
    only = Set(kept)
    self.violation = found
    runCount = runs
  }
}
