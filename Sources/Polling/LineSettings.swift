package import Registers

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
