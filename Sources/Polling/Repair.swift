import Registers

/// The search for what a device refuses: a refused request is halved until single items remain.
/// Nothing is believed refused until it was refused twice, because one refusal may be noise.
struct Repair: Sendable {
  enum Step: Sendable {
    /// Read some items with one request.
    case read([RegisterSpan])
    /// Read one item that was refused once.
    case confirmItem(RegisterSpan)
    /// Judge items that were refused together, now that their halves have been read. Sends nothing.
    case judge([RegisterSpan], findingsBefore: Int)
    /// Read items together that were refused together, though each half was given.
    case confirmTogether([RegisterSpan])
    /// Read again what was refused some time ago.
    case retry(RegisterSpan)
  }

  private var steps: [Step] = []
  private(set) var requestCount = 0

  /// The search for the bad items of a request that was refused.
  init(refused items: [RegisterSpan], findings: Int) { split(items, findings: findings) }

  /// The second chance of items refused some time ago.
  init(retrying items: [RegisterSpan]) { steps = items.reversed().map { .retry($0) } }

  /// Moves to the next step that reads; false when the search is over, or has taken enough of
  /// this cycle.
  ///
  /// - Parameter findings: how many facts were learned so far.
  mutating func advance(findings: Int) -> Bool {
    guard requestCount < PollLimits.repairRequestsPerCycle else { return false }
    while case .judge(let items, let findingsBefore)? = steps.last {
      steps.removeLast()
      if findings == findingsBefore { steps.append(.confirmTogether(items)) }
    }
    return !steps.isEmpty
  }

  /// Goes on in a new cycle.
  mutating func resume() { requestCount = 0 }

  /// What to read next.
  func current(startMultiple: Int) -> RegisterSpan? {
    switch steps.last {
    case .read(let items), .confirmTogether(let items):
      Self.span(of: items, startMultiple: startMultiple)
    case .confirmItem(let item): Self.span(of: [item], startMultiple: startMultiple)
    case .retry(let span): span
    case .judge, nil: nil
    }
  }

  /// The span that is read to see whether it is still refused, if that is what is read now.
  var retried: RegisterSpan? {
    if case .retry(let span)? = steps.last { span } else { nil }
  }

  /// The step whose request has just been answered. It is done.
  mutating func take() -> Step? {
    requestCount += 1
    return steps.popLast()
  }

  /// Goes on with the halves of items that were refused together.
  mutating func split(_ items: [RegisterSpan], findings: Int) {
    guard items.count > 1 else {
      steps += items.map { .confirmItem($0) }
      return
    }
    let middle = items.count / 2
    steps.append(.judge(items, findingsBefore: findings))
    steps.append(.read(Array(items[middle...])))
    steps.append(.read(Array(items[..<middle])))
  }

  /// One request over all items; a part of the request that was refused, so it is lawful too.
  static func span(of items: [RegisterSpan], startMultiple: Int) -> RegisterSpan? {
    guard let first = items.first else { return nil }
    let lowest = items.reduce(Int(first.start)) { min($0, Int($1.start)) }
    let end = items.reduce(first.end) { max($0, $1.end) }
    let start = lowest / max(1, startMultiple) * max(1, startMultiple)
    // An item that no lawful request reads was asked for as it stands, and still is.
    return RegisterSpan(table: first.table, start: UInt16(start), count: end - start)
      ?? RegisterSpan(table: first.table, start: UInt16(lowest), count: end - lowest)
  }

  /// What makes items unreadable together, though each half is readable: the hole between the
  /// halves, or the length.
  static func separation(of items: [RegisterSpan], startMultiple: Int) -> LearnedLimits.Fact? {
    let middle = items.count / 2
    let (left, right) = (Array(items[..<middle]), Array(items[middle...]))
    guard let first = span(of: left, startMultiple: 1),
      let second = span(of: right, startMultiple: 1)
    else { return nil }
    if Int(second.start) > first.end {
      return RegisterSpan(
        table: first.table, start: UInt16(first.end), count: Int(second.start) - first.end
      ).map { .hole($0) }
    }
    let counts = [left, right].compactMap { span(of: $0, startMultiple: startMultiple)?.count }
    return counts.max().map { .maximum(first.table, $0) }
  }
}
