package import DeviceProfiles
package import Registers

/// A line of the running agent, by its place in the settings. Dense from 0.
package struct LineIndex: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One connection or serial bus: one owner, one request in flight.
package struct LineSettings: Hashable, Sendable {
  /// The endpoint as the site file spells it, such as `tcp://10.20.1.11:502`; the label `line`.
  package var name: String
  package var medium: Medium
  /// Silence kept between an answer and the next request on the line. The larger of this and the
  /// device's own gap counts.
  package var gap: Duration
  /// The most addresses read across that no point needs; nil leaves it to the profiles.
  package var maximumHole: Int?
  /// How long a connection attempt may take.
  package var connectTimeout: Duration

  package init(
    name: String, medium: Medium, gap: Duration = .zero, maximumHole: Int? = nil,
    connectTimeout: Duration = .seconds(2)
  ) {
    self.name = name
    self.medium = medium
    self.gap = gap
    self.maximumHole = maximumHole
    self.connectTimeout = connectTimeout
  }

  /// What the line runs over, and how frames travel on it.
  package enum Medium: Hashable, Sendable {
    case tcp(host: String, port: UInt16)
    /// RTU frames through a terminal server.
    case rtuOverTCP(host: String, port: UInt16)
    case serial(SerialSettings)

    package var framing: Framing {
      switch self {
      case .tcp: .tcp
      case .rtuOverTCP, .serial: .rtu
      }
    }
  }
}

/// How a serial port is set.
package struct SerialSettings: Hashable, Sendable {
  package enum Parity: String, Hashable, Sendable, CaseIterable { case none, even, odd }

  /// The path of the device, such as `/dev/serial/by-id/usb-485-1`.
  package var path: String
  /// Bits per second.
  package var baud: Int
  package var parity: Parity
  /// 1 or 2.
  package var stopBits: Int

  package init(path: String, baud: Int = 9600, parity: Parity = .none, stopBits: Int = 1) {
    self.path = path
    self.baud = baud
    self.parity = parity
    self.stopBits = stopBits
  }

  /// How long one character takes: start, eight data, parity and stop bits.
  package var characterTime: Duration {
    let bits = 9 + (parity == .none ? 0 : 1) + stopBits
    return .nanoseconds(Int64(bits) * 1_000_000_000 / Int64(baud))
  }
}

/// One device as the poller sees it: where it is, how often it is read, and what is needed of it.
package struct PolledDevice: Sendable {
  package var line: LineIndex
  package var unit: UnitID
  package var interval: Duration
  package var timeout: Duration
  package var contract: ReadContract
  package var items: [PolledItem]

  package init(
    line: LineIndex, unit: UnitID, interval: Duration, timeout: Duration, contract: ReadContract,
    items: [PolledItem]
  ) {
    self.line = line
    self.unit = unit
    self.interval = interval
    self.timeout = timeout
    self.contract = contract
    self.items = items
  }
}

/// Addresses that must come in one answer: a value of several registers, or values with the
/// registers that scale them.
package struct PolledItem: Hashable, Sendable {
  package var span: RegisterSpan
  package var pace: PointDefinition.Pace

  package init(span: RegisterSpan, pace: PointDefinition.Pace) {
    self.span = span
    self.pace = pace
  }
}
