package import Polling

/// Where a device is reached, as site files and the command line write it.
package struct Endpoint: Hashable, Sendable {
  package let medium: LineSettings.Medium

  /// What is wrong with a text, and what would be right.
  package struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    package var description: String { message }
  }

  /// The port registered for Modbus/TCP.
  package static let defaultPort: UInt16 = 502

  /// The bit rates that a serial port can be set to. libmodbus takes any other for 9600 in silence.
  package static let baudRates = [
    1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600,
  ]

  package init(medium: LineSettings.Medium) { self.medium = medium }

  /// The endpoint of a text `tcp://host[:port]`, `rtu+tcp://host:port` or
  /// `rtu:/dev/tty…[?baud=9600&parity=none&stop=1]`.
  package init(_ text: String) throws(Mistake) {
    if text.hasPrefix("tcp://") {
      let parsed = try Self.hostAndPort(text, after: "tcp://")
      medium = .tcp(host: parsed.host, port: parsed.port ?? Self.defaultPort)
    } else if text.hasPrefix("rtu+tcp://") {
      let parsed = try Self.hostAndPort(text, after: "rtu+tcp://")
      guard let port = parsed.port else {
        throw Mistake(
          message: "\(quoted(text)) has no port; terminal servers have no usual one: "
            + "rtu+tcp://\(parsed.host):4001")
      }
      medium = .rtuOverTCP(host: parsed.host, port: port)
    } else if text.hasPrefix("rtu:") {
      medium = .serial(try Self.serial(text))
    } else {
      throw Mistake(
        message: "\(quoted(text)) is no endpoint; write tcp://host:port, rtu+tcp://host:port or "
          + "rtu:/dev/tty…?baud=9600&parity=none&stop=1")
    }
  }

  /// The canonical text, such as `tcp://10.20.1.11:502`. Two endpoints are one line when theirs are
  /// equal.
  package var description: String {
    switch medium {
    case .tcp(let host, let port): "tcp://" + HostAndPort.text(host: host, port: port)
    case .rtuOverTCP(let host, let port): "rtu+tcp://" + HostAndPort.text(host: host, port: port)
    case .serial(let settings):
      "rtu:\(settings.path)?baud=\(settings.baud)&parity=\(settings.parity.rawValue)"
        + "&stop=\(settings.stopBits)"
    }
  }

  /// What can have one framing and one setting only: host and port, or the serial port.
  package var resource: String {
    switch medium {
    case .tcp(let host, let port), .rtuOverTCP(let host, let port):
      HostAndPort.text(host: host, port: port)
    case .serial(let settings): settings.path
    }
  }

  private static func hostAndPort(
    _ text: String, after scheme: String
  ) throws(Mistake) -> HostAndPort {
    do throws(HostAndPort.Mistake) {
      return try HostAndPort(text.dropFirst(scheme.count))
    } catch {
      throw Mistake(message: "\(quoted(text)): \(error.message)")
    }
  }

  private static func serial(_ text: String) throws(Mistake) -> SerialSettings {
    let parts = text.dropFirst(4).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].hasPrefix("/"), parts[0].utf8.count > 1 else {
      throw Mistake(message: "\(quoted(text)): write the whole path, such as rtu:/dev/ttyS0")
    }
    var settings = SerialSettings(path: String(parts[0]))
    var seen: [String] = []
    for pair in parts.count == 2 ? parts[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = String(sides[0])
      guard !seen.contains(key) else { throw Mistake(message: "\(quoted(text)): `\(key)` twice") }
      seen.append(key)
      try set(key, to: sides.count == 2 ? String(sides[1]) : "", in: &settings, text)
    }
    return settings
  }

  private static func set(
    _ key: String, to value: String, in settings: inout SerialSettings, _ text: String
  ) throws(Mistake) {
    switch key {
    case "baud":
      guard let baud = Int(value), baudRates.contains(baud) else {
        let known = baudRates.map { "\($0)" }.joined(separator: ", ")
        throw Mistake(message: "\(quoted(text)): bad baud `\(value)`; known: \(known)")
      }
      settings.baud = baud
    case "parity":
      guard let parity = SerialSettings.Parity(rawValue: value) else {
        throw Mistake(
          message: "\(quoted(text)): bad parity `\(value)`; known: none, even, odd")
      }
      settings.parity = parity
    case "stop":
      guard value == "1" || value == "2" else {
        throw Mistake(message: "\(quoted(text)): bad stop `\(value)`; known: 1, 2")
      }
      settings.stopBits = value == "1" ? 1 : 2
    default:
      throw Mistake(
        message: "\(quoted(text)): unknown `\(key)`; "
          + suggestion(for: key, among: ["baud", "parity", "stop"]))
    }
  }
}
