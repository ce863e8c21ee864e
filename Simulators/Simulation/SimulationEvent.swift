import Notification
import Polling
import Registers

/// What is on its way in virtual time.
enum SimulationEvent: Sendable {
  case opened(LineIndex, UInt64)
  case openingRefused(LineIndex, UInt64)
  /// The edge found a line broken: tells the agent so.
  case lineFails(LineIndex, UInt64, ModbusFault)
  case requestArrives(LineIndex, UInt64, ReadRequest, token: UInt16)
  case bytesArrive(LineIndex, UInt64, [UInt8])
  case connectionEnds(LineIndex, UInt64)
  /// The disk is done, or fails, in a run of the process.
  case journalWrites(run: UInt64)
  /// A message of a run of the process is at a target of notifications.
  case deliveryArrives(run: UInt64, target: Int, Delivery)
  /// The wall clock is read, and slow checks are made.
  case secondPassed
  case disturbanceBegins(Int)
  case disturbanceEnds(Int)

  /// Whether it waits while the agent's process stands still. What happens in the plant does not.
  var isForAgent: Bool {
    switch self {
    case .opened, .openingRefused, .lineFails, .bytesArrive, .connectionEnds, .journalWrites: true
    case .requestArrives, .secondPassed, .disturbanceBegins, .disturbanceEnds: false
    // Most of it happens at the target; the answer is small.
    case .deliveryArrives: true
    }
  }
}
