/// What makes a server that does not speak Modbus show itself: a word that it waits for, in its own
/// language. Each asks for something and changes nothing.
enum PeerQuestion {
  /// In the order in which they are worth asking.
  static let all = [tls, web, modbusASCII]

  /// Any web server answers the oldest form of a request, even where it refuses it.
  private static let web = Array("GET / HTTP/1.0\r\n\r\n".utf8)

  /// Register 0 of unit 1 in Modbus ASCII.
  private static let modbusASCII = Array(":010300000001FB\r\n".utf8)

  /// The hello of a TLS 1.2 client that knows the usual ciphers (RFC 5246, clause 7.4.1.2).
  private static let tls: [UInt8] = {
    let ciphers: [UInt8] = [
      0xC0, 0x2F, 0xC0, 0x2B, 0xC0, 0x30, 0xC0, 0x2C, 0x00, 0x9C, 0x00, 0x2F,
    ]
    // Groups x25519 and secp256r1, plain points, signatures of RSA and of ECDSA with SHA-256.
    let extensions: [UInt8] =
      [0, 10, 0, 6, 0, 4, 0, 0x1D, 0, 0x17] + [0, 11, 0, 2, 1, 0]
      + [0, 13, 0, 10, 0, 8, 4, 1, 4, 3, 8, 4, 5, 1]
    let body =
      [3, 3] + Array(repeating: 0x48, count: 32) + [0] + sized(ciphers) + [1, 0]
      + sized(extensions)
    let handshake = [1, 0] + sized(body)
    return [0x16, 3, 1] + sized(handshake)
  }()

  /// With its length in two bytes before it.
  private static func sized(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
  }
}
