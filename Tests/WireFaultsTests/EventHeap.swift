import Readings

/// What is going to happen, earliest first; of the same instant, first come first served.
struct EventHeap<Event> {
  private struct Entry {
    var at: Instant
    var order: UInt64
    var event: Event

    func isBefore(_ other: Entry) -> Bool { (at, order) < (other.at, other.order) }
  }

  private var entries: [Entry] = []
  private var order: UInt64 = 0

  var next: Instant? { entries.first?.at }

  mutating func add(_ event: Event, at instant: Instant) {
    order += 1
    entries.append(Entry(at: instant, order: order, event: event))
    var place = entries.count - 1
    while place > 0, entries[place].isBefore(entries[(place - 1) / 2]) {
      entries.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func take() -> Event {
    entries.swapAt(0, entries.count - 1)
    let taken = entries.removeLast()
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < entries.count && entries[child].isBefore(entries[least]) {
        least = child
      }
      if least == place { return taken.event }
      entries.swapAt(place, least)
      place = least
    }
  }
}
