/// Proof that a frame is the answer to a request. Nothing a device sends is believed before this.
package enum ResponseProof {
  /// What the answer says.
  ///
  /// - Parameters:
  ///   - frame: one whole frame as received, header and checksum included.
  ///   - transaction: the identifier sent with the request; RTU frames carry none.
  /// - Throws: `.flawed` when the frame answers something else, `.exception` when the device
  ///   refused in good form.
  package static func prove<Request: UnitRequest>(
    _ frame: [UInt8], answers request: Request, transaction: UInt16, framing: Framing
  ) throws(ModbusFault) -> Request.Answer {
    try proveAny(frame, answers: request, transaction: transaction, framing: framing)
  }

  /// The words of the answer: the same for what is asked by far the most, without the cost of
  /// being general.
  package static func prove(
    _ frame: [UInt8], answers request: ReadRequest, transaction: UInt16, framing: Framing
  ) throws(ModbusFault) -> RegisterBlock {
    try proveAny(frame, answers: request, transaction: transaction, framing: framing)
  }

  private static func proveAny<Request: UnitRequest>(
    _ frame: [UInt8], answers request: Request, transaction: UInt16, framing: Framing
  ) throws(ModbusFault) -> Request.Answer {
    let body = try dataUnit(
      of: frame, unit: request.unit, transaction: transaction, framing: framing)
    let function = request.function.rawValue
    guard let first = body.first else { throw .flawed(.length) }
    if first == function | 0x80 {
      guard body.count == 2 else { throw .flawed(.length) }
      throw .exception(ExceptionCode(rawValue: body[body.startIndex + 1]))
    }
    guard first == function else { throw .flawed(.function) }
    return try request.answer(in: body)
  }

  /// The protocol data unit inside a frame, once header and checksum are right.
  private static func dataUnit(
    of frame: [UInt8], unit: UnitID, transaction: UInt16, framing: Framing
  ) throws(ModbusFault) -> ArraySlice<UInt8> {
    switch framing {
    case .tcp:
      guard (9...260).contains(frame.count) else { throw .flawed(.length) }
      guard UInt16(frame[0]) << 8 | UInt16(frame[1]) == transaction else {
        throw .flawed(.transaction)
      }
      guard frame[2] == 0, frame[3] == 0 else { throw .flawed(.protocolID) }
      guard Int(frame[4]) << 8 | Int(frame[5]) == frame.count - 6 else { throw .flawed(.length) }
      guard frame[6] == unit.rawValue else { throw .flawed(.unit) }
      return frame[7...]
    case .rtu:
      guard (5...256).contains(frame.count) else { throw .flawed(.length) }
      let sent = UInt16(frame[frame.count - 2]) | UInt16(frame[frame.count - 1]) << 8
      guard crc16(frame.dropLast(2)) == sent else { throw .flawed(.checksum) }
      guard frame[0] == unit.rawValue else { throw .flawed(.unit) }
      return frame[1..<frame.count - 2]
    }
  }
}
