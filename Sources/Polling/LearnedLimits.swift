import DeviceProfiles
package import Readings
package import Registers

/// What a device was found to refuse. Nothing in here is for ever: every fact is put to the test
/// again after a time, which doubles while the device insists.
package struct LearnedLimits: Hashable, Sendable {
  package enum Fact: Hashable, Sendable {
    /// An item that the device does not have, and with which code it said so.
    case refused(RegisterSpan, ExceptionCode)
    /// Addresses that may not be read across, though the items on both sides are there.
    case hole(RegisterSpan)
    /// The most addresses of a table in one request.
    case maximum(RegisterTable, Int)
    /// A span that makes the device fall silent, while it answers others.
    case silent(RegisterSpan)
  }

  package struct Entry: Hashable, Sendable {
    package var fact: Fact
    /// How many times in a row it was found.
    package var findings: Int
    /// When it is put to the test, or, during a test, when it is forgotten.
    package var until: Instant
    /// The plan is made as if it were not so, to see whether it still is. Refused and silent
    /// spans are tested by requests of their own instead.
    package var isOnTrial: Bool
  }

  package internal(set) var entries: [Entry] = []
  /// How many times anything was found. Rises only.
  private(set) var findingCount = 0

  package init() {}

  /// When the next entry is put to the test; nil when nothing was learned.
  var nextTrial: Instant? { entries.map(\.until).min() }

  mutating func find(_ fact: Fact, at now: Instant) {
    findingCount += 1
    let place = entries.firstIndex { $0.fact.isAbout(fact) }
    let findings = place.map { entries[$0].findings + 1 } ?? 1
    var isSilence = false
    if case .silent = fact { isSilence = true }
    let probation = Duration.nanoseconds(
      Int64(PollLimits.probation(refusals: findings, isSilence: isSilence)))
    let entry = Entry(fact: fact, findings: findings, until: now + probation, isOnTrial: false)
    if let place { entries[place] = entry } else { entries.append(entry) }
  }

  /// Forgets a refused or silent span that was read well.
  mutating func readmit(_ span: RegisterSpan) {
    entries.removeAll { $0.fact.excludedSpan == span }
  }

  /// Refused items are due for another try at once: the device refused everything, which says
  /// nothing of single registers, or has just given one that it had refused.
  mutating func forgive(at now: Instant) {
    for place in entries.indices {
      guard case .refused = entries[place].fact else { continue }
      entries[place].until = min(entries[place].until, now)
      entries[place].findings = 1
    }
  }

  /// Starts the tests of holes and maxima that are due, and forgets those that passed theirs.
  /// Returns whether the plan changes.
  mutating func beginTrials(at now: Instant) -> Bool {
    var changes = false
    for place in entries.indices.reversed()
    where entries[place].until <= now && entries[place].fact.excludedSpan == nil {
      if entries[place].isOnTrial {
        entries.remove(at: place)
      } else {
        let probation = PollLimits.probation(refusals: entries[place].findings)
        entries[place].isOnTrial = true
        entries[place].until = now + .nanoseconds(Int64(probation))
        changes = true
      }
    }
    return changes
  }

  /// The excluded spans that are due for another try.
  func excludedSpans(dueAt now: Instant) -> [RegisterSpan] {
    entries.compactMap { $0.until <= now ? $0.fact.excludedSpan : nil }
  }

  /// Whether an item is left out of plans.
  func excludes(_ item: RegisterSpan) -> Bool {
    entries.contains {
      switch $0.fact {
      case .refused(let span, _): span == item
      case .silent(let span): span.contains(item)
      case .hole, .maximum: false
      }
    }
  }

  /// The spans that are left out of plans, and why. Silence counts as a failure of the device.
  package var refusals: [(span: RegisterSpan, code: ExceptionCode)] {
    entries.compactMap { entry in
      switch entry.fact {
      case .refused(let span, let code): (span, code)
      case .silent(let span): (span, .deviceFailure)
      case .hole, .maximum: nil
      }
    }
  }

  /// Whether the device was found to refuse just this span, in good form.
  func hasRefused(_ span: RegisterSpan) -> Bool {
    entries.contains { if case .refused(span, _) = $0.fact { true } else { false } }
  }

  /// Addresses that requests may not cover where no item needs them.
  var walls: [RegisterSpan] {
    entries.compactMap { entry in
      switch entry.fact {
      case .refused(let span, _), .silent(let span): span
      case .hole(let span): entry.isOnTrial ? nil : span
      case .maximum: nil
      }
    }
  }

  /// The contract with the maxima that were found.
  func narrowed(_ contract: ReadContract) -> ReadContract {
    var narrowed = contract
    for entry in entries where !entry.isOnTrial {
      guard case .maximum(let table, let count) = entry.fact else { continue }
      if table.holdsBits {
        narrowed.maximumBits = min(narrowed.maximumBits, count)
      } else {
        narrowed.maximumRegisters = min(narrowed.maximumRegisters, count)
      }
    }
    return narrowed
  }
}

extension LearnedLimits.Fact {
  /// The span that is left out of plans; nil for other facts.
  var excludedSpan: RegisterSpan? {
    switch self {
    case .refused(let span, _), .silent(let span): span
    case .hole, .maximum: nil
    }
  }

  /// Whether both speak of the same thing, so that the newer replaces the older.
  func isAbout(_ other: Self) -> Bool {
    switch (self, other) {
    case (.refused(let left, _), .refused(let right, _)): left == right
    case (.hole(let left), .hole(let right)): left == right
    case (.silent(let left), .silent(let right)): left == right
    case (.maximum(let left, _), .maximum(let right, _)): left.holdsBits == right.holdsBits
    default: false
    }
  }
}
