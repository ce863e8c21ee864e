package import Registers

/// What a line is doing and has done since the start.
package struct LineStatus: Sendable {
  package var state: LineStateName
  /// How many registers and bits were read by proven answers.
  package var registersRead: UInt64
  /// The time in which the line could take no other request, in nanoseconds: answers awaited and
  /// silence kept after a doubt.
  package var busyNanoseconds: UInt64
  /// How many times a connection was made or a port opened.
  package var openings: UInt64
  /// The last fault that was not a device's refusal; nil when there was none.
  package var lastFault: ModbusFault?
  /// How many units of the line are dead and only probed.
  package var deadUnits: Int
  /// Replies of another unit or transaction while ours was awaited.
  package var foreignReplies: UInt64
  /// Refusals by devices that had answered well before, other than those that a search for what
  /// they refuse provokes and those of a gateway whose unit is away.
  package var suddenRefusals: UInt64
  /// Cycles left out of devices that answer.
  package var overruns: UInt64

  var outcomes: [6 of UInt64]
  var dropped: [7 of UInt64]

  /// How many requests ended so.
  package func requests(_ outcome: RequestOutcome) -> UInt64 { outcomes[outcome.index] }

  /// How many responses were dropped for this reason.
  package func dropped(_ flaw: ResponseFlaw) -> UInt64 { dropped[flaw.index] }
}
