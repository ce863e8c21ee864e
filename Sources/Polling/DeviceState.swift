import Registers

/// What is known of one device while the agent runs. Holds no references, so that a copy of all
/// devices is one `memcpy`.
struct DeviceState: Sendable {
  /// A cycle runs.
  var isActive = false
  /// Polled in every cycle; otherwise dead and only probed.
  var isLiving = true
  /// The cycle's one repetition after a broken line is used up.
  var isRepeated = false
  /// The cycle is finding out what the device refuses.
  var isRepairing = false
  /// In this cycle the search has found something out. If it is cut short then, it goes on with the
  /// next cycle; one that begins by failing is given up, so that the rest is read again.
  var hasRepairProgress = false
  /// Refused items that were due for another try have had it in this cycle.
  var hasTriedRefused = false
  /// In this cycle the device gave something that it had refused, and all the rest was made due.
  var hasForgiven = false
  /// Points of these paces have not been read yet.
  var needsSlow = true
  var needsOnce = true
  /// Something of what is read once was asked for, and the device was unable to give it just then.
  var owesOnce = false
  /// In this cycle a request for what is read once was passed over.
  var hasSkipped = false
  /// The identity came in doubt after the cycle began, so that reading it in this cycle proves
  /// nothing.
  var isIdentityStale = false
  /// The identity is in doubt from the next cycle on.
  var isDoubted = false
  /// With the next good answer, what the device refuses is told again: whoever doubted it waits
  /// for a word about every point.
  var tellsRefusals = false
  /// What was learned does not fit the plan any more.
  var needsPlan = false
  /// The plan is made for this device alone.
  var hasOwnPlan = false
  var kind = CyclePlan.Kind()
  var busyRetries: UInt8 = 0

  /// Shifts the cycles in which slow points are read, so that not all devices do so in one round.
  var slowPhase: UInt64 = 0
  /// The place of the plan in the poller's list.
  var plan: Int32 = 0
  /// The part of the time that the device is planned to keep its line busy.
  var plannedBusyRatio = 0.0
  /// The next request of the plan.
  var requestIndex: Int32 = 0
  var goodRequests: Int32 = 0
  var failedRequests: Int32 = 0
  var fault: ModbusFault?

  /// The next device in the same lane of the line; -1 at the end.
  var next: Int32 = -1
  /// When the cycle was due.
  var due: UInt64 = 0
  /// When its first request was sent; nil before.
  var started: UInt64?
  /// Not asked before this instant, because it said that it is busy.
  var notBefore: UInt64 = 0

  /// A request that got no answer though the device lives, table and first address, and in how
  /// many cycles in a row.
  var suspect: UInt32 = 0
  var suspicions: UInt8 = 0
  /// Where the cycle begins, until an answer comes.
  var firstRequest: Int32 = 0
  /// Not probed before this instant.
  var probeAt: UInt64 = 0
  /// When something learned is next put to the test; `.max` when nothing was learned.
  var trialAt: UInt64 = .max
  /// When the first of the failed cycles in a row began.
  var failingSince: UInt64 = 0
  var failedCycles = 0
  /// When a cycle last gave a good answer; nil when never.
  var lastSuccess: UInt64?
  var cycles: UInt64 = 0
  var overruns: UInt64 = 0
  var lastDuration: UInt64 = 0

  /// - Parameter firstRequest: where in the plan the cycle begins.
  mutating func begin(due: UInt64, firstRequest: Int32) {
    isActive = true
    isIdentityStale = false
    isRepeated = false
    isRepairing = false
    hasRepairProgress = false
    hasTriedRefused = false
    hasForgiven = false
    hasSkipped = false
    kind = CyclePlan.Kind(includesSlow: needsSlow, includesOnce: needsOnce)
    busyRetries = 0
    self.firstRequest = firstRequest
    requestIndex = firstRequest
    goodRequests = 0
    failedRequests = 0
    fault = nil
    self.due = due
    started = nil
    notBefore = 0
  }
}
