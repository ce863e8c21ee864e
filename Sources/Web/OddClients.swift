/// Clients that were turned away and requests that are none, added up so that a flood of them is told
/// at a bounded rate: the first at once, what follows once a minute.
package struct OddClients {
  /// What was odd.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The address is in no block of those allowed.
    case notAllowed = "not_allowed"
    /// The address had as many connections as one may have.
    case crowding
    /// All connections were taken.
    case full
    /// Bytes that are no request, or one that is not served: 400, 405, 411, 431, 505.
    case oddRequest = "odd_request"
    /// The head of the request came too slowly.
    case slowRequest = "slow_request"
    /// The answer was read too slowly.
    case slowReader = "slow_reader"
  }

  /// How often one address was odd in one way since that was last told.
  package struct Entry: Hashable, Sendable {
    /// Nil for the local socket, and for those that found no place of their own.
    package var address: IPAddress?
    package var reason: Reason
    package var count: UInt64
  }

  /// Nothing is told for so long after something was.
  static let interval = Duration.seconds(60)
  /// Addresses that are told apart until then; the rest is one entry for each reason.
  static let mostAddresses = 64
  /// Entries told at once, those with the most first; the rest is added up by reason.
  static let mostEntries = 8

  private struct Key: Hashable {
    var address: IPAddress?
    var reason: Reason
  }

  private var counts: [Key: UInt64] = [:]
  private var restUntil = MonotonicTime(nanoseconds: 0)

  /// When something is to be told.
  var due: MonotonicTime { counts.isEmpty ? .distantFuture : restUntil }

  mutating func note(_ reason: Reason, _ address: IPAddress?) {
    var key = Key(address: address, reason: reason)
    if counts[key] == nil, counts.count >= Self.mostAddresses { key.address = nil }
    counts[key, default: 0] += 1
  }

  /// What is to be told now; nil for nothing.
  mutating func take(at now: MonotonicTime) -> [Entry]? {
    guard due <= now else { return nil }
    defer {
      counts = [:]
      restUntil = now + Self.interval
    }
    let entries = counts.map { key, count in
      Entry(address: key.address, reason: key.reason, count: count)
    }
    let sorted = entries.sorted { ($0.count, $1.order) > ($1.count, $0.order) }
    var rest: [Reason: UInt64] = [:]
    for entry in sorted.dropFirst(Self.mostEntries) {
      rest[entry.reason, default: 0] += entry.count
    }
    return sorted.prefix(Self.mostEntries)
      + Reason.allCases.compactMap { reason in
        rest[reason].map { Entry(address: nil, reason: reason, count: $0) }
      }
  }
}

extension OddClients.Entry {
  fileprivate var order: String { "\(reason.rawValue) \(address?.description ?? "")" }
}
