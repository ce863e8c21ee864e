import Readings
import Registers

/// The life of one line: closed → opening → settling → idle ⇄ awaiting, and after trouble
/// quarantined or backing off. It decides nothing about devices; each step that needs an act of
/// the edge returns it.
struct LineMachine: Sendable {
  private(set) var line: LineIndex
  private(set) var state = LineStateName.closed
  /// When the state ends by itself, in nanoseconds; while idle, when the next request may be sent.
  private(set) var until: UInt64 = 0
  /// The device whose answer is awaited; -1 when none is, or nobody's any more.
  private(set) var asked: Int32 = -1
  /// The request in flight of a device that has left, or was changed, since it was sent.
  private(set) var orphan: OrphanRequest?
  private(set) var token: UInt16 = 0
  private(set) var sentAt: UInt64 = 0
  /// How many proven answers came over the present connection.
  private var answersHere: UInt32 = 0
  /// How many connections in a row were ended by the peer right after one answer, up to two, and how
  /// long after it at most.
  private var shortLived: UInt8 = 0
  private var linger: UInt64 = 0
  private var answeredAt: UInt64 = 0
  /// When the line last began to fail; 0 while it does not.
  private var failingSince: UInt64 = 0
  private(set) var lastFault: ModbusFault?
  /// When the first request was sent of those that got no answer since the last answer; 0 for none.
  private var silentSince: UInt64 = 0
  /// The device of that request, and whether another was asked in vain since.
  private var silentDevice: Int32 = -1
  private var isWholeLineSilent = false

  private(set) var outcomes: [6 of UInt64] = .init(repeating: 0)
  private(set) var dropped: [7 of UInt64] = .init(repeating: 0)
  private(set) var registersRead: UInt64 = 0
  private(set) var busyNanoseconds: UInt64 = 0
  private(set) var openings: UInt64 = 0
  /// Replies of another unit or transaction while ours was awaited.
  private(set) var foreignReplies: UInt64 = 0
  /// Refusals by devices that had answered well, outside of a search for what they refuse.
  private(set) var suddenRefusals: UInt64 = 0
  /// Cycles left out of devices that answer.
  private(set) var overruns: UInt64 = 0

  /// The devices that wait to be asked, by `Lane`: the first and the last of each list.
  var heads: [3 of Int32] = .init(repeating: -1)
  var tails: [3 of Int32] = .init(repeating: -1)
  /// Units that are polled and not only probed.
  var livingCount = 0
  /// No dead unit is probed before this instant while others live.
  var nextProbe: UInt64 = 0
  /// The place among the line's units from which the next dead one to probe is looked for.
  var probeTurn = 0

  init(line: LineIndex) { self.line = line }

  /// Whether a connection stands that has to be closed in case of doubt.
  var isOpen: Bool { state == .settling || state == .idle || state == .awaiting }

  var hasWaiting: Bool { heads[0] >= 0 || heads[1] >= 0 || heads[2] >= 0 }

  mutating func open(at now: UInt64, timeout: UInt64) -> PollAction {
    precondition(state == .closed, "only a closed line is opened")
    (state, until) = (.opening, now &+ timeout)
    return .open(line, deadline: Instant(nanoseconds: until))
  }

  mutating func opened(at now: UInt64, pause: UInt64) {
    precondition(state == .opening, "only a line being opened becomes open")
    openings += 1
    answersHere = 0
    (state, until) = pause > 0 ? (.settling, now &+ pause) : (.idle, now)
  }

  /// The line could not be opened.
  mutating func openingFailed(_ fault: ModbusFault, at now: UInt64) {
    precondition(state == .opening, "only a line being opened fails to open")
    outcomes[RequestOutcome.unreachable.index] += 1
    backOff(fault, at: now)
  }

  mutating func send(
    _ request: ReadRequest, for device: Int, at now: UInt64, timeout: UInt64
  ) -> PollAction {
    precondition(state == .idle && until <= now, "one request at a time, after the gap")
    (state, until) = (.awaiting, now &+ timeout)
    (asked, sentAt) = (Int32(device), now)
    token = token == .max ? 1 : token + 1
    return .send(line, request, token: token, deadline: Instant(nanoseconds: until))
  }

  /// A proven answer, good or refusing, ended the request.
  mutating func answered(_ outcome: RequestOutcome, registers: Int, at now: UInt64, gap: UInt64) {
    end(outcome, at: now)
    answersHere &+= 1
    answeredAt = now
    failingSince = 0
    registersRead += UInt64(registers)
    if isGoodForOneAnswer {
      // Left to the peer to end: a request would only meet the end of the connection.
      (state, until) = (.settling, now &+ max(gap, linger * 2))
    } else {
      (state, until) = (.idle, now &+ gap)
    }
  }

