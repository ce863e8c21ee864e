/// Why a point has no value. Absence is a typed fact: never NaN, never 0, never an old value.
package enum NoData: UInt8, Hashable, Sendable, CaseIterable {
  /// Nothing has been read yet.
  case waitingForInitialData
  /// No believable answer: timeout, connection lost, gateway could not reach the unit.
  case communicationFailure
  /// The value is older than its maximum age.
  case stale
  /// The device says so itself: a sentinel such as 0xFFFF, or NaN.
  case notAvailable
  /// The device says the sensor or option is not fitted.
  case notFitted
  /// Above or below what the sensor can measure.
  case overRange
  case underRange
  /// The device refuses the registers (exceptions 1 to 3).
  case configurationError
  /// The device failed while answering (exception 4 and 8).
  case deviceFailure
  /// A state number that the profile does not know.
  case unknownState
  /// The profile's condition for the value does not hold, such as a leak distance without a leak.
  case notApplicable
  /// The device is not the one the profile describes, so its registers mean nothing.
  case identityMismatch
  /// The device answers, but what shows that it works stands still.
  case frozen

  /// The name in metrics, journal and JSON.
  package var name: String {
    switch self {
    case .waitingForInitialData: "waiting_for_initial_data"
    case .communicationFailure: "communication_failure"
    case .stale: "stale"
    case .notAvailable: "not_available"
    case .notFitted: "not_fitted"
    case .overRange: "over_range"
    case .underRange: "under_range"
    case .configurationError: "configuration_error"
    case .deviceFailure: "device_failure"
    case .unknownState: "unknown_state"
    case .notApplicable: "not_applicable"
    case .frozen: "frozen"
    case .identityMismatch: "identity_mismatch"
    }
  }
}
