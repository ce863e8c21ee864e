/// One request as a Modbus server finds it in its bytes.
///
/// The server side has framing of its own: a mistake made on both sides of a wire by the same
/// lines of code would cancel itself out.
package struct ServedRequest: Hashable, Sendable {
  /// The client's number for the request, to be repeated in the answer.
  package var transaction: UInt16
  package var unit: UInt8
  package var function: UInt8
  /// What follows the function.
  package var body: [UInt8]

  package init(transaction: UInt16, unit: UInt8, function: UInt8, body: [UInt8]) {
    self.transaction = transaction
    self.unit = unit
    self.function = function
    self.body = body
  }

  /// What the bytes received so far begin with.
  package enum Parsed: Hashable, Sendable {
    /// Not yet a whole frame.
    case incomplete
    /// A frame, and how many bytes it took.
    case request(ServedRequest, byteCount: Int)
    /// Not Modbus: another protocol number, or an impossible length. There is no way to find the
    /// next frame, so the connection must end.
    case foreign
  }

  /// Reads a Modbus/TCP frame: transaction, protocol 0, length, unit, function, body.
  package static func parse(_ bytes: ArraySlice<UInt8>) -> Parsed {
    let first = bytes.startIndex
    guard bytes.count >= 6 else { return .incomplete }
    let length = Int(bytes[first + 4]) << 8 + Int(bytes[first + 5])
    // Unit and function at least; a data unit has 253 bytes at most.
    guard bytes[first + 2] == 0, bytes[first + 3] == 0, (2...254).contains(length) else {
      return .foreign
    }
    guard bytes.count >= 6 + length else { return .incomplete }
    return .request(
      ServedRequest(
        transaction: UInt16(bytes[first]) << 8 + UInt16(bytes[first + 1]),
        unit: bytes[first + 6], function: bytes[first + 7],
        body: Array(bytes[(first + 8)..<(first + 6 + length)])),
      byteCount: 6 + length)
  }

  /// The whole Modbus/TCP frame that answers the request with a data unit.
  package func frame(answering dataUnit: [UInt8]) -> [UInt8] {
    let length = UInt16(dataUnit.count + 1)
    var frame: [UInt8] = []
    frame.reserveCapacity(dataUnit.count + 7)
    for word in [transaction, 0, length] {
      frame.append(UInt8(truncatingIfNeeded: word >> 8))
      frame.append(UInt8(truncatingIfNeeded: word))
    }
    frame.append(unit)
    frame.append(contentsOf: dataUnit)
    return frame
  }
}
