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
}
