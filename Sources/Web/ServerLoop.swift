import CLinux
import Glibc

/// The one thread that serves all connections: it waits for whichever socket or deadline is next,
/// and never for one client.
final class ServerLoop {
  private enum Token {
    static let wake = UInt64.max
    /// Set in the tokens of listening sockets, whose low bits are their place.
    static let listener: UInt64 = 1 << 63
  }

  private(set) var allow: [CIDRBlock]
  let limits: HTTPLimits
  let handler: @Sendable (HTTPRequest) -> HTTPResponse
  /// Told when a client could not be let in for want of a descriptor.
  let ranOut: @Sendable () -> Void
  let counters: Guarded<HTTPCounters>
  let poll: PollSet
  /// An eventfd that is written to when there is mail.
  private let wake: Int32
  private let mail: Guarded<ServerMail>

  private var listeners: [ListeningSocket]
  var connections: [Int32: Connection] = [:]
  /// The connections of each address.
  var neighbours: [IPAddress: [Connection]] = [:]
  var odd = OddClients()
  /// Told of clients that were odd, at a bounded rate.
  private let tellOdd: @Sendable ([OddClients.Entry]) -> Void
  var generation: UInt32 = 0
  /// No deadline is earlier than this; it may be too early itself.
  private var earliest = MonotonicTime.distantFuture
  var acceptResumes: MonotonicTime?
  private var isStopping = false
  private let scratch = UnsafeMutableRawBufferPointer.allocate(
    byteCount: HTTPLimits.readBytes, alignment: 16)

  init(
    listeners: [ListeningSocket], wake: Int32, mail: Guarded<ServerMail>, allow: [CIDRBlock],
    limits: HTTPLimits,
    counters: Guarded<HTTPCounters>, ranOut: @escaping @Sendable () -> Void,
    tellOdd: @escaping @Sendable ([OddClients.Entry]) -> Void,
    handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) throws(HTTPServerError) {
    self.listeners = listeners
    self.wake = wake
    self.mail = mail
    self.allow = allow
    self.limits = limits
    self.counters = counters
    self.handler = handler
    self.ranOut = ranOut
    self.tellOdd = tellOdd
    poll = try PollSet()
    poll.add(wake, token: Token.wake, .reading)
    for (place, listener) in listeners.enumerated() {
      poll.add(listener.descriptor, token: Token.listener | UInt64(place), .reading)
    }
  }

  deinit {
    poll.end()
    scratch.deallocate()
  }

