/// The latest reading of every point, and the last good one.
///
/// Columns instead of records: a scrape takes a copy of the agent, and the next write then copies
/// the columns it touches, which is one `memcpy` each because they hold no references.
package struct ReadingStore: Sendable {
  private enum Kind: UInt8 { case none, number, flag, state, flags, text }

  private var kinds: [UInt8]
  /// The bits of a number; a flag, a state or a word of flags as it is.
  private var payloads: [UInt64]
  private var reasons: [UInt8]
  private var instants: [UInt64]
  /// `never` while there was no value.
  private var goodInstants: [UInt64]
  private var texts: [Int: String] = [:]

  private static let never = UInt64.max

  /// All points wait for their first data.
  package init(count: Int) {
    kinds = Array(repeating: Kind.none.rawValue, count: count)
    payloads = Array(repeating: 0, count: count)
    reasons = Array(repeating: NoData.waitingForInitialData.rawValue, count: count)
    instants = Array(repeating: 0, count: count)
    goodInstants = Array(repeating: Self.never, count: count)
  }

  package var count: Int { kinds.count }

  /// The latest reading as it was stored, whatever its age.
  package subscript(point: PointIndex) -> Reading {
    let index = point.rawValue
    return Reading(outcome(index), at: Instant(nanoseconds: instants[index]))
  }

  /// The reading as it may be shown: a value older than `maximumAge` is `.stale`.
  package func reading(_ point: PointIndex, at now: Instant, maximumAge: Duration) -> Reading {
    reading(point, takenSince: now - maximumAge)
  }

  /// The reading as it may be shown: a value taken before `cutoff` is `.stale`.
  package func reading(_ point: PointIndex, takenSince cutoff: Instant) -> Reading {
    let index = point.rawValue
    let taken = Instant(nanoseconds: instants[index])
    if taken < cutoff, kinds[index] != Kind.none.rawValue {
      return Reading(.none(.stale), at: taken)
    }
    return Reading(outcome(index), at: taken)
  }

  /// When the value that may be shown was taken; nil when there is none, or none since `cutoff`.
  package func valueInstant(_ point: PointIndex, takenSince cutoff: Instant) -> Instant? {
    let index = point.rawValue
    let taken = Instant(nanoseconds: instants[index])
    return kinds[index] == Kind.none.rawValue || taken < cutoff ? nil : taken
  }

  /// The number that may be shown; nil when there is none since `cutoff`, or the value is of
  /// another kind. What nearly all points are, without the cost of a `Reading`.
  package func number(_ point: PointIndex, takenSince cutoff: Instant) -> Double? {
    let index = point.rawValue
    guard kinds[index] == Kind.number.rawValue, Instant(nanoseconds: instants[index]) >= cutoff
    else { return nil }
    return Double(bitPattern: payloads[index])
  }

  /// When the point last had a value; nil when never.
  package func lastGood(_ point: PointIndex) -> Instant? {
    let nanoseconds = goodInstants[point.rawValue]
    return nanoseconds == Self.never ? nil : Instant(nanoseconds: nanoseconds)
  }

  package mutating func store(_ reading: Reading, of point: PointIndex) {
    let index = point.rawValue
    instants[index] = reading.at.nanoseconds
    switch reading.outcome {
    case .none(let reason):
      kinds[index] = Kind.none.rawValue
      reasons[index] = reason.rawValue
      return
    case .value(.number(let number)):
      kinds[index] = Kind.number.rawValue
      payloads[index] = number.bitPattern
    case .value(.flag(let isSet)):
      kinds[index] = Kind.flag.rawValue
      payloads[index] = isSet ? 1 : 0
    case .value(.state(let state)):
      kinds[index] = Kind.state.rawValue
      payloads[index] = UInt64(state)
    case .value(.flags(let flags)):
      kinds[index] = Kind.flags.rawValue
      payloads[index] = flags
    case .value(.text(let text)):
      kinds[index] = Kind.text.rawValue
      if texts[index] != text { texts[index] = text }
    }
    goodInstants[index] = reading.at.nanoseconds
  }

  /// Takes up a point of another store as it is there.
  package mutating func takeOver(
    _ point: PointIndex, from other: ReadingStore, _ before: PointIndex
  ) {
    let (index, source) = (point.rawValue, before.rawValue)
    kinds[index] = other.kinds[source]
    payloads[index] = other.payloads[source]
    reasons[index] = other.reasons[source]
    instants[index] = other.instants[source]
    goodInstants[index] = other.goodInstants[source]
    texts[index] = other.texts[source]
  }

  private func outcome(_ index: Int) -> Reading.Outcome {
    switch Kind(rawValue: kinds[index]) ?? .none {
    case .none: .none(NoData(rawValue: reasons[index]) ?? .waitingForInitialData)
    case .number: .value(.number(Double(bitPattern: payloads[index])))
    case .flag: .value(.flag(payloads[index] != 0))
    case .state: .value(.state(Int(payloads[index])))
    case .flags: .value(.flags(payloads[index]))
    case .text: .value(.text(texts[index] ?? ""))
    }
  }
}
