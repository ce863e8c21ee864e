import Configuration
import Plant
import Testing

@testable import Simulation

/// The search for broken promises, on a few seeds: the long search is `hallwatch explore`.
@Suite("Explore")
struct ExploreTests {
  @Test("the seeds that once broke a promise keep them all", arguments: TrialSeed.all().0)
  func regressions(seed: TrialSeed) throws {
    let result = try Trial(seed: seed.seed).run(only: seed.only)
    #expect(result.violations.map(\.description) == [], "\(seed.note)")
    #expect(result.requestCount > 100)
  }

  @Test("the files of seeds have no mistakes")
  func seedFiles() {
    #expect(TrialSeed.all().1.map(\.description) == [])
    #expect(!TrialSeed.all().0.isEmpty)
  }

  @Test("a few seeds that nobody has played keep every promise")
  func fresh() throws {
    // A test that draws another seed each time would not be one that can be run again; it says
    // which it drew.
    var generator = SystemRandomNumberGenerator()
    let first = UInt64.random(in: 1_000_000..<1_000_000_000, using: &generator)
    for seed in first..<first + 3 {
      let trial = try Trial(seed: seed, trouble: .seconds(120))
      let result = try trial.run()
      print("explore: fresh seed \(seed) --trouble 120s, \(result.requestCount) requests")
      #expect(
        result.violations.map(\.description) == [],
        "play it again: hallwatch explore --seed \(seed) --trouble 120s")
    }
  }

  @Test("the same seed gives the same log, byte for byte, and another seed another")
  func deterministic() throws {
    func log(_ seed: UInt64) throws -> [String] {
      try Trial(seed: seed, trouble: .seconds(60)).run(keepsLog: true).log
    }
    let first = try log(11)
    #expect(first.count > 200)
    #expect(try log(11) == first)
    #expect(try log(12) != first)
  }

  @Test("a failure is shrunk to the disturbances that it needs, and plays again from them")
  func shrinking() throws {
    var (seed, broken) = (UInt64(1), [Violation]())
    var trial = try Trial(seed: seed, trouble: .seconds(300))
    while broken.isEmpty, seed < 60 {
      trial = try Trial(seed: seed, trouble: .seconds(300))
      broken = try trial.run(defect: .confirmsTooSoon).violations
      seed += 1
    }
    let violation = try #require(broken.first)
    let shrunk = try TrialShrinking(trial, breaking: violation, defect: .confirmsTooSoon)
    #expect(shrunk.only.count < trial.disturbances.count)
    let again = try trial.run(
      only: shrunk.only, defect: .confirmsTooSoon, watching: violation.promise)
    #expect(again.violations.first == shrunk.violation)
  }

  @Test(
    "every planted mistake is found, by the checker of the promise that it breaks",
    arguments: PlantedDefect.allCases)
  func teeth(defect: PlantedDefect) throws {
    for seed in 1...UInt64(Self.seedsUntilFound) {
      let trial = try Trial(seed: seed, trouble: .seconds(120))
      let result = try trial.run(defect: defect, watching: defect.promise)
      if !result.violations.isEmpty { return }
    }
    Issue.record("\(defect) was not found in \(Self.seedsUntilFound) seeds")
  }

  /// Within how many seeds each planted mistake must be found.
  static let seedsUntilFound = 25

  @Test("every promise has a mistake planted for it")
  func everyPromise() {
    #expect(Set(PlantedDefect.allCases.map(\.promise)) == Set(Violation.Promise.allCases))
  }
}
