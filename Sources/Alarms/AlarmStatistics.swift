package import Readings

/// How the alarm system itself does, after ISA-18.2 clause 16: rates, chatter, fleeting alarms,
/// time to acknowledge. Counted over restarts, as far as the journal goes back, in memory that does
/// not grow: some numbers for each alarm that ever occurred, and one for each minute of a day.
package struct AlarmStatistics: Sendable {
  /// Three occurrences in a minute are chatter.
  package static let chatterCount = 3
  package static let chatterWindow = Duration.seconds(60)
  /// An alarm that was gone so soon, and did not come again for a minute, nobody could answer.
  package static let fleetingLength = Duration.seconds(10)
  package static let fleetingQuiet = Duration.seconds(60)
  /// Active for so long, it is no longer news.
  package static let staleAge = Duration.seconds(86_400)
  /// Acknowledging faster than one can read, or five within ten seconds, is rubber-stamping.
  package static let hastyAcknowledgement = Duration.seconds(2)
  package static let hastyCount = 5
  package static let hastyWindow = Duration.seconds(10)
  /// The bounds of the histogram of times to acknowledge, in seconds; the last is open.
  package static let acknowledgeBounds: [Double] = [
    2, 10, 30, 60, 120, 300, 600, 1800, 3600, 28_800,
  ]

  /// What is remembered of one alarm that occurred.
  struct Activity: Sendable {
    /// The last two occurrences.
    var last = Instant.origin
    var beforeLast = Instant.origin
    var count: UInt64 = 0
    /// It returned too soon, and may yet come again.
    var returnedQuickly: Instant?
    var chatterUntil: Instant?
  }

  var activities: [AlarmIndex: Activity] = [:]
  /// Alarms that may turn out fleeting, the oldest first.
  private var suspects: [(at: Instant, alarm: AlarmIndex)] = []
  /// Alarms that chatter, as of the last look.
  private var chattering: Set<AlarmIndex> = []

  /// Annunciations by priority.
  var annunciationCounts = [UInt64](repeating: 0, count: AlarmPriority.allCases.count)
  package internal(set) var chatterDetections: UInt64 = 0
  package internal(set) var fleetingDetections: UInt64 = 0
  /// Alarms that went before anybody acknowledged them.
  package internal(set) var missedCount: UInt64 = 0
  package internal(set) var hastyAcknowledgements: UInt64 = 0

  /// By priority: counts of the histogram, its sum in seconds.
  var acknowledgeCounts: [UInt64]
  var acknowledgeSums = [Double](repeating: 0, count: AlarmPriority.allCases.count)
  private var recentAcknowledgements: [Instant] = []

  var minutes = MinuteCounts()

  init() {
    acknowledgeCounts = Array(
      repeating: 0, count: AlarmPriority.allCases.count * (Self.acknowledgeBounds.count + 1))
  }

  // MARK: What happens

  mutating func annunciated(_ priority: AlarmPriority, at: Instant) {
    annunciated(priority, inMinute: MinuteCounts.minute(of: at))
  }

  mutating func annunciated(_ priority: AlarmPriority, inMinute minute: Int64) {
    annunciationCounts[priority.rank] += 1
    minutes.add(in: minute)
  }

  /// - Parameter isCounted: false for an occurrence that the alarm's number of occurrences has in it
  ///   already.
  mutating func occurred(_ alarm: AlarmIndex, at: Instant, isCounted: Bool = true) {
    settle(at: at)
    var activity = activities[alarm] ?? Activity()
    if activity.beforeLast > .origin, at.since(activity.beforeLast) <= Self.chatterWindow {
      if chattering.insert(alarm).inserted { chatterDetections += 1 }
      activity.chatterUntil = at + Self.chatterWindow
    }
    activity.beforeLast = activity.last
    activity.last = at
    if isCounted { activity.count += 1 }
    activity.returnedQuickly = nil
    activities[alarm] = activity
  }

  mutating func returned(_ alarm: AlarmIndex, wasAcknowledged: Bool, at: Instant) {
    settle(at: at)
    if !wasAcknowledged { missedCount += 1 }
    guard let activity = activities[alarm], activity.last > .origin,
      at.since(activity.last) < Self.fleetingLength
    else { return }
    activities[alarm]?.returnedQuickly = at
    suspects.append((at, alarm))
  }

  mutating func acknowledged(_ priority: AlarmPriority, after wait: Duration, at: Instant) {
    let seconds = wait.seconds
    let width = Self.acknowledgeBounds.count + 1
    let bucket = Self.acknowledgeBounds.firstIndex { seconds <= $0 } ?? width - 1
    acknowledgeCounts[priority.rank * width + bucket] += 1
    acknowledgeSums[priority.rank] += seconds
    recentAcknowledgements.append(at)
    if recentAcknowledgements.count > Self.hastyCount + 1 { recentAcknowledgements.removeFirst() }
    let isRush =
      recentAcknowledgements.count > Self.hastyCount
      && at.since(recentAcknowledgements[0]) <= Self.hastyWindow
    if wait < Self.hastyAcknowledgement || isRush { hastyAcknowledgements += 1 }
  }

  /// Decides what only later shows: whether what went quickly stayed away.
  mutating func settle(at: Instant) {
    var settled = 0
    while settled < suspects.count, at.since(suspects[settled].at) >= Self.fleetingQuiet {
      let suspect = suspects[settled]
      settled += 1
      guard activities[suspect.alarm]?.returnedQuickly == suspect.at else { continue }
      activities[suspect.alarm]?.returnedQuickly = nil
      fleetingDetections += 1
    }
    if settled > 0 { suspects.removeFirst(settled) }
    guard !chattering.isEmpty else { return }
    chattering = chattering.filter { alarm in
      (activities[alarm]?.chatterUntil ?? .origin) > at
    }
  }

  /// Alarms without a new number are forgotten; sums stay.
  mutating func renumber(_ number: (AlarmIndex) -> AlarmIndex?) {
    activities = Dictionary(
      activities.compactMap { alarm, activity in number(alarm).map { ($0, activity) } },
      uniquingKeysWith: { first, _ in first })
    suspects = suspects.compactMap { suspect in
      number(suspect.alarm).map { (suspect.at, $0) }
    }
    chattering = Set(chattering.compactMap(number))
  }

  // MARK: What there is to say

  package func annunciations(_ priority: AlarmPriority) -> UInt64 {
    annunciationCounts[priority.rank]
  }

  /// Annunciations in the last 10 minutes, hour or day, to the minute.
  package func annunciations(inLast window: Window, at: Instant) -> Int {
    minutes.sum(of: window.minutes, at: MinuteCounts.minute(of: at))
  }

  /// The most annunciations in any 10 minutes that began with a full minute.
  package var peakOfTenMinutes: Int { minutes.peak }

  package enum Window: String, Hashable, Sendable, CaseIterable {
    case tenMinutes = "10m"
    case hour = "1h"
    case day = "1d"

    package var minutes: Int {
      switch self {
      case .tenMinutes: 10
      case .hour: 60
      case .day: 1440
      }
    }
  }

  /// Alarms that chatter now, in order.
  package func chattering(at: Instant) -> [AlarmIndex] {
    chattering.filter { (activities[$0]?.chatterUntil ?? .origin) > at }.sorted()
  }

  /// The alarms that occurred most since the start, most first; ties in order of the alarms.
  package func topOffenders(_ count: Int) -> [(alarm: AlarmIndex, occurrences: UInt64)] {
    let all = activities.map { (alarm: $0.key, occurrences: $0.value.count) }
    return Array(
      all.sorted {
        $0.occurrences != $1.occurrences
          ? $0.occurrences > $1.occurrences : $0.alarm < $1.alarm
      }.prefix(count))
  }

  /// How many of the most frequent alarms count as offenders.
  package static let offenderCount = 10

  /// The share of the most frequent alarms in all occurrences; nil before the first.
  package var shareOfTopOffenders: Double? {
    let all = occurrenceCount
    guard all > 0 else { return nil }
    let top = topOffenders(Self.offenderCount).reduce(0) { $0 + $1.occurrences }
    return Double(top) / Double(all)
  }

  /// Occurrences since the start.
  package var occurrenceCount: UInt64 { activities.reduce(0) { $0 + $1.value.count } }

  /// Acknowledgements that came within so many seconds, for each bound and then for all.
  package func acknowledgements(_ priority: AlarmPriority) -> [UInt64] {
    let width = Self.acknowledgeBounds.count + 1
    var sum: UInt64 = 0
    return (0..<width).map { bucket in
      sum += acknowledgeCounts[priority.rank * width + bucket]
      return sum
    }
  }

  package func acknowledgeSeconds(_ priority: AlarmPriority) -> Double {
    acknowledgeSums[priority.rank]
  }

  /// The bound below which so large a share of the acknowledgements lay, in seconds; nil without
  /// any, infinite beyond the last bound.
  package func acknowledgeQuantile(_ share: Double, _ priority: AlarmPriority) -> Double? {
    let counts = acknowledgements(priority)
    guard let all = counts.last, all > 0 else { return nil }
    let place = counts.firstIndex { Double($0) >= share * Double(all) } ?? counts.count - 1
    return place < Self.acknowledgeBounds.count ? Self.acknowledgeBounds[place] : .infinity
  }
}