  /// The device in flight did not answer, or its gateway said so.
  mutating func wentUnanswered(_ device: Int) {
    if silentSince == 0 {
      (silentSince, silentDevice) = (max(sentAt, 1), Int32(device))
    } else if silentDevice != device {
      isWholeLineSilent = true
    }
  }

  /// A device answered. When the silence began, if it was one of several devices.
  mutating func silenceEnded() -> UInt64? {
    guard silentSince != 0 else { return nil }
    defer { (silentSince, isWholeLineSilent) = (0, false) }
    return isWholeLineSilent ? silentSince : nil
  }

  /// Counts a response that is not believed.
  mutating func drop(_ flaw: ResponseFlaw) { dropped[flaw.index] += 1 }

  /// Counts a reply of another unit or transaction: two masters share the line, or a gateway mixes
  /// up its clients.
  mutating func meetForeign() { foreignReplies += 1 }

  mutating func refusedSuddenly() { suddenRefusals += 1 }

  mutating func leaveOut(cycles: UInt64) { overruns += cycles }

  /// The request ended without an answer and one may still come, or bytes came unasked: the line
  /// is closed and left silent.
  mutating func doubt(_ fault: ModbusFault, at now: UInt64, silence: UInt64) -> PollAction {
    if state == .awaiting { end(RequestOutcome(fault), at: now) }
    lastFault = fault
    busyNanoseconds += silence
    (state, until) = (.quarantined, now &+ silence)
    return .close(line)
  }

  /// The connection ended. One that had served is opened again at once, any other after a pause.
  mutating func broke(_ fault: ModbusFault, at now: UInt64) {
    if state == .awaiting { end(RequestOutcome(fault), at: now) }
    let lag = now &- answeredAt
    if answersHere == 1, lag <= PollLimits.longestLinger {
      shortLived = min(shortLived + 1, 2)
      linger = max(linger, lag, PollLimits.millisecond)
    } else {
      (shortLived, linger) = (0, 0)
    }
    if answersHere > 0 {
      lastFault = fault
      (state, until) = (.closed, now)
    } else {
      backOff(fault, at: now)
    }
  }

  /// Whether the peer gives one answer a connection: some gateways close after each.
  var isGoodForOneAnswer: Bool { shortLived == 2 }

  /// Leaves a state whose time is over.
  mutating func waited(until now: UInt64) {
    guard until <= now else { return }
    switch state {
    case .settling:
      state = .idle
      // The peer has not ended the connection after all.
      if answersHere > 0 { (shortLived, linger) = (0, 0) }
    case .quarantined, .backingOff: state = .closed
    case .closed, .opening, .idle, .awaiting: break
    }
  }

  private mutating func end(_ outcome: RequestOutcome, at now: UInt64) {
    outcomes[outcome.index] += 1
    busyNanoseconds += now &- sentAt
    asked = -1
    orphan = nil
  }

  private mutating func backOff(_ fault: ModbusFault, at now: UInt64) {
    lastFault = fault
    if failingSince == 0 { failingSince = max(now, 1) }
    (state, until) = (.backingOff, now &+ PollLimits.backOff(outage: now &- failingSince))
  }

  /// Goes on under another number, with other numbers for its devices; whoever waits is enqueued
  /// anew.
  ///
  /// - Parameter orphan: makes what is known of the request of a device without a new number.
  mutating func renumber(
    _ line: LineIndex, _ number: (Int32) -> Int32?, orphan request: (Int32) -> OrphanRequest?
  ) {
    self.line = line
    if asked >= 0 {
      if let device = number(asked) {
        asked = device
      } else {
        orphan = request(asked)
        asked = -1
      }
    }
    if silentDevice >= 0 {
      if let device = number(silentDevice) {
        silentDevice = device
      } else {
        (silentSince, silentDevice, isWholeLineSilent) = (0, -1, false)
      }
    }
    heads = .init(repeating: -1)
    tails = .init(repeating: -1)
  }

  func status(deadUnits: Int, at now: UInt64) -> LineStatus {
    let awaiting = state == .awaiting && now > sentAt ? now - sentAt : 0
    return LineStatus(
      state: state, registersRead: registersRead, busyNanoseconds: busyNanoseconds + awaiting,
      openings: openings, lastFault: lastFault, deadUnits: deadUnits,
      foreignReplies: foreignReplies, suddenRefusals: suddenRefusals, overruns: overruns,
      outcomes: outcomes, dropped: dropped)
  }
}

/// A request whose device is not there any more, or another: its answer must still be waited for,
/// because a line has one request in flight.
struct OrphanRequest: Sendable {
  let request: ReadRequest
  /// Of the device that asked, in nanoseconds.
  let timeout: UInt64
  let gap: UInt64
}
