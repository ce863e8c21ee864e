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
    let (opening, parameters) = (function.opening, parameters)
    let bodyCount = 1 + opening.count + parameters.count
    var frame: [UInt8] = []
    // In one piece, because one is made for each poll.
    frame.reserveCapacity(6 + bodyCount)
    if framing == .tcp {
      // Length counts the unit identifier and the data unit.
      frame += [
        UInt8(transaction >> 8), UInt8(transaction & 0xFF), 0, 0, 0, UInt8(bodyCount),
      ]
    }
    frame.append(unit.rawValue)
    frame += opening
    frame += parameters
    if framing == .rtu {
      let checksum = crc16(frame)
      frame += [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
    }
    return frame
  }
}
