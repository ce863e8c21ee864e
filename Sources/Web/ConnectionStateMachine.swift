/// The life of one connection, decided from facts that it is told: bytes, ends, and times. It owns
/// no socket; the loop asks for the next step and carries it out.
struct ConnectionStateMachine {
  enum Step {
    /// Nothing until more bytes come.
    case wait
    /// Ask the handler, then send its response.
    case answer(HTTPRequest)
    /// Send this response.
    case refuse(HTTPResponse)
    /// End the sending side and swallow what still comes, so that the answer is not lost.
    case linger
    case close
  }

  /// Why a deadline ended a connection.
  enum Expiry {
    /// Nothing was asked for; there is nothing to say.
    case idle
    /// A head that took too long: the step after it refuses with 408.
    case slowRequest
    /// A response that was not read in time.
    case slowReader
    case lingered
  }

  enum Phase {
    /// No byte of a request has come.
    case idle
    case readingHead
    case responding(closes: Bool)
    case lingering
  }

  private let limits: HTTPLimits
  private(set) var phase: Phase
  private(set) var deadline: MonotonicTime
  /// Since when the phase is what it is.
  private(set) var since: MonotonicTime
  private var buffer: ArraySlice<UInt8> = []
  private var peerHasClosed = false
  private var mustClose = false
  private var pending: HTTPRequestParser.Refusal?
  private var lingeredBytes = 0

  init(limits: HTTPLimits, at now: MonotonicTime) {
    self.limits = limits
    phase = .idle
    since = now
    deadline = now + limits.headDeadline
  }

  /// Whether no request is under way, so that the connection may be closed for another.
  var isIdle: Bool { if case .idle = phase { true } else { false } }

  /// Whether the deadline is one for the peer to send.
  var awaitsRequest: Bool {
    switch phase {
    case .idle, .readingHead: true
    case .responding, .lingering: false
    }
  }

  mutating func received(_ bytes: UnsafeRawBufferPointer, at now: MonotonicTime) {
    if case .lingering = phase {
      lingeredBytes += bytes.count
      return
    }
    buffer += bytes
    if isIdle { enter(.readingHead, at: now, for: limits.headDeadline) }
  }

  /// The peer will send no more; it may still read.
  mutating func peerClosed() { peerHasClosed = true }

  /// The connection is to end as soon as the response being sent is out, and at once without one.
  mutating func stop(at now: MonotonicTime) {
    mustClose = true
    deadline = min(deadline, now + limits.drainDeadline)
  }

  mutating func nextStep(at now: MonotonicTime) -> Step {
    switch phase {
    case .responding: return .wait
    case .lingering:
      return peerHasClosed || lingeredBytes > HTTPLimits.lingerBytes ? .close : .wait
    case .idle, .readingHead: break
    }
    if mustClose { return .close }
    if let refusal = pending { return refuse(refusal, at: now) }
    switch buffer.isEmpty ? .incomplete : HTTPRequestParser.parse(buffer, limits: limits) {
    case .incomplete: return peerHasClosed ? .close : .wait
    case .refusal(let refusal): return refuse(refusal, at: now)
    case .request(let request, let byteCount):
      consume(byteCount)
      respond(closes: !request.keepsConnection, at: now)
      return .answer(request)
    }
  }

  /// The whole response has been given to the system.
  mutating func responseSent(at now: MonotonicTime) -> Step {
    guard case .responding(let closes) = phase else { return .wait }
    if closes || mustClose {
      if peerHasClosed { return .close }
      enter(.lingering, at: now, for: limits.lingerDeadline)
      return .linger
    }
    if buffer.isEmpty {
      enter(.idle, at: now, for: limits.idleDeadline)
    } else {
      enter(.readingHead, at: now, for: limits.headDeadline)
    }
    return nextStep(at: now)
  }

  /// The deadline has passed. After `slowRequest`, ask for the next step; after others, close.
  mutating func timeReached(at now: MonotonicTime) -> Expiry? {
    guard deadline <= now else { return nil }
    switch phase {
    case .idle: return .idle
    case .lingering: return .lingered
    case .responding: return .slowReader
    case .readingHead:
      pending = HTTPRequestParser.Refusal(.requestTimeout, "The head took too long.")
      return .slowRequest
    }
  }

  /// Refuses the connection before anything is read.
  mutating func refuseConnection(at now: MonotonicTime) {
    respond(closes: true, at: now)
  }

  private mutating func refuse(
    _ refusal: HTTPRequestParser.Refusal, at now: MonotonicTime
  ) -> Step {
    pending = nil
    if let byteCount = refusal.byteCount { consume(byteCount) } else { buffer = [] }
    respond(closes: refusal.byteCount == nil, at: now)
    var response = HTTPResponse.text(refusal.reason, status: refusal.status)
    if refusal.status == .methodNotAllowed {
      response.headers.append(HTTPResponse.Header("Allow", "GET, HEAD"))
    }
    return .refuse(response)
  }

  private mutating func consume(_ byteCount: Int) {
    buffer = buffer.dropFirst(byteCount)
    // An empty slice would keep its memory for as long as the connection idles.
    if buffer.isEmpty { buffer = [] }
  }

  private mutating func respond(closes: Bool, at now: MonotonicTime) {
    enter(.responding(closes: closes), at: now, for: limits.responseDeadline)
  }

  /// Whether the response under way is the last.
  var closesAfterResponse: Bool {
    if case .responding(let closes) = phase { closes || mustClose } else { mustClose }
  }

  private mutating func enter(_ phase: Phase, at now: MonotonicTime, for duration: Duration) {
    self.phase = phase
    since = now
    deadline = now + duration
  }
}
