/// A question to one unit. What hallwatch can say to a device is a function that reads and its
/// parameters, so whatever conforms to this cannot write.
package protocol UnitRequest: Hashable, Sendable {
  /// What the bytes of a good answer mean.
  associatedtype Answer

  var unit: UnitID { get }
  var function: FunctionCode { get }
  /// What follows the opening bytes of the function.
  var parameters: [UInt8] { get }

  /// The meaning of the protocol data unit of an answer, which begins with the function's opening.
  ///
  /// - Throws: `.flawed` when it cannot be the answer to this request.
  func answer(in dataUnit: ArraySlice<UInt8>) throws(ModbusFault) -> Answer
}

extension UnitRequest {
  /// The protocol data unit: function and parameters.
  package var dataUnit: [UInt8] { function.opening + parameters }

  /// The whole request frame. `transaction` is used by TCP framing only.
  package func frame(_ framing: Framing, transaction: UInt16) -> [UInt8] {
    let body = [unit.rawValue] + dataUnit
    switch framing {
    case .tcp:
      // Length counts the unit identifier and the data unit.
      return [
        UInt8(transaction >> 8), UInt8(transaction & 0xFF), 0, 0, 0, UInt8(body.count),
      ] + body
    case .rtu:
      let checksum = crc16(body)
      return body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
    }
  }
}
