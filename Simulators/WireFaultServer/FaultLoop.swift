import CLinux
import Glibc
import Readings
import WireFaults

/// The server's thread: one epoll over ports, connections and terminals, and a list of what is
/// still to be sent.
///
/// Everything but the wake-up descriptor is touched by that thread alone, or before it starts and
/// after it has ended.
final class FaultLoop: @unchecked Sendable {
  private struct Peer {
    var line: Int
    var connection: UInt64
  }

  private struct Due {
    var at: Instant
    var connection: UInt64
    var act: WireStep.Act
  }

  private(set) var lines: [FaultyLine]
  let addresses: [WireFaultServer.Address]
  private let poller: Int32
  private let waker: Int32
  private var listeners: [Listener?] = []
  private var terminals: [Terminal] = []
  /// Connections and terminals by descriptor, and back.
  private var peers: [Int32: Peer] = [:]
  private var descriptors: [UInt64: Int32] = [:]
  private var lineOfListener: [Int32: Int] = [:]
  private var lastConnection: UInt64 = 0
  /// Latest first.
  private var due: [Due] = []
  private var generator: FaultGenerator
  private var buffer = [UInt8](repeating: 0, count: 4096)

  /// How often it is looked whether a port should be shut.
  private static let tick = Duration.milliseconds(20)

  init(_ lines: [FaultyLine], seed: UInt64) throws(FaultServerError) {
    self.lines = lines
    generator = FaultGenerator(seed: seed)
    poller = epoll_create1(Int32(EPOLL_CLOEXEC))
    waker = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    var addresses: [WireFaultServer.Address] = []
    for (number, line) in lines.enumerated() {
      if line.isBus {
        let terminal = try Terminal()
        terminals.append(terminal)
        addresses.append(.path(terminal.path))
        listeners.append(nil)
        lastConnection += 1
        peers[terminal.descriptor] = Peer(line: number, connection: lastConnection)
        descriptors[lastConnection] = terminal.descriptor
      } else {
        let listener = try Listener()
        addresses.append(.port(listener.port))
        listeners.append(listener)
        lineOfListener[listener.descriptor] = number
      }
    }
    self.addresses = addresses
    watch(waker)
    for descriptor in peers.keys { watch(descriptor) }
    for descriptor in lineOfListener.keys { watch(descriptor) }
  }

  /// Makes the thread end. From any thread.
  func wake() {
    var one: UInt64 = 1
    write(waker, &one, 8)
  }

  func run() {
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    var nextTick = Self.now
    while true {
      var now = Self.now
      if nextTick <= now {
        nextTick = now + Self.tick
        turnListeners(at: now)
      }
      sendDue(at: now)
      let until = min(nextTick, due.last?.at ?? nextTick)
      let wait = until.since(now).nanoseconds
      let count = epoll_wait(
        poller, &events, Int32(events.count), Int32(clamping: (max(0, wait) + 999_999) / 1_000_000))
      now = Self.now
      for event in events.prefix(Int(max(0, count))) {
        let descriptor = Int32(truncatingIfNeeded: event.data.u64)
        if descriptor == waker {
          closeAll()
          return
        } else if let line = lineOfListener[descriptor] {
          accept(on: descriptor, line: line, at: now)
        } else if let peer = peers[descriptor] {
          receive(peer, from: descriptor, at: now)
        }
      }
    }
  }

  private func watch(_ descriptor: Int32) {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue
    event.data.u64 = UInt64(descriptor)
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event)
  }

  private func turnListeners(at now: Instant) {
    for (number, listener) in listeners.enumerated() {
      guard let listener, lines[number].refusesAll(at: now) == listener.isOpen else { continue }
      if listener.isOpen {
        lineOfListener[listener.descriptor] = nil
        listeners[number]?.shut()
      } else if (try? listeners[number]?.open()) != nil, let opened = listeners[number] {
        lineOfListener[opened.descriptor] = number
        watch(opened.descriptor)
      }
    }
  }

  /// The connection under a number from 1024 up, where there is room: an agent in the same process
  /// needs the numbers below for libmodbus.
  private static func raised(_ descriptor: Int32) -> Int32 {
    let raised = fcntl(descriptor, F_DUPFD_CLOEXEC, 1024)
    guard raised >= 0 else { return descriptor }
    close(descriptor)
    return raised
  }

  private func accept(on listener: Int32, line: Int, at now: Instant) {
    let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    while true {
      let accepted = hw_accept4(listener, nil, nil, flags)
      guard accepted >= 0 else { return }
      let descriptor = Self.raised(accepted)
      lastConnection += 1
      let admission = lines[line].connect(lastConnection, at: now, using: &generator)
      guard admission != .refuse else {
        end(descriptor, isAbrupt: true)
        continue
      }
      var on: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
      peers[descriptor] = Peer(line: line, connection: lastConnection)
      descriptors[lastConnection] = descriptor
      watch(descriptor)
    }
  }

  private func receive(_ peer: Peer, from descriptor: Int32, at now: Instant) {
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 {
      if lines[peer.line].framing == .rtu {
        // On a bus nobody speaks into a request. What was to be sent before it comes too late:
        // this thread was held up, and the client's silence is over.
        due.removeAll { $0.connection == peer.connection }
      }
      let steps = lines[peer.line].received(
        Array(buffer[..<count]), on: peer.connection, at: now, using: &generator)
      for step in steps {
        let at = now + step.after
        let place = due.firstIndex { $0.at <= at } ?? due.endIndex
        due.insert(Due(at: at, connection: peer.connection, act: step.act), at: place)
      }
    } else if !lines[peer.line].isBus, count == 0 || (errno != EAGAIN && errno != EINTR) {
      drop(peer.connection, isAbrupt: false, at: now)
    }
  }

  private func sendDue(at now: Instant) {
    while let next = due.last, next.at <= now {
      guard let descriptor = descriptors[next.connection], let peer = peers[descriptor] else {
        due.removeLast()
        continue
      }
      if lines[peer.line].framing == .rtu, hasInput(descriptor) {
        receive(peer, from: descriptor, at: now)
        continue
      }
      due.removeLast()
      switch next.act {
      case .bytes(let bytes):
        _ =
          lines[peer.line].isBus
          ? write(descriptor, bytes, bytes.count)
          : send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
      case .close: drop(next.connection, isAbrupt: false, at: now)
      case .reset: drop(next.connection, isAbrupt: true, at: now)
      }
    }
  }

  private func hasInput(_ descriptor: Int32) -> Bool {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&watched, 1, 0) > 0 && watched.revents & Int16(POLLIN) != 0
  }

  private func drop(_ connection: UInt64, isAbrupt: Bool, at now: Instant) {
    guard let descriptor = descriptors.removeValue(forKey: connection),
      let peer = peers.removeValue(forKey: descriptor)
    else { return }
    lines[peer.line].disconnected(connection, at: now)
    end(descriptor, isAbrupt: isAbrupt)
  }

  private func end(_ descriptor: Int32, isAbrupt: Bool) {
    if isAbrupt {
      var how = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &how, socklen_t(MemoryLayout<linger>.size))
    }
    close(descriptor)
  }

  private func closeAll() {
    for descriptor in peers.keys { close(descriptor) }
    for terminal in terminals { close(terminal.other) }
    for listener in listeners { listener?.end() }
    close(poller)
    close(waker)
  }

  private static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
  }
}
