import Plant
import Readings
import Registers

/// The network between the agent and the devices of one line, in virtual time.
struct SimulatedLine: Sendable {
  enum State: Sendable { case closed, opening, open }

  var state = State.closed
  /// Counts openings: what was asked on an earlier connection is lost with it.
  var connection: UInt64 = 0
  let framing: Framing

  /// The frame in which a device's answer travels.
  func frame(_ dataUnit: [UInt8], answering request: ReadRequest, token: UInt16) -> [UInt8] {
    let served = Self.served(request, token: token)
    guard framing == .rtu else { return served.frame(answering: dataUnit) }
    let body = [served.unit] + dataUnit
    let checksum = crc16(body)
    return body + [UInt8(truncatingIfNeeded: checksum), UInt8(checksum >> 8)]
  }

  /// The request as a server understands it.
  static func served(_ request: ReadRequest, token: UInt16) -> ServedRequest {
    let (start, count) = (request.span.start, UInt16(request.span.count))
    return ServedRequest(
      transaction: token, unit: request.unit.rawValue,
      function: request.span.table.functionCode.rawValue,
      body: [
        UInt8(start >> 8), UInt8(truncatingIfNeeded: start), UInt8(count >> 8),
        UInt8(truncatingIfNeeded: count),
      ])
  }
}
