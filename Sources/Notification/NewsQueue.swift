import Alarms

/// What one target is still to be told, the most pressing first. Bounded: what finds no place is
/// counted in groups, so nothing is lost without a trace.
struct NewsQueue: Sendable {
  /// Ordered by urgency, then by record.
  private var news: [AlarmNews] = []
  private var groups: [NewsGroup.Key: NewsGroup] = [:]
  private let guidance: [String: AlarmGuidance]

  init(guidance: [String: AlarmGuidance]) { self.guidance = guidance }

  /// What goes out together.
  struct Batch: Sendable {
    var events: [AlarmNews] = []
    /// How often each alarm's news came, for those of which only the last is in `events`.
    var repeats: [String: Int] = [:]
    var groups: [(key: NewsGroup.Key, group: NewsGroup)] = []
    var sequences = SequenceRanges()

    var isFlood: Bool { !groups.isEmpty }
    var count: Int { events.count + groups.reduce(0) { $0 + $1.group.count } }
  }

  var isEmpty: Bool { news.isEmpty && groups.isEmpty }
  var count: Int { news.count + groups.values.reduce(0) { $0 + $1.count } }
  /// Whether something waits that must not.
  var isPressing: Bool { news.first?.isPressing ?? false }

  /// The lowest number of what waits; nil when nothing does.
  var lowestSequence: UInt64? {
    let single = news.lazy.map(\.sequence).filter { $0 > 0 }.min()
    let grouped = groups.values.compactMap(\.sequences.first).min()
    return [single, grouped].compactMap { $0 }.min()
  }

  mutating func add(_ added: AlarmNews) {
    let place = news.partitioningIndex { Self.order(added) < Self.order($0) }
    news.insert(added, at: place)
    guard news.count > NotificationLimits.queue else { return }
    // A tenth at once, so that a flood does not pay for it at every step.
    for surplus in news.suffix(NotificationLimits.queue / 10) { fold(surplus) }
    news.removeLast(NotificationLimits.queue / 10)
  }

  private static func order(_ news: AlarmNews) -> (Int, UInt64) { (news.urgency, news.sequence) }

  private mutating func fold(_ news: AlarmNews) {
    let group = news.detail("group") ?? guidance[news.id]?.group ?? ""
    var key = NewsGroup.Key(priority: news.priority, name: group.isEmpty ? news.alarm : group)
    if groups[key] == nil, groups.count >= NotificationLimits.groups { key.name = "other alarms" }
    groups[key, default: NewsGroup()].take(news)
  }

  /// Takes out what goes next. More than a person reads goes in groups, but for what presses.
  ///
  /// - Parameter limit: at most so many; groups are only made when nil.
  mutating func take(most limit: Int? = nil) -> Batch {
    if limit == nil, news.count > NotificationLimits.floodAbove {
      let pressing = news.partitioningIndex { !$0.isPressing }
      for ordinary in news[pressing...] { fold(ordinary) }
      news.removeLast(news.count - pressing)
    }
    var batch = Batch()
    let taken = min(news.count, limit ?? NotificationLimits.eventsPerDelivery)
    for next in news.prefix(taken) {
      if next.sequence > 0 { batch.sequences.insert(next.sequence) }
      if limit == nil, let place = batch.events.firstIndex(where: { $0.id == next.id }) {
        batch.repeats[next.id, default: 1] += 1
        batch.events[place] = next
      } else {
        batch.events.append(next)
      }
    }
    news.removeFirst(taken)
    if limit == nil {
      batch.groups = groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      for (_, group) in batch.groups { batch.sequences.formUnion(group.sequences) }
      groups = [:]
    }
    return batch
  }
}

extension Array {
  /// The first place whose element satisfies the predicate, when all after it do too.
  fileprivate func partitioningIndex(_ isAfter: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