  /// Serves until stopped and drained.
  func run() {
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
      while !isStopping || !connections.isEmpty {
        let timeout = nextDeadline.milliseconds(from: .now)
        let count = poll.wait(events, milliseconds: timeout)
        for event in events[..<count] { handle(event) }
        expire()
        if odd.due <= .now, let entries = odd.take(at: .now) { tellOdd(entries) }
      }
    }
  }

  /// Ends listening without ever having served.
  func abandon() {
    for listener in listeners { listener.end() }
    listeners = []
  }

  private func takeMail() {
    var count: UInt64 = 0
    eventfd_read(wake, &count)
    let mail = mail.withLock { mail in
      defer { (mail.listeners, mail.allow) = (nil, nil) }
      return mail
    }
    if let listeners = mail.listeners { listen(on: listeners) }
    if let allow = mail.allow {
      self.allow = allow
      for connection in Array(connections.values) {
        guard let peer = connection.peer, !allow.contains(where: { $0.contains(peer) }) else {
          continue
        }
        counters.withLock { $0.refused += 1 }
        odd.note(.notAllowed, peer)
        end(connection)
      }
    }
    if mail.isStopping { stop() }
  }

  /// Listens on these sockets and on no other; those that stay are the same.
  private func listen(on wanted: [ListeningSocket]) {
    guard !isStopping else {
      for socket in wanted { socket.end() }
      return
    }
    let kept = Set(wanted.map(\.descriptor))
    for listener in listeners {
      poll.remove(listener.descriptor)
      if !kept.contains(listener.descriptor) { listener.end() }
    }
    listeners = wanted
    let interest: PollSet.Interest = acceptResumes == nil ? .reading : .nothing
    for (place, listener) in listeners.enumerated() {
      poll.add(listener.descriptor, token: Token.listener | UInt64(place), interest)
    }
  }

  private var nextDeadline: MonotonicTime {
    min(earliest, acceptResumes ?? .distantFuture, odd.due)
  }

  private func handle(_ event: epoll_event) {
    let token = event.data.u64
    if token == Token.wake {
      takeMail()
    } else if token & Token.listener != 0 {
      let place = Int(token & ~Token.listener)
      if place < listeners.count { accept(on: listeners[place]) }
    } else {
      let descriptor = Int32(truncatingIfNeeded: token & 0xFFFF_FFFF)
      guard let connection = connections[descriptor],
        connection.generation == UInt32(truncatingIfNeeded: token >> 32)
      else { return }
      handle(connection, events: event.events)
    }
  }

  // MARK: Conversations

  private func handle(_ connection: Connection, events: UInt32) {
    if events & EPOLLIN.rawValue != 0 {
      guard read(connection) else { return end(connection) }
    } else if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
      return end(connection)
    }
    advance(connection)
  }

  /// Takes what has come; false when the connection is broken.
  private func read(_ connection: Connection) -> Bool {
    let count = recv(connection.descriptor, scratch.baseAddress, scratch.count, 0)
    if count > 0 {
      connection.machine.received(UnsafeRawBufferPointer(rebasing: scratch[..<count]), at: .now)
    } else if count == 0 {
      connection.machine.peerClosed()
    } else {
      return errno == EAGAIN || errno == EINTR
    }
    return true
  }

  /// Carries out steps until the connection has to wait for its peer.
  func advance(_ connection: Connection) {
    var step = ConnectionStateMachine.Step.wait
    if !connection.isSending { step = connection.machine.nextStep(at: .now) }
    while true {
      switch step {
      case .wait where connection.isSending:
        switch connection.send() {
        case .done:
          step = connection.machine.responseSent(at: .now)
          continue
        case .blocked: expect(connection, toWrite: true)
        case .failed: return end(connection)
        }
      case .wait: expect(connection, toWrite: false)
      case .answer(var request):
        request.peer = connection.peer
        answer(request, on: connection)
        step = .wait
        continue
      case .refuse(let response):
        // What came too slowly is counted where its time ended.
        if response.status != .requestTimeout {
          counters.withLock { $0.oddRequests += 1 }
          odd.note(.oddRequest, connection.peer)
        }
        begin(response, on: connection)
        step = .wait
        continue
      case .linger:
        shutdown(connection.descriptor, Int32(SHUT_WR))
        expect(connection, toWrite: false)
      case .close: return end(connection)
      }
      return note(connection)
    }
  }

  /// Asks the handler, unless the same is being sent to another client already.
  private func answer(_ request: HTTPRequest, on connection: Connection) {
    let question = Connection.Question(request)
    let response = recentResponse(to: question) ?? handler(request)
    let isLarge = response.body.count > HTTPLimits.largeBodyBytes
    begin(
      response, to: isLarge ? question : nil, on: connection,
      withoutBody: request.method == .head)
  }

  /// Slow readers who ask for the same large page one after another take it up once between them.
  private func recentResponse(to question: Connection.Question) -> HTTPResponse? {
    let now = MonotonicTime.now
    return connections.values.lazy
      .filter { [limits] in
        $0.underWay?.question == question && $0.machine.since + limits.sharingAge > now
      }
      .max { $0.machine.since < $1.machine.since }?.underWay?.response
  }

  func begin(
    _ response: HTTPResponse, to question: Connection.Question? = nil,
    on connection: Connection, withoutBody: Bool = false
  ) {
    var response = response
    if !withoutBody, !makeRoom(for: response.body) {
      response = .text("Too many slow readers.", status: .unavailable)
    }
    counters.withLock { $0.countResponse(response.status) }
    connection.begin(response, to: question, withoutBody: withoutBody)
  }

  /// Cuts readers that have taken long, the slowest first, until the body may wait in memory beside
  /// what is being sent already. False when nobody has taken long enough for that: a reader who
  /// takes seconds must not cost one who takes none its page.
  private func makeRoom(for body: [UInt8]) -> Bool {
    if hasRoom(for: body) { return true }
    let now = MonotonicTime.now
    let slow = connections.values
      .filter { $0.heldBody != nil && $0.machine.since + limits.readerPatience < now }
      .sorted { $0.machine.since < $1.machine.since }
    for connection in slow {
      counters.withLock { $0.slowReaders += 1 }
      odd.note(.slowReader, connection.peer)
      connection.forgetUnsent()
      end(connection)
      if hasRoom(for: body) { return true }
    }
    return false
  }

  /// Whether the body may wait in memory beside those that are being sent already.
  private func hasRoom(for body: [UInt8]) -> Bool {
    guard body.count > HTTPLimits.largeBodyBytes else { return true }
    let identity = Connection.identity(of: body)
    var held: [UInt: Int] = [:]
    for connection in connections.values {
      if let body = connection.heldBody { held[body.identity] = body.byteCount }
    }
    if held[identity] != nil { return true }
    return held.values.reduce(body.count, +) <= limits.pendingBytes
  }

  func end(_ connection: Connection) {
    connections[connection.descriptor] = nil
    if let peer = connection.peer {
      neighbours[peer]?.removeAll { $0 === connection }
      if neighbours[peer]?.isEmpty == true { neighbours[peer] = nil }
    }
    close(connection.descriptor)
    counters.withLock { $0.open = connections.count }
    // A descriptor is free again.
    if acceptResumes != nil { acceptResumes = .now }
  }

  // MARK: Time

  func note(_ connection: Connection) {
    earliest = min(earliest, connection.machine.deadline)
  }

  private func expire() {
    let now = MonotonicTime.now
    if let resumes = acceptResumes, resumes <= now, !isStopping {
      acceptResumes = nil
      watchListeners(.reading)
    }
    guard earliest <= now else { return }
    for connection in Array(connections.values) where connection.machine.deadline <= now {
      // A handler may have taken long: what came meanwhile came in time.
      if connection.machine.awaitsRequest {
        handle(connection, events: EPOLLIN.rawValue)
        guard connections[connection.descriptor] === connection else { continue }
      }
      guard let expiry = connection.machine.timeReached(at: now) else { continue }
      switch expiry {
      case .slowRequest:
        counters.withLock { $0.slowRequests += 1 }
        odd.note(.slowRequest, connection.peer)
        advance(connection)
        continue
      case .slowReader:
        counters.withLock { $0.slowReaders += 1 }
        odd.note(.slowReader, connection.peer)
        connection.forgetUnsent()
      case .idle, .lingered: break
      }
      end(connection)
    }
    earliest = connections.values.lazy.map(\.machine.deadline).min() ?? .distantFuture
  }

  private func stop() {
    guard !isStopping else { return }
    isStopping = true
    acceptResumes = nil
    for listener in listeners { listener.end() }
    listeners = []
    poll.remove(wake)
    for connection in Array(connections.values) {
      connection.machine.stop(at: .now)
      advance(connection)
    }
  }

  // MARK: The poll set

  func token(_ connection: Connection) -> UInt64 {
    UInt64(connection.generation) << 32 | UInt64(UInt32(bitPattern: connection.descriptor))
  }

  private func expect(_ connection: Connection, toWrite: Bool) {
    guard connection.waitsToWrite != toWrite else { return }
    connection.waitsToWrite = toWrite
    poll.change(
      connection.descriptor, token: token(connection), to: toWrite ? .writing : .reading)
  }

  func watchListeners(_ interest: PollSet.Interest) {
    for (place, listener) in listeners.enumerated() {
      poll.change(listener.descriptor, token: Token.listener | UInt64(place), to: interest)
    }
  }
}
