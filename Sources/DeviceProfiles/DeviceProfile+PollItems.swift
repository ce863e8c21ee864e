package import Registers

extension DeviceProfile {
  /// What must come in one answer: each value with all its registers, together with the points that
  /// scale or validate it where the device allows one request for both. Values that share registers
  /// are one item, read as often as the most frequent of them and of what depends on them. Sorted by
  /// table and address.
  package func pollItems() -> [(
    item: RegisterSpan, pace: PointDefinition.Pace, points: [Int], isSource: Bool
  )] {
    let covered = coverage()
    let wanted = points.indices.compactMap { index -> Item? in
      guard var span = points[index].span else { return nil }
      for source in points[index].sources {
        guard let other = points.first(where: { $0.name == source })?.span,
          let joined = joined(span, other, covered)
        else { continue }
        span = joined
      }
      return Item(span: span, pace: points[index].pace, points: [index])
    }
    var items: [Item] = []
    for item in wanted.sorted(by: { ($0.span, $0.points[0]) < ($1.span, $1.points[0]) }) {
      if let last = items.last, last.span.table == item.span.table,
        Int(item.span.start) < last.span.end, let both = hull(last.span, item.span)
      {
        items[items.count - 1] = Item(
          span: both, pace: last.pace.sooner(item.pace), points: last.points + item.points)
      } else {
        items.append(item)
      }
    }
    return items.map { item in
      let dependents = dependents(on: item)
      // Never less often than what depends on it, but for what is read once and remembered.
      let pace = dependents.reduce(item.pace) {
        $0 == .once || $1.pace == .once ? $0 : $0.sooner($1.pace)
      }
      return (
        item: item.span, pace: pace, points: item.points.sorted(), isSource: !dependents.isEmpty
      )
    }
  }

  /// The points outside of an item whose values depend on points in it.
  private func dependents(on item: Item) -> [PointDefinition] {
    let names = Set(item.points.map { points[$0].name })
    return points.indices.filter { index in
      !item.points.contains(index) && points[index].sources.contains(where: names.contains)
    }.map { points[$0] }
  }

  private struct Item {
    var span: RegisterSpan
    var pace: PointDefinition.Pace
    var points: [Int]
  }

  /// The smallest span with both; nil when they are of two tables, one request cannot ask for it,
  /// or it would cross a fence.
  private func hull(_ left: RegisterSpan, _ right: RegisterSpan) -> RegisterSpan? {
    let start = min(left.start, right.start)
    let count = max(left.end, right.end) - Int(start)
    let limit = left.table.holdsBits ? contract.maximumBits : contract.maximumRegisters
    guard left.table == right.table, count <= limit,
      let span = RegisterSpan(table: left.table, start: start, count: count),
      contract.fences.allSatisfy({ !$0.isCrossed(by: span) })
    else { return nil }
    return span
  }

  /// The hull of a value and its source, unless that reads across a hole that the device forbids.
  private func joined(
    _ value: RegisterSpan, _ source: RegisterSpan, _ covered: Set<Int>
  ) -> RegisterSpan? {
    guard let span = hull(value, source) else { return nil }
    var hole = 0
    for address in span.addresses {
      hole = covered.contains(key(span.table, address)) ? 0 : hole + 1
      if hole > contract.maximumHole { return nil }
    }
    return span
  }

  private func coverage() -> Set<Int> {
    var covered: Set<Int> = []
    for point in points {
      guard let span = point.span else { continue }
      for address in span.addresses { covered.insert(key(span.table, address)) }
    }
    return covered
  }

  private func key(_ table: RegisterTable, _ address: Int) -> Int {
    Int(table.rawValue) << 16 | address
  }
}

extension PointDefinition {
  /// The points that the value of this one depends on.
  package var sources: [String] {
    var sources: [String] = []
    if case .number(let scaling) = meaning, let factor = scaling.factor {
      sources.append(factor.point)
    }
    for condition in validWhile where !sources.contains(condition.point) {
      sources.append(condition.point)
    }
    return sources
  }
}

extension PointDefinition.Pace {
  /// The more frequent of two.
  package func sooner(_ other: Self) -> Self {
    let order = Self.allCases
    let own = order.firstIndex(of: self) ?? 0
    let others = order.firstIndex(of: other) ?? 0
    return own <= others ? self : other
  }
}

extension RegisterSpan {
  /// Whether a request overlaps this block without lying in it.
  package func isCrossed(by request: RegisterSpan) -> Bool {
    table == request.table && request.start < end && start < request.end
      && !contains(request)
  }
}
