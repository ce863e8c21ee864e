package import Registers

/// What the registers of a device family mean: the knowledge that makes words into readings.
package struct DeviceProfile: Hashable, Sendable {
  /// The slug of the family, such as `apc-smart-ups`; the name in site files.
  package var name: String
  package var deviceClass: DeviceClass
  /// The devices it is for, in words.
  package var title: String
  package var manufacturer: String
  package var confidence: String
  package var sources: [String]
  /// The unit that devices of the family have ex works; nil when there is none.
  package var defaultUnit: UnitID?
  package var defaultPort: UInt16
  package var contract: ReadContract
  package var points: [PointDefinition]
  /// Facts that hold on every device of the family. One that does not hold means another device.
  package var identity: [IdentityCheck]

  package init(
    name: String, deviceClass: DeviceClass, title: String, manufacturer: String = "",
    confidence: String = "", sources: [String] = [], defaultUnit: UnitID? = nil,
    defaultPort: UInt16 = 502, contract: ReadContract = ReadContract(), points: [PointDefinition],
    identity: [IdentityCheck] = []
  ) {
    self.name = name
    self.deviceClass = deviceClass
    self.title = title
    self.manufacturer = manufacturer
    self.confidence = confidence
    self.sources = sources
    self.defaultUnit = defaultUnit
    self.defaultPort = defaultPort
    self.contract = contract
    self.points = points
    self.identity = identity
  }
}

/// The part of the plant that a device belongs to.
package enum DeviceClass: String, Hashable, Sendable, CaseIterable {
  case ups
  case generator
  case transferSwitch = "transfer_switch"
  case meter
  case pdu
  case battery
  case environment
  case leak
  case fire
  case gas
  case cooling
  case io
  case other
}

/// A point and what it must say.
package struct IdentityCheck: Hashable, Sendable {
  package var point: String
  package var expectation: Expectation

  package init(point: String, expectation: Expectation) {
    self.point = point
    self.expectation = expectation
  }

  package enum Expectation: Hashable, Sendable {
    case number(Double)
    case oneOf([Double])
    /// The text starts with this.
    case prefix(String)
  }
}
