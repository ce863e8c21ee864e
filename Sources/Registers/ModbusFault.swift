/// Why a request has no believable answer. Cases differ by their cure.
package enum ModbusFault: Error, Hashable, Sendable {
  /// The device, or the gateway before it, refused in good form. The line is healthy.
  case exception(ExceptionCode)
  /// No whole answer before the deadline. An answer may still come: the line is in doubt.
  case timeout
  /// No connection could be made, or the serial device could not be opened.
  case unreachable(Unreachable)
  /// The connection ended while an answer was awaited, or before.
  case disconnected
  /// Bytes came that are not the answer to the request. The line is in doubt.
  case flawed(ResponseFlaw)

  /// Why no connection could be made.
  package enum Unreachable: String, Hashable, Sendable, CaseIterable {
    case refused
    case connectTimeout = "connect_timeout"
    case noRoute = "no_route"
    case nameUnknown = "name_unknown"
    case noSuchDevice = "no_such_device"
    case permissionDenied = "permission_denied"
    case outOfDescriptors = "out_of_descriptors"
    case other
  }

  /// Whether the line may be used at once for the next request. Otherwise it must be closed (TCP)
  /// or kept silent until it is clean (serial).
  package var leavesLineClean: Bool {
    if case .exception = self { true } else { false }
  }
}

/// What was wrong with bytes that came in place of an answer.
package enum ResponseFlaw: String, Hashable, Sendable, CaseIterable {
  /// The transaction identifier is not the request's: a late or foreign answer.
  case transaction
  /// The protocol identifier is not 0.
  case protocolID = "protocol"
  /// Another unit answered. libmodbus would accept it on TCP.
  case unit
  /// Another function answered.
  case function
  /// The announced or actual length does not fit the request.
  case length
  /// The checksum of a serial frame is wrong.
  case checksum
  /// Bytes came although nothing was asked.
  case unsolicited
}
