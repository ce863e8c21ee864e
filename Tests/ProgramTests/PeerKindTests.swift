import Glibc
import ModbusLink
import Testing

@testable import hallwatch

/// Peers that are no Modbus devices, as their first bytes tell.
@Suite("What is no Modbus device")
struct PeerKindTests {
  struct Peer: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var words: String
    var testDescription: String { words }

    init(_ text: String, _ words: String) { (bytes, self.words) = (Array(text.utf8), words) }
    init(_ bytes: [UInt8], _ words: String) { (self.bytes, self.words) = (bytes, words) }
  }

  static let peers = [
    Peer("SSH-2.0-OpenSSH_9.2p1\r\n", "An SSH server is there (SSH-2.0-OpenSSH_9.2p1)"),
    Peer("HTTP/1.1 400 Bad Request\r\nServer: x\r\n", "A web server is there"),
    Peer("<html><head>", "A web server is there"),
    Peer([0x15, 3, 1, 0, 2, 2, 70], "The port speaks TLS"),
    Peer([0xFF, 0xFD, 0x01, 0xFF, 0xFD, 0x1F], "A Telnet console is there"),
    Peer("220 mail.example ESMTP\r\n", "A mail or file server is there (220 mail.example ESMTP)"),
    Peer(":010304000A000BE4\r\n", "It speaks Modbus ASCII"),
    Peer("READY\r\n", "It says \"READY\", which is no Modbus"),
    Peer([0xA5, 0x5A, 0x00, 0x01], "It says A5 5A 00 01, which is no Modbus"),
  ]

  @Test("is named, with what to do", arguments: peers)
  func named(_ peer: Peer) throws {
    #expect(try #require(PeerKind(peer.bytes)).advice.hasPrefix(peer.words))
  }

  @Test(
    "is not said of what may be Modbus",
    arguments: [
      [], [0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 7], [1, 3, 2, 0, 7, 0xF8, 0x46], [1, 0x83, 2],
    ])
  func silent(_ bytes: [UInt8]) { #expect(PeerKind(bytes) == nil) }

  @Test("is named by read, at once and instead of a search for units")
  func read() throws {
    let server = try BannerServer("SSH-2.0-dropbear_2022.83\r\n")
    let run = CommandRun([
      "read", "tcp://127.0.0.1:\(server.port)", "--unit", "1", "--table", "holding", "--address",
      "0", "--timeout", "300ms",
    ])
    #expect(run.code == .failed)
    #expect(
      run.words.contains("An SSH server is there (SSH-2.0-dropbear_2022.83), no Modbus device"))
  }
}

/// Greets who connects, and says nothing more. Lives as long as the process.
private struct BannerServer {
  let port: UInt16

  init(_ banner: String) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    try #require(isBound)
    port = UInt16(bigEndian: address.sin_port)
    let greeting = Array(banner.utf8)
    try LinuxThread(name: "test-banner") {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        _ = send(client, greeting, greeting.count, Int32(MSG_NOSIGNAL))
      }
    }.detach()
  }
}
