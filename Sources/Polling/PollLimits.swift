/// Every bound of polling and how they relate. Times in nanoseconds.
package enum PollLimits {
  /// Due instants in an interval. Waking costs ten times what a request does, so devices share
  /// wake-ups; spread over this many, the plant sees a smooth load.
  package static let slotsPerInterval = 25
  /// Fewer slots while they would hold fewer devices than this. Always a divisor of the number
  /// above, so that devices of all intervals fall on common instants.
  package static let devicesPerSlot = 4
  /// Points of the pace `slow` are read in every cycle of so many.
  package static let slowEvery: UInt64 = 10

  /// Pause before a connection that ended in doubt is opened again: devices that allow one
  /// connection need a moment to let go of the old one.
  package static let reopenDelay: UInt64 = 100 * millisecond
  /// The first pause after a connection that could not be made, or was of no use.
  package static let shortestBackOff: UInt64 = 250 * millisecond
  /// The longest pause between attempts at a dead line or unit.
  package static let longestBackOff: UInt64 = 30 * second
  /// A pause is this part of the outage so far, so recovery is noticed after a quarter more of it.
  package static let backOffShare: UInt64 = 4

  /// A unit that gave no answer in so many cycles is dead: it is probed instead of polled.
  package static let deadAfterCycles = 2
  /// On a line with living units, all probes of dead ones together take at most this part of the
  /// time, however many they are.
  package static let probeShare: UInt64 = 20

  /// How often a request is repeated within a cycle while the device is busy.
  package static let busyRetries: UInt8 = 3
  /// The pause before the first repetition; it doubles with each.
  package static let busyPause: UInt64 = 50 * millisecond

  /// The most requests in one cycle that only find out what a device refuses. More than the
  /// 2 × log2(2000) that lead to the first finding, so every cycle makes progress.
  package static let repairRequestsPerCycle = 32
  /// A request that got no answer in so many cycles while the device answered others is left out.
  package static let suspicionsUntilSilent: UInt8 = 3
  /// The most refused items tried again in one cycle.
  package static let probationsPerCycle = 4
  /// How long a refusal is believed before it is tried again; doubles while it is repeated.
  package static let shortestProbation: UInt64 = 60 * second
  /// The same for a span that met silence. A device refuses with intent; silence may have been the
  /// wire's, and should not outlast it by much.
  package static let shortestSilenceProbation: UInt64 = 20 * second
  package static let longestProbation: UInt64 = 3600 * second
  /// The same for silence, which a bad wire teaches as well: once it is mended nobody waits for
  /// longer. It costs one timeout a minute for a register that silences its device.
  package static let longestSilenceProbation: UInt64 = 60 * second

  /// A peer that ends a connection later than this after an answer does not do so because of it.
  package static let longestLinger: UInt64 = 100 * millisecond

  package static let millisecond: UInt64 = 1_000_000
  package static let second: UInt64 = 1_000_000_000

  /// The pause before the next attempt after an outage that has lasted so long.
  package static func backOff(outage: UInt64) -> UInt64 {
    min(max(outage / backOffShare, shortestBackOff), longestBackOff)
  }

  /// How long the n-th refusal in a row is believed.
  package static func probation(refusals: Int, isSilence: Bool = false) -> UInt64 {
    let doublings = UInt64(min(max(refusals - 1, 0), 16))
    let shortest = isSilence ? shortestSilenceProbation : shortestProbation
    return min(shortest << doublings, isSilence ? longestSilenceProbation : longestProbation)
  }
}
