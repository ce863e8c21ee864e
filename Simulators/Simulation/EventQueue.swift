import Readings

/// What will happen in virtual time, the earliest first; things of one instant in the order in
/// which they were added.
struct EventQueue<Event: Sendable>: Sendable {
  private struct Entry: Sendable {
    var at: Instant
    var order: UInt64
    var event: Event

    func isBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
  }

  /// A binary heap.
  private var entries: [Entry] = []
  private var nextOrder: UInt64 = 0

  var nextAt: Instant? { entries.first?.at }

  mutating func add(_ event: Event, at instant: Instant) {
    entries.append(Entry(at: instant, order: nextOrder, event: event))
    nextOrder += 1
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child].isBefore(entries[parent]) else { break }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> (at: Instant, event: Event)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return (first.at, first.event)
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
        if entries[child].isBefore(entries[least]) { least = child }
      }
      guard least != parent else { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
