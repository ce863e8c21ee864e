/// The reason a device or gateway gives for refusing a request (V1.1b3, clause 7). Each has its
/// own cure, so they are never lumped together.
package struct ExceptionCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// 1: the device does not know the function.
  package static let illegalFunction = ExceptionCode(rawValue: 1)
  /// 2: an address of the span is not there.
  package static let illegalDataAddress = ExceptionCode(rawValue: 2)
  /// 3: the span is too long for the device, or not allowed to start there.
  package static let illegalDataValue = ExceptionCode(rawValue: 3)
  /// 4: the device failed while answering.
  package static let deviceFailure = ExceptionCode(rawValue: 4)
  /// 5: the device needs longer; ask again later.
  package static let acknowledge = ExceptionCode(rawValue: 5)
  /// 6: the device is busy; ask again later.
  package static let deviceBusy = ExceptionCode(rawValue: 6)
  /// 8: the device's own memory failed its parity check.
  package static let memoryParity = ExceptionCode(rawValue: 8)
  /// 10: the gateway lives but has no path to the unit.
  package static let gatewayPathUnavailable = ExceptionCode(rawValue: 10)
  /// 11: the gateway lives but the unit behind it did not answer.
  package static let gatewayTargetNoResponse = ExceptionCode(rawValue: 11)

  package var description: String {
    switch self {
    case .illegalFunction: "exception 1 (illegal function)"
    case .illegalDataAddress: "exception 2 (illegal data address)"
    case .illegalDataValue: "exception 3 (illegal data value)"
    case .deviceFailure: "exception 4 (device failure)"
    case .acknowledge: "exception 5 (acknowledge, needs longer)"
    case .deviceBusy: "exception 6 (device busy)"
    case .memoryParity: "exception 8 (memory parity error)"
    case .gatewayPathUnavailable: "exception 10 (gateway path unavailable)"
    case .gatewayTargetNoResponse: "exception 11 (gateway target did not answer)"
    default: "exception \(rawValue)"
    }
  }
}
