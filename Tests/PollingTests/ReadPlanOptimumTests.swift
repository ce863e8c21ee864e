import DeviceProfiles
import Polling
import Registers
import TestSupport
import Testing

/// Random small cases against a search through every possible set of requests.
@Suite("A read plan against brute force")
struct ReadPlanOptimumTests {
  @Test("is lawful, complete and the cheapest possible", arguments: 1...8)
  func isOptimal(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let drawn = PlanCase(using: &generator)
      let plan = ReadPlan.plan(items: drawn.items, contract: drawn.contract, cost: drawn.cost)
      for item in drawn.items { #expect(plan.contains { $0.contains(item) }, "\(drawn)") }
      let readable = drawn.items.filter { item in drawn.candidates.contains { $0.contains(item) } }
      let unreadable = Set(drawn.items).subtracting(readable)
      let lawful = plan.filter { !unreadable.contains($0) }
      for request in lawful { #expect(drawn.candidates.contains(request), "\(request) \(drawn)") }
      #expect(drawn.cost.cost(lawful) == drawn.cheapest(covering: readable), "\(drawn)")
    }
  }
}

/// A contract and a few items within 14 addresses.
private struct PlanCase {
  var items: [RegisterSpan]
  var contract: ReadContract
  var cost: ReadCost

  init(using generator: inout SeededGenerator) {
    let fences = generator.oneIn(3) ? [words(0, 6), words(6, 5)] : []
    contract = ReadContract(
      maximumRegisters: Int.random(in: 2...12, using: &generator),
      maximumHole: Int.random(in: 0...4, using: &generator), fences: fences,
      startMultiple: Int.random(in: 1...3, using: &generator))
    cost = ReadCost(
      perRequest: Int.random(in: 0...20, using: &generator),
      perByte: Int.random(in: 0...3, using: &generator))
    items = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
      words(Int.random(in: 0...10, using: &generator), Int.random(in: 1...4, using: &generator))
    }
  }

  /// Every request that the contract allows and that starts and ends with an item.
  var candidates: [RegisterSpan] {
    var found: [RegisterSpan] = []
    for first in items {
      for last in items where last.end > Int(first.start) {
        let start = Int(first.start) / contract.startMultiple * contract.startMultiple
        guard last.end - start <= contract.maximumRegisters else { continue }
        let span = words(start, last.end - start)
        if isLawful(span, needed: Int(first.start)) { found.append(span) }
      }
    }
    return found
  }

  /// Fences and holes, counted address by address. `needed` is where the padding ends.
  private func isLawful(_ span: RegisterSpan, needed: Int) -> Bool {
    let touched = contract.fences.filter { $0.addresses.overlaps(span.addresses) }
    guard touched.isEmpty || touched.count == 1 && touched[0].contains(span) else { return false }
    let inside = items.filter { span.contains($0) }
    var hole = 0
    for address in needed..<span.end {
      hole = inside.contains { $0.addresses.contains(address) } ? 0 : hole + 1
      if hole > contract.maximumHole { return false }
    }
    return true
  }

  /// The least cost over all subsets of the candidates that read every item.
  func cheapest(covering items: [RegisterSpan]) -> Int {
    let candidates = Set(candidates).sorted()
    var reads: [Set<RegisterSpan>: Int] = [[]: 0]
    for candidate in candidates {
      let new = Set(items.filter { candidate.contains($0) })
      for (covered, price) in reads {
        let union = covered.union(new)
        let total = price + cost.cost(candidate)
        if total < reads[union] ?? .max { reads[union] = total }
      }
    }
    return reads[Set(items)] ?? .max
  }
}
