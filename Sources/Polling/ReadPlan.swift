package import DeviceProfiles
package import Registers

/// The cheapest set of requests that reads given spans under a device's contract.
///
/// Optimal for its cost model. Two facts make that cheap: a span inside another comes for free, and
/// once those are left out, starts and ends rise together, so some best set splits the sorted spans
/// into runs. Dynamic programming over the ends of runs finds it.
package enum ReadPlan {
  /// The spans to request, sorted. Every item lies wholly in at least one of them.
  ///
  /// An item that the contract itself makes unreadable (too long, across a fence, no lawful start)
  /// gets a request of its own, so that the device decides and the others are not harmed.
  ///
  /// - Parameters:
  ///   - items: what must come in one answer each; in any order, overlapping or not.
  ///   - maximumHole: the line's own limit for holes; the smaller of it and the contract's counts.
  ///   - walls: addresses known to be refused, never read across where no item needs them.
  package static func plan(
    items: [RegisterSpan], contract: ReadContract, maximumHole: Int? = nil, cost: ReadCost,
    avoiding walls: [RegisterSpan] = []
  ) -> [RegisterSpan] {
    let rules = ReadRules(contract: contract, maximumHole: maximumHole, walls: walls)
    var requests: [RegisterSpan] = []
    for table in RegisterTable.allCases {
      var readable: [RegisterSpan] = []
      var unreadable: [RegisterSpan] = []
      for item in items.sorted() where item.table == table {
        if rules.request(from: item, to: item) == nil {
          if unreadable.last != item { unreadable.append(item) }
        } else {
          readable.append(item)
        }
      }
      requests += cheapest(outermost(readable), rules: rules, cost: cost)
      requests += unreadable
    }
    return requests.sorted()
  }

  /// The spans that lie in no other, starts and ends rising. Needs them sorted.
  private static func outermost(_ spans: [RegisterSpan]) -> [RegisterSpan] {
    var kept: [RegisterSpan] = []
    for span in spans {
      if let last = kept.last, last.end >= span.end { continue }
      // Equal starts come shortest first, so a longer one replaces what it contains.
      if let last = kept.last, last.start == span.start { kept.removeLast() }
      kept.append(span)
    }
    return kept
  }

  private struct Step {
    var cost: Int
    var requestCount: Int
    /// How many items are left to the steps before.
    var before: Int
    var request: RegisterSpan?
  }

  private static func cheapest(
    _ items: [RegisterSpan], rules: ReadRules, cost: ReadCost
  ) -> [RegisterSpan] {
    // steps[n] is the best way to read the first n items.
    var steps = [Step(cost: 0, requestCount: 0, before: 0, request: nil)]
    steps.reserveCapacity(items.count + 1)
    for end in items.indices {
      var best: Step?
      for first in (0...end).reversed() {
        if first < end, !rules.mayCross(from: items[first], to: items[first + 1]) { break }
        guard let request = rules.request(from: items[first], to: items[end]) else { break }
        // A start moved down to a lawful multiple may take earlier items in as well.
        var before = first
        while before > 0, items[before - 1].start >= request.start { before -= 1 }
        let step = Step(
          cost: steps[before].cost + cost.cost(request),
          requestCount: steps[before].requestCount + 1, before: before, request: request)
        if best.map({ (step.cost, step.requestCount) < ($0.cost, $0.requestCount) }) ?? true {
          best = step
        }
      }
      if let best { steps.append(best) }
    }
    var requests: [RegisterSpan] = []
    var index = items.count
    while index > 0, let request = steps[index].request {
      requests.append(request)
      index = steps[index].before
    }
    return requests.reversed()
  }
}
