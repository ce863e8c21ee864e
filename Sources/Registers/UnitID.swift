/// The unit identifier of a Modbus request: which device on a line is meant.
///
/// 1–247 address units on a serial line or behind a gateway; 0 and 255 are used by devices that
/// speak Modbus/TCP themselves. 248–254 are reserved, and libmodbus refuses them.
package struct UnitID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  package let rawValue: UInt8

  /// Nil for the reserved identifiers 248–254.
  package init?(rawValue: UInt8) {
    guard rawValue <= 247 || rawValue == 255 else { return nil }
    self.rawValue = rawValue
  }

  /// The identifier of a device that is alone behind its TCP address.
  package static let direct = UnitID(unchecked: 255)

  private init(unchecked rawValue: UInt8) { self.rawValue = rawValue }

  package static func < (left: UnitID, right: UnitID) -> Bool { left.rawValue < right.rawValue }

  package var description: String { "\(rawValue)" }
}
