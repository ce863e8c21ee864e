package import DeviceProfiles
package import Registers

/// The requests of a device's cycles, made once and used in every cycle.
///
/// What is due differs from cycle to cycle: `first` and `normal` always, `slow` in every tenth,
/// `once` in the first after a connection.
package struct CyclePlan: Hashable, Sendable {
  /// One request of a cycle.
  package struct Request: Hashable, Sendable {
    package var span: RegisterSpan
    /// The most urgent pace of what it reads.
    package var pace: PointDefinition.Pace

    package init(span: RegisterSpan, pace: PointDefinition.Pace) {
      self.span = span
      self.pace = pace
    }
  }

  /// By `Kind.index`.
  private let requestsByKind: [[Request]]

  /// Which paces are due besides `first` and `normal`.
  package struct Kind: Hashable, Sendable {
    package var includesSlow: Bool
    package var includesOnce: Bool

    package init(includesSlow: Bool = false, includesOnce: Bool = false) {
      self.includesSlow = includesSlow
      self.includesOnce = includesOnce
    }

    /// 0 to 3.
    package var index: Int { (includesSlow ? 1 : 0) + (includesOnce ? 2 : 0) }
  }

  package init(
    items: [PolledItem], contract: ReadContract, maximumHole: Int? = nil, cost: ReadCost,
    avoiding walls: [RegisterSpan] = []
  ) {
    let paces = Set(items.map(\.pace))
    var plans: [[Request]] = []
    for index in 0..<4 {
      let (slow, once) = (index & 1 == 1, index & 2 == 2)
      if slow, !paces.contains(.slow) {
        plans.append(plans[index - 1])
      } else if once, !paces.contains(.once) {
        plans.append(plans[index - 2])
      } else {
        let due = items.filter { ($0.pace != .slow || slow) && ($0.pace != .once || once) }
        plans.append(
          Self.requests(
            of: due, contract: contract, maximumHole: maximumHole, cost: cost, walls: walls))
      }
    }
    requestsByKind = plans
  }

  /// The requests of one cycle in the order in which they are sent.
  package func requests(_ kind: Kind = Kind()) -> [Request] { requestsByKind[kind.index] }

  /// Whether some points are read only once after a connection.
  package var readsOnce: Bool {
    requests(Kind(includesOnce: true)) != requests(Kind(includesOnce: false))
  }

  /// Urgent points get requests of their own unless reading them with the others is cheaper.
  private static func requests(
    of items: [PolledItem], contract: ReadContract, maximumHole: Int?, cost: ReadCost,
    walls: [RegisterSpan]
  ) -> [Request] {
    func plan(_ items: [PolledItem]) -> [RegisterSpan] {
      ReadPlan.plan(
        items: items.map(\.span), contract: contract, maximumHole: maximumHole, cost: cost,
        avoiding: walls)
    }
    func ranked(
      _ spans: [RegisterSpan], _ items: [PolledItem]
    ) -> [(request: Request, rank: Int)] {
      spans.map { span in
        let read = items.filter { span.contains($0.span) }
        let pace = read.lazy.map(\.pace).min { $0.urgency < $1.urgency } ?? .normal
        return (Request(span: span, pace: pace), read.contains(where: \.isSource) ? 0 : 1)
      }
    }
    let urgent = items.filter { $0.pace == .first }
    let others = items.filter { $0.pace != .first }
    let (together, first, rest) = (plan(items), plan(urgent), plan(others))
    let requests =
      cost.cost(together) < cost.cost(first) + cost.cost(rest)
      ? ranked(together, items) : ranked(first, urgent) + ranked(rest, others)
    // What others are decoded by comes before them, so that after a connection was lost, when nothing
    // is known any more, one cycle gives all.
    return requests.sorted {
      ($0.request.pace.urgency, $0.rank, $0.request.span.table, $0.request.span.start)
        < ($1.request.pace.urgency, $1.rank, $1.request.span.table, $1.request.span.start)
    }.map(\.request)
  }
}

extension PointDefinition.Pace {
  /// The place in a cycle, 0 the first: who the device is, because nothing is believed before
  /// that, then protection, then the rest.
  package var urgency: Int {
    switch self {
    case .once: 0
    case .first: 1
    case .normal: 2
    case .slow: 3
    }
  }
}
