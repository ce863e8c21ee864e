package import Readings
package import Registers

/// What polling wants done, in order.
package enum PollAction: Hashable, Sendable {
  /// Open the line without blocking. The deadline is the poller's own; it then says `close`.
  case open(LineIndex, deadline: Instant)
  /// Send the request on the open line. `token` is the transaction identifier of TCP framing.
  case send(LineIndex, ReadRequest, token: UInt16, deadline: Instant)
  /// Close the line at once and forget what was asked on it; a serial line drains.
  case close(LineIndex)
  /// Words that are proven to be the device's, received now.
  case deliver(DeviceIndex, RegisterBlock)
  /// The device does not give these registers. Codes 1 to 3: it does not have them, and they are
  /// left out until the refusal is tried again. Any other code: it failed over them this time.
  case refuse(DeviceIndex, RegisterSpan, ExceptionCode)
  /// Another device may answer from now on: what is read once is read again with the next cycle.
  case doubtIdentity(DeviceIndex)
  /// All due requests of a cycle are done or given up.
  case cycleEnded(DeviceIndex, CycleOutcome)
}
