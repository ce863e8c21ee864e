import Readings

/// What waits for an instant, earliest first. Few wait at a time, so a sorted array does.
struct AlarmDeadlines: Sendable {
  enum Purpose: UInt8, Sendable {
    case shelvingEnds
    case clockDelay
    case reAlarm
    case sequenceOverdue
    case suppressionEnds
    case suppressionLingers
    case lossLasts
  }

  struct Deadline: Hashable, Sendable {
    let at: Instant
    let alarm: AlarmIndex
    let purpose: Purpose
  }

  /// Latest first, so that taking the earliest moves nothing.
  private var waiting: [Deadline] = []

  var first: Instant? { waiting.last?.at }

  /// Everything that waits, in no order.
  var all: [Deadline] { waiting }

  mutating func insert(_ at: Instant, _ alarm: AlarmIndex, _ purpose: Purpose) {
    remove(alarm, purpose)
    let deadline = Deadline(at: at, alarm: alarm, purpose: purpose)
    var place = waiting.count
    while place > 0, isBefore(waiting[place - 1], deadline) { place -= 1 }
    waiting.insert(deadline, at: place)
  }

  mutating func remove(_ alarm: AlarmIndex, _ purpose: Purpose) {
    waiting.removeAll { $0.alarm == alarm && $0.purpose == purpose }
  }

  /// The earliest deadline that has come; nil when none has.
  mutating func take(by now: Instant) -> Deadline? {
    guard let last = waiting.last, last.at <= now else { return nil }
    return waiting.removeLast()
  }

  /// Ties in order of alarm and purpose, so that the order never depends on insertion.
  private func isBefore(_ left: Deadline, _ right: Deadline) -> Bool {
    if left.at != right.at { return left.at < right.at }
    if left.alarm != right.alarm { return left.alarm < right.alarm }
    return left.purpose.rawValue < right.purpose.rawValue
  }
}
