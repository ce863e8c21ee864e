import CLinux
import Glibc
import Registers
import Testing

@testable import ModbusLink

@Suite("Connecting")
struct ConnectingTests {
  @Test("a port where nobody listens is a refusal")
  func refused() throws {
    let peer = try LoopbackPeer()
    peer.stopListening()
    let subject = try LineUnderTest(port: peer.port)
    #expect(subject.open() == .failed(.unreachable(.refused)))
  }

  @Test("a line opens over IPv6")
  func six() throws {
    let peer = try LoopbackPeer(family: AF_INET6)
    let subject = try LineUnderTest(host: "::1", port: peer.port)
    #expect(subject.open() == .opened)
  }

  @Test("a name is resolved off the thread, and each of its addresses is tried")
  func name() throws {
    // localhost is ::1 first on most machines, where nobody listens.
    let peer = try LoopbackPeer()
    let subject = try LineUnderTest(host: "localhost", port: peer.port)
    #expect(subject.line.open(at: MonotonicClock.now) == nil, "the answer comes later")
    #expect(subject.next() == .opened)
  }

  @Test("a known address is used again without asking")
  func cachedName() throws {
    let peer = try LoopbackPeer()
    let subject = try LineUnderTest(host: "localhost", port: peer.port)
    #expect(subject.open() == .opened)
    subject.line.close()
    #expect(subject.open() == .opened)
  }

  @Test("a name that nobody knows is said to be unknown")
  func unknownName() throws {
    let subject = try LineUnderTest(host: "no-such-device.invalid", port: 502)
    #expect(subject.open() == .failed(.unreachable(.nameUnknown)))
  }

  @Test("a connection attempt that is closed reports nothing afterwards")
  func givenUp() throws {
    let peer = try LoopbackPeer()
    let subject = try LineUnderTest(port: peer.port)
    #expect(subject.line.open(at: MonotonicClock.now) == nil)
    subject.line.close()
    #expect(subject.isQuiet)
    #expect(!subject.line.isOpen)
  }

  @Test("a socket that the kernel connected to itself is not a device")
  func selfConnection() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &address) { bytes in
      let generic = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      bind(descriptor, generic, length)
      getsockname(descriptor, generic, &length)
      return connect(descriptor, generic, length)
    }
    #expect(result == 0)
    #expect(ConnectingSocket(descriptor: descriptor).fault == .unreachable(.refused))
  }
}
