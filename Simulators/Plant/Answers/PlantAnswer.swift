package import Registers

/// What a simulated device says to a read.
package enum PlantAnswer: Hashable, Sendable {
  /// One word per address; 0 or 1 for bit tables.
  case words([UInt16])
  case exception(ExceptionCode)
}
