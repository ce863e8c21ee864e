package import Readings

/// Registers whose words tell line, unit, function, address and time: a value that is wrong, old
/// or another's is recognised from the value alone.
package struct OracleRegisters: Hashable, Sendable {
  /// Tells lines apart.
  package var line: Int
  /// The units that answer. Requests to others meet silence.
  package var units: [UInt8]
  /// The addresses that exist, for each function; others are refused with code 2.
  package var addresses: ClosedRange<UInt16>
  /// Addresses in that range that do not exist.
  package var gaps: [ClosedRange<UInt16>]
  /// Addresses whose words never change, as those that say who a device is.
  package var constants: Set<UInt16> = []

  /// All words change together at each multiple of this.
  package static let epochLength = Duration.milliseconds(1)

  package init(
    line: Int, units: [UInt8], addresses: ClosedRange<UInt16> = 0...999,
    gaps: [ClosedRange<UInt16>] = []
  ) {
    self.line = line
    self.units = units
    self.addresses = addresses
    self.gaps = gaps
  }

  /// The number of the epoch in which an instant lies.
  package static func epoch(at instant: Instant) -> UInt64 {
    instant.nanoseconds / UInt64(epochLength.nanoseconds)
  }

  /// What an address holds in an epoch; 0 or 1 for functions that read bits.
  package func word(unit: UInt8, function: UInt8, address: UInt16, epoch: UInt64) -> UInt16 {
    var mixed = UInt64(truncatingIfNeeded: line) &* 0x9E37_79B9_7F4A_7C15
    mixed ^= UInt64(unit) << 56 ^ UInt64(function) << 48 ^ UInt64(address) << 32
    if !constants.contains(address) { mixed ^= epoch }
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    let word = UInt16(truncatingIfNeeded: mixed ^ mixed >> 31)
    return function <= 2 ? word & 1 : word
  }

  /// Whether a request touches an address that is not there.
  package func isUndefined(_ request: WireRequest) -> Bool {
    let last = Int(request.start) + Int(request.count) - 1
    guard request.count > 0, request.start >= addresses.lowerBound,
      last <= Int(addresses.upperBound)
    else { return true }
    return gaps.contains { Int($0.lowerBound) <= last && request.start <= $0.upperBound }
  }

  /// The data unit with which the request is answered rightly at an instant.
  package func dataUnit(answering request: WireRequest, at instant: Instant) -> [UInt8] {
    if isUndefined(request) { return [request.function | 0x80, 2] }
    let limit = request.readsBits ? 2000 : 125
    guard Int(request.count) <= limit else { return [request.function | 0x80, 3] }
    let epoch = Self.epoch(at: instant)
    var data: [UInt8] = []
    data.reserveCapacity(Int(request.count) * 2)
    for offset in 0..<request.count {
      let word = word(
        unit: request.unit, function: request.function, address: request.start + offset,
        epoch: epoch)
      if !request.readsBits {
        data.append(UInt8(word >> 8))
        data.append(UInt8(truncatingIfNeeded: word))
      } else if offset.isMultiple(of: 8) {
        data.append(UInt8(word))
      } else {
        data[data.count - 1] |= UInt8(word) << UInt8(offset % 8)
      }
    }
    return [request.function, UInt8(data.count)] + data
  }
}
