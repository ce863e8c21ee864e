import CLinux
import Glibc
import Plant
import Readings

/// The body of the server's thread: epoll over every listening port and connection.
///
/// Everything but `shared` and the wake-up descriptor is touched by that thread alone, or before
/// it starts and after it has ended.
final class ServerLoop: @unchecked Sendable {
  /// How often plant time passes when nobody asks.
  private static let tick: UInt64 = 100_000_000
  private static let unsentLimit = 65_536

  let ports: [UInt16]
  private let lines: [PlantLine]
  private let speed: Double
  private let shared: LockedValue<ServerState>
  private let onHappenings: @Sendable ([HallHappening]) -> Void
  private let poller: Int32
  private let waker: Int32
  /// Kept for the day when there are no more descriptors.
  private var spare: Int32
  /// Listening sockets by line; nil while the port is closed on purpose.
  private var listeners: [Int32?] = []
  private var lineOfListener: [Int32: Int] = [:]
  private var connections: [Int32: Connection] = [:]
  private var delayed: [DelayedAnswer] = []
  private var serial: UInt64 = 0
  private var startedAt: UInt64 = 0
  private var hallStartedAt: Duration = .zero
  private var isClosed = false
  private var buffer = [UInt8](repeating: 0, count: 4096)

  init(
    lines: [PlantLine], speed: Double, shared: LockedValue<ServerState>,
    onHappenings: @escaping @Sendable ([HallHappening]) -> Void
  ) throws(PlantServerError) {
    self.lines = lines
    self.speed = speed
    self.shared = shared
    self.onHappenings = onHappenings
    var opened: [Int32] = []
    for line in lines {
      do {
        opened.append(try Listening.open(port: line.port))
      } catch {
        for socket in opened { close(socket) }
        throw error
      }
    }
    ports = opened.map(Listening.port)
    poller = epoll_create1(Int32(EPOLL_CLOEXEC))
    waker = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    spare = dup(waker)
    listeners = opened
    for (line, socket) in opened.enumerated() {
      lineOfListener[socket] = line
      watch(socket, EPOLLIN.rawValue, EPOLL_CTL_ADD)
    }
    watch(waker, EPOLLIN.rawValue, EPOLL_CTL_ADD)
  }

  /// Makes the thread look at `shared` soon. From any thread.
  func wake() {
    var one: UInt64 = 1
    write(waker, &one, 8)
  }

  func run() {
    startedAt = Self.now()
    hallStartedAt = shared.withLock { $0.hall.time }
    var nextTick = startedAt
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    while !shared.withLock({ $0.isStopping }) {
      let now = Self.now()
      if now >= nextTick {
        letTimePass(now)
        nextTick = now + Self.tick
      }
      sendDue(now)
      let due = min(nextTick, delayed.map(\.due).min() ?? .max)
      let wait = due > now ? Int32((due - now + 999_999) / 1_000_000) : 0
      let count = epoll_wait(poller, &events, Int32(events.count), wait)
      guard count > 0 else { continue }
      // One advance for all requests of a round: they see the plant at the same instant.
      letTimePass(Self.now())
      for event in events.prefix(Int(count)) { handle(event) }
    }
  }

  /// Closes everything. After the thread has ended, or instead of starting it.
  func closeAll() {
    guard !isClosed else { return }
    isClosed = true
    for socket in listeners.compactMap({ $0 }) { close(socket) }
    for connection in connections.values { close(connection.descriptor) }
    connections = [:]
    listeners = []
    close(poller)
    close(waker)
    if spare >= 0 { close(spare) }
  }

  private func letTimePass(_ now: UInt64) {
    let passed = Double(now - startedAt) * speed
    let happenings = shared.withLock { state in
      state.hall.advance(to: hallStartedAt + .nanoseconds(Int64(passed)))
      return state.hall.takeHappenings()
    }
    if !happenings.isEmpty { onHappenings(happenings) }
  }

  private func handle(_ event: epoll_event) {
    let descriptor = Int32(truncatingIfNeeded: event.data.u64)
    if descriptor == waker {
      var count: UInt64 = 0
      read(waker, &count, 8)
      applyRefusals()
    } else if let line = lineOfListener[descriptor] {
      accept(on: descriptor, line: line)
    } else if let connection = connections[descriptor] {
      if event.events & EPOLLOUT.rawValue != 0 { flush(connection) }
      if event.events & ~EPOLLOUT.rawValue != 0 { receive(connection) }
    }
  }

  private func accept(on listener: Int32, line: Int) {
    let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    while true {
      let descriptor = hw_accept4(listener, nil, nil, flags)
      guard descriptor >= 0 else {
        if errno == EMFILE || errno == ENFILE { turnAway(listener) }
        return
      }
      var on: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
      serial += 1
      connections[descriptor] = Connection(descriptor: descriptor, line: line, serial: serial)
      watch(descriptor, EPOLLIN.rawValue, EPOLL_CTL_ADD)
    }
  }

