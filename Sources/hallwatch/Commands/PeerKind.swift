/// What a peer is that speaks something else than Modbus, by the first bytes that it sends.
enum PeerKind: Hashable {
  case ssh(String)
  case web
  case tls
  case telnet
  case greeting(String)
  case modbusASCII
  case text(String)
  case bytes(String)

  /// Nil for no bytes, and for what may be Modbus after all.
  init?(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return nil }
    let line = Self.firstLine(bytes)
    if line.hasPrefix("SSH-") {
      self = .ssh(line)
    } else if line.hasPrefix("HTTP/") || line.hasPrefix("<") {
      self = .web
    } else if bytes.count >= 3, first == 0x15 || first == 0x16, bytes[1] == 3, bytes[2] <= 4 {
      self = .tls
    } else if first == 0xFF, bytes.count >= 3, (0xFB...0xFE).contains(bytes[1]) {
      self = .telnet
    } else if first == UInt8(ascii: ":"), line.count >= 9,
      line.dropFirst().allSatisfy(\.isHexDigit)
    {
      self = .modbusASCII
    } else if line.hasPrefix("220") {
      self = .greeting(line)
    } else if line.count >= 4, Self.isText(bytes) {
      self = .text(line)
    } else if Self.mayBeModbus(bytes) {
      return nil
    } else {
      self = .bytes(bytes.prefix(16).map(Self.hex).joined(separator: " "))
    }
  }

  /// What a person can do about it.
  var advice: String {
    switch self {
    case .ssh(let banner):
      "An SSH server is there (\(banner)), no Modbus device: is it the right port? Modbus/TCP is "
        + "502 as a rule"
    case .web:
      "A web server is there, no Modbus device: its page may tell the port of Modbus, 502 as a rule"
    case .tls:
      "The port speaks TLS: Modbus/TCP Security needs a TLS client such as stunnel in between"
    case .telnet:
      "A Telnet console is there: a terminal server carries the serial line on another port"
    case .greeting(let line):
      "A mail or file server is there (\(line)), no Modbus device: is it the right port?"
    case .modbusASCII:
      "It speaks Modbus ASCII, which hallwatch does not: set the device or its gateway to RTU"
    case .text(let line): "It says \"\(line)\", which is no Modbus: is it the right port?"
    case .bytes(let bytes): "It says \(bytes), which is no Modbus: is it the right port?"
    }
  }

  /// The first line as far as it is plain text, at most 60 characters.
  private static func firstLine(_ bytes: [UInt8]) -> String {
    let line = bytes.prefix(60).prefix { (0x20...0x7E).contains($0) }
    return String(decoding: line, as: UTF8.self)
  }

  private static func isText(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { (0x20...0x7E).contains($0) || $0 == 9 || $0 == 10 || $0 == 13 }
  }

  /// A header of Modbus/TCP, or a unit and a function that answers.
  private static func mayBeModbus(_ bytes: [UInt8]) -> Bool {
    if bytes.count >= 6, bytes[2] == 0, bytes[3] == 0, bytes[4] == 0 { return true }
    guard bytes.count >= 2 else { return true }
    return bytes[0] <= 247 && [1, 2, 3, 4, 17, 43].contains(bytes[1] & 0x7F)
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + digits : digits
  }
}
