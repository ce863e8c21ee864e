/// The Modbus functions that the product can express: reads, and nothing else.
///
/// There is no case for a write, so no request that changes a device can be built.
/// Numbers: MODBUS Application Protocol Specification V1.1b3, clause 5.1.
package enum FunctionCode: UInt8, Hashable, Sendable, CaseIterable {
  /// Function 1: bits that a client could also set.
  case readCoils = 1
  /// Function 2: bits that only the device sets.
  case readDiscreteInputs = 2
  /// Function 3: words that a client could also set.
  case readHoldingRegisters = 3
  /// Function 4: words that only the device sets.
  case readInputRegisters = 4
  /// Function 17: what the device says of itself, in its maker's own form (clause 6.13).
  case reportServerID = 17
  /// Function 43 with the encapsulated interface 14: who made the device, and which it is
  /// (clause 6.21). The other interfaces of function 43 cannot be expressed.
  case readDeviceIdentification = 43

  /// The encapsulated interface (MEI type) of device identification.
  package static let identificationInterface: UInt8 = 14

  /// The bytes with which a request, and a good answer, of the function begins.
  package var opening: [UInt8] {
    self == .readDeviceIdentification ? [rawValue, Self.identificationInterface] : [rawValue]
  }
}
