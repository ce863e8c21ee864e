import Polling
import Readings
import Registers

/// Watches one line for odd traffic and for cycles left out: what counters of polling came to in a
/// window that ends now. The window is between one and two halves of `Limits.trafficWindow` long.
struct LineWatch: Sendable {
  /// Counters that only rise.
  struct Sums: Hashable, Sendable {
    var unsolicited: UInt64 = 0
    var foreign: UInt64 = 0
    var suddenRefusals: UInt64 = 0
    var answers: UInt64 = 0
    var overruns: UInt64 = 0
    var identityChanges: UInt64 = 0

    init() {}

    init(_ status: LineStatus, identityChanges: UInt64) {
      unsolicited = status.dropped(.unsolicited)
      foreign = status.foreignReplies
      suddenRefusals = status.suddenRefusals
      answers = status.requests(.ok)
      overruns = status.overruns
      self.identityChanges = identityChanges
    }

    static func - (later: Sums, earlier: Sums) -> Sums {
      var difference = later
      difference.unsolicited -= earlier.unsolicited
      difference.foreign -= earlier.foreign
      difference.suddenRefusals -= earlier.suddenRefusals
      difference.answers -= earlier.answers
      difference.overruns -= earlier.overruns
      difference.identityChanges -= earlier.identityChanges
      return difference
    }
  }

  /// Devices on the line whose identity register said something new.
  var identityChanges: UInt64 = 0
  /// Exception storms that began.
  private(set) var storms: UInt64 = 0
  /// What the present window holds.
  private(set) var recent = Sums()
  private(set) var isOdd = false
  private(set) var isLate = false
  private var isStorm = false
  /// What the counters were when each half of the window began.
  private var older = Sums()
  private var newer = Sums()
  private var nextHalf: Instant
  /// Before this, silence says nothing: a restart must not end an alarm that it found standing.
  private let judgesCalmFrom: Instant

  init(at start: Instant) {
    nextHalf = start + Limits.trafficWindow / 2
    judgesCalmFrom = start + Limits.trafficWindow
  }

  /// How often each reason was met since the start.
  func count(_ reason: OddTraffic, _ status: LineStatus) -> UInt64 {
    switch reason {
    case .unsolicited: status.dropped(.unsolicited)
    case .foreign: status.foreignReplies
    case .exceptionStorm: storms
    case .identityChanged: identityChanges
    }
  }

  /// Judges the window that ends now.
  ///
  /// An alarm comes at its threshold, and goes when the window holds nothing more of its kind.
  mutating func look(_ status: LineStatus, at now: Instant) {
    let sums = Sums(status, identityChanges: identityChanges)
    if now >= nextHalf {
      (older, newer) = (newer, sums)
      nextHalf = max(nextHalf + Limits.trafficWindow / 2, now)
    }
    recent = sums - older
    let stormed =
      recent.suddenRefusals >= Limits.stormRefusals
      && (isStorm || recent.suddenRefusals >= recent.answers)
    if stormed, !isStorm { storms += 1 }
    isStorm = stormed
    let strangers = recent.unsolicited + recent.foreign
    isOdd =
      stormed || recent.identityChanges > 0 || strangers >= Limits.oddReplies
      || (isOdd && strangers > 0)
    isLate = recent.overruns >= Limits.overruns || (isLate && recent.overruns > 0)
  }

  /// Whether calm has lasted long enough to be believed.
  func judgesCalm(at now: Instant) -> Bool { now >= judgesCalmFrom }

  /// What is odd, for people: figures of the window.
  var words: String {
    var parts: [String] = []
    if recent.unsolicited > 0 { parts.append("\(recent.unsolicited) unsolicited replies") }
    if recent.foreign > 0 {
      parts.append("\(recent.foreign) replies of another unit or transaction")
    }
    if isStorm { parts.append("\(recent.suddenRefusals) refusals") }
    if recent.identityChanges > 0 { parts.append("\(recent.identityChanges) changes of identity") }
    return parts.isEmpty ? "calm again" : parts.joined(separator: ", ")
  }
}
