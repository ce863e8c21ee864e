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
  /// What must keep changing on a device that works; nil when nothing does.
  package var heartbeat: Heartbeat?
  /// How the serial port is set ex works; nil when there is none or nobody knows.
  package var serial: SerialDefaults?
  /// What the site file may choose.
  package var options: [ProfileOption]
  /// The names of points that exist when a site file names them, such as `loop_{l}_detector_{d}`.
  package var inputsOnDemand: [String]
  /// Where the chain of models is looked for; nil for a device without one.
  package var sunspec: SunSpecDiscovery?
  /// The point, read once after each connection, that must say after an error what it said before
  /// it; nil for none.
  package var canary: String?

  package init(
    name: String, deviceClass: DeviceClass, title: String, manufacturer: String = "",
    confidence: String = "", sources: [String] = [], defaultUnit: UnitID? = nil,
    defaultPort: UInt16 = 502, contract: ReadContract = ReadContract(), points: [PointDefinition],
    identity: [IdentityCheck] = [], canary: String? = nil
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
    self.canary = canary
    heartbeat = nil
    serial = nil
    options = []
    inputsOnDemand = []
    sunspec = nil
  }
}

/// A point that a working device keeps changing: standing still means that the rest of what it says
/// is frozen too.
package struct Heartbeat: Hashable, Sendable {
  package var point: String
  /// How long it may stand still.
  package var limit: Duration

  package init(point: String, limit: Duration) {
    self.point = point
    self.limit = limit
  }
}

/// The settings of a serial port ex works, for the person who writes the site file.
package struct SerialDefaults: Hashable, Sendable {
  package var baud: Int
  package var parity: Parity
  package var stopBits: Int

  package enum Parity: String, Hashable, Sendable, CaseIterable { case none, even, odd }

  package init(baud: Int, parity: Parity, stopBits: Int) {
    self.baud = baud
    self.parity = parity
    self.stopBits = stopBits
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
    case between(ClosedRange<Double>)
    /// The text is one of these.
    case text([String])
    /// The text starts with one of these.
    case anyPrefix([String])
    /// Another device is told by this.
    indirect case not(Expectation)

    /// Whether it is about a text, and not about a number.
    package var isAboutText: Bool {
      switch self {
      case .prefix, .text, .anyPrefix: true
      case .number, .oneOf, .between: false
      case .not(let other): other.isAboutText
      }
    }
  }
}
