/// How a sensor reports something other than the truth.
package enum SensorFault: Hashable, Sendable {
  /// Works again.
  case none
  /// Keeps saying what it said when the fault began.
  case stuck
  /// Adds so much each hour, in the point's unit.
  case drift(perHour: Double)
  /// Says that it has no value, by its sentinel where it has one.
  case unavailable
}