  /// Out of descriptors: the client is told by a closed connection, with the one kept for that.
  /// Left alone it would wake the loop for ever.
  private func turnAway(_ listener: Int32) {
    guard spare >= 0 else { return }
    close(spare)
    let descriptor = hw_accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
    if descriptor >= 0 { close(descriptor) }
    spare = dup(waker)
  }

  private func receive(_ connection: Connection) {
    while true {
      let count = recv(connection.descriptor, &buffer, buffer.count, 0)
      if count > 0 {
        connection.received.append(contentsOf: buffer[..<count])
        if count < buffer.count { break }
      } else if count < 0, errno == EAGAIN {
        break
      } else if count < 0, errno == EINTR {
        continue
      } else {
        drop(connection)
        return
      }
    }
    answerAll(connection)
  }

  private func answerAll(_ connection: Connection) {
    var used = 0
    while true {
      switch ServedRequest.parse(connection.received[used...]) {
      case .incomplete:
        connection.received.removeFirst(used)
        return
      case .foreign:
        drop(connection)
        return
      case .request(let request, let byteCount):
        used += byteCount
        answer(request, connection)
        if connections[connection.descriptor] !== connection { return }
      }
    }
  }

  private func answer(_ request: ServedRequest, _ connection: Connection) {
    guard let unit = lines[connection.line].units.first(where: { $0.unit == request.unit }) else {
      return
    }
    let (dataUnit, fault) = shared.withLock { state -> ([UInt8]?, WireFault) in
      guard state.hall.isReachable(device: unit.device) else { return (nil, .silent) }
      return (
        state.hall.dataUnit(answering: request, device: unit.device),
        state.faults[unit.device] ?? .none
      )
    }
    guard let dataUnit else { return }
    var answered = request
    switch fault {
    case .silent, .refuse: return
    case .wrongTransaction: answered.transaction &+= 1
    case .none, .delay: break
    }
    let frame = answered.frame(answering: dataUnit)
    if case .delay(let duration) = fault {
      delayed.append(
        DelayedAnswer(
          due: Self.now() + UInt64(max(0, duration.nanoseconds)),
          descriptor: connection.descriptor, serial: connection.serial, frame: frame))
    } else {
      send(frame, to: connection)
    }
  }

  private func sendDue(_ now: UInt64) {
    guard !delayed.isEmpty else { return }
    let due = delayed.filter { $0.due <= now }
    delayed.removeAll { $0.due <= now }
    for answer in due {
      guard let connection = connections[answer.descriptor], connection.serial == answer.serial
      else { continue }
      send(answer.frame, to: connection)
    }
  }

  private func send(_ frame: [UInt8], to connection: Connection) {
    connection.unsent.append(contentsOf: frame)
    flush(connection)
  }

  private func flush(_ connection: Connection) {
    while !connection.unsent.isEmpty {
      let count = Glibc.send(
        connection.descriptor, connection.unsent, connection.unsent.count,
        Int32(MSG_NOSIGNAL))
      if count > 0 {
        connection.unsent.removeFirst(count)
      } else if errno == EAGAIN {
        awaitRoom(connection)
        return
      } else if errno != EINTR {
        drop(connection)
        return
      }
    }
    if connection.isAwaitingRoom {
      connection.isAwaitingRoom = false
      watch(connection.descriptor, EPOLLIN.rawValue, EPOLL_CTL_MOD)
    }
  }

  /// A client that does not take its answers is heard again when it has, and cut when it never
  /// does.
  private func awaitRoom(_ connection: Connection) {
    guard connection.unsent.count < Self.unsentLimit else { return drop(connection) }
    guard !connection.isAwaitingRoom else { return }
    connection.isAwaitingRoom = true
    watch(connection.descriptor, EPOLLOUT.rawValue, EPOLL_CTL_MOD)
  }

  private func drop(_ connection: Connection) {
    connections[connection.descriptor] = nil
    close(connection.descriptor)
  }

  /// Closes the ports that shall refuse, and opens them again when they no longer shall.
  private func applyRefusals() {
    let faults: [Int: WireFault]? = shared.withLock { state in
      defer { state.areFaultsNew = false }
      return state.areFaultsNew ? state.faults : nil
    }
    guard let faults else { return }
    for line in lines.indices {
      let refuses = lines[line].units.contains { faults[$0.device] == .refuse }
      if refuses, let socket = listeners[line] {
        close(socket)
        lineOfListener[socket] = nil
        listeners[line] = nil
        let cut = connections.values.filter { $0.line == line }
        for connection in cut { drop(connection) }
      } else if !refuses, listeners[line] == nil,
        let socket = try? Listening.open(port: ports[line])
      {
        listeners[line] = socket
        lineOfListener[socket] = line
        watch(socket, EPOLLIN.rawValue, EPOLL_CTL_ADD)
      }
    }
  }

  private func watch(_ descriptor: Int32, _ events: UInt32, _ operation: Int32) {
    var event = epoll_event()
    event.events = events
    event.data.u64 = UInt64(descriptor)
    epoll_ctl(poller, operation, descriptor, &event)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
