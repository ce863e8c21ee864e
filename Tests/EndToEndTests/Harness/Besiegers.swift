import Foundation
import Glibc
import Synchronization

/// Clients that do harm until told to stop, from many addresses of the loopback.
final class Besiegers: @unchecked Sendable {
  private let port: UInt16
  private let isOver = Atomic<Bool>(false)
  /// Connections that stood.
  let made = Atomic<Int>(0)
  /// Connections that did not stand at once, because nobody took them.
  let dropped = Atomic<Int>(0)
  private let group = DispatchGroup()

  init(port: UInt16) { self.port = port }

  /// Clients that never get on, fifty of an address: a third begins a request and stops, a third
  /// asks for the page and does not read it, a third says nothing. Whoever is cut comes again.
  func besiege(slowly count: Int) {
    let sources = (0..<count).map { (place: $0, source: UInt32(0x7F00_0201 + $0 / 50)) }
    let words = ["GET /metrics HT", "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", ""].map {
      Array($0.utf8)
    }
    run { [self] in
      var sockets = [Int32](repeating: -1, count: count)
      defer { for socket in sockets { close(socket) } }
      while !isOver.load(ordering: .relaxed) {
        for (place, source) in sources where Self.isEnded(sockets[place]) {
          close(sockets[place])
          sockets[place] = Self.connecting(from: source, to: port)
          Self.say(words[place % 3], on: sockets[place])
        }
        usleep(100_000)
      }
    }
  }

  /// So many connections a second, each with the next of the words, and gone at once.
  func storm(_ words: [[UInt8]], perSecond rate: Int, from sources: [UInt32]) {
    run { [self] in
      let began = ContinuousClock.now
      var turn = 0
      while !isOver.load(ordering: .relaxed) {
        // As many as are due by now: a thread that was held up catches up.
        let due = Int((ContinuousClock.now - began) / .milliseconds(1)) * rate / 1000
        if turn >= due { usleep(1000) }
        while turn < due, !isOver.load(ordering: .relaxed) {
          connectAndGo(words[turn % words.count], from: sources[turn % sources.count])
          turn += 1
        }
      }
    }
  }

  private func connectAndGo(_ bytes: [UInt8], from source: UInt32) {
    let socket = Self.connecting(from: source, to: port)
    let isMade = Self.isConnected(socket)
    if isMade {
      made.add(1, ordering: .relaxed)
      Self.say(bytes, on: socket)
    } else {
      dropped.add(1, ordering: .relaxed)
    }
    // Closed with what came unread: the other side sees a reset.
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    close(socket)
  }

  private func run(_ body: @escaping @Sendable () -> Void) {
    group.enter()
    Thread.detachNewThread { [group] in
      body()
      group.leave()
    }
  }

  func end() {
    isOver.store(true, ordering: .relaxed)
    group.wait()
  }

  /// A socket that does not wait. On the loopback a connection stands when this returns, unless
  /// nobody takes it.
  private static func connecting(from source: UInt32, to port: UInt16) -> Int32 {
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let socket = Glibc.socket(AF_INET, Int32(kind), 0)
    var yes: Int32 = 1
    // IP_BIND_ADDRESS_NO_PORT, which Glibc does not name: the port is chosen for the pair of
    // addresses, so that ports do not run out.
    setsockopt(socket, Int32(IPPROTO_IP), 24, &yes, 4)
    for (address, port, call) in [(source, UInt16(0), bind), (0x7F00_0001, port, connect)] {
      var name = LoopbackSocket.address(port)
      name.sin_addr.s_addr = address.bigEndian
      _ = withUnsafePointer(to: &name) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          call(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    return socket
  }

  private static func isConnected(_ socket: Int32) -> Bool {
    var state = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    return poll(&state, 1, 0) == 1 && Int32(state.revents) & POLLOUT != 0
  }

  private static func isEnded(_ socket: Int32) -> Bool {
    guard socket >= 0 else { return true }
    var byte: UInt8 = 0
    let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    return count == 0 || count < 0 && errno != EAGAIN
  }

  private static func say(_ bytes: [UInt8], on socket: Int32) {
    if !bytes.isEmpty { _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
  }
}
