import Plant
import Readings
import Registers
import WireFaults

/// The network between the agent and the devices of one line, in virtual time: the agent's end, and
/// the faults between.
struct SimulatedLine: Sendable {
  enum State: Sendable { case closed, opening, open }

  /// A request that is out.
  struct Awaited: Sendable {
    var token: UInt16
    var unit: UnitID
    var sentAt: Instant
    var deadline: Instant
    /// Nil until the request has reached a living device.
    var good: Good?
    /// The device that was asked is asked otherwise since, and the answer is nobody's.
    var isOrphan = false
  }

  /// The one right answer to a request, and what the plant held when it gave it; nil where a
  /// planted defect made the answer up.
  struct Good: Sendable {
    var frame: [UInt8]
    var record: PlantRecord?
  }

  /// A fault in force.
  struct Trouble: Sendable {
    /// Which disturbance it belongs to.
    var id: Int
    var fault: any Fault
    /// Strikes so many of a hundred requests.
    var percent: Int
  }

  var state = State.closed
  /// Counts openings and closings: what belongs to an earlier connection is lost with it.
  var connection: UInt64 = 0
  let framing: Framing
  /// Silence that the agent keeps after an answer.
  let gap: Duration
  var random: SplitMix64
  var unread: [UInt8] = []
  var awaited: Awaited?
  var troubles: [Trouble] = []
  /// The connection stands and carries nothing any more.
  var isHalfOpen = false
  /// Until when a fault still sends.
  var busyUntil = Instant.origin

  init(framing: Framing, gap: Duration, random: SplitMix64) {
    self.framing = framing
    self.gap = gap
    self.random = random
  }

  /// A connection is attempted.
  mutating func begin() {
    end()
    state = .opening
  }

  /// The connection has ended, whoever ended it.
  mutating func end() {
    connection += 1
    state = .closed
    unread = []
    awaited = nil
    isHalfOpen = false
    busyUntil = .origin
  }

  /// What becomes of an attempt to connect.
  mutating func admission() -> Admission {
    for trouble in troubles where trouble.fault.admission != .accept {
      if draws(trouble.percent) { return trouble.fault.admission }
    }
    return .accept
  }

  /// The fault that strikes a request; nil when it is answered well.
  mutating func strike(_ exchange: Exchange) -> (any Fault)? {
    // Even a broken device sends one frame after another.
    guard busyUntil <= exchange.at else { return nil }
    for trouble in troubles where draws(trouble.percent) && trouble.fault.strikes(exchange) {
      return trouble.fault
    }
    return nil
  }

  private mutating func draws(_ percent: Int) -> Bool {
    percent >= 100 || random.below(100) < percent
  }

  /// A request at a device, as faults see it. What other devices would have said is noise that can
  /// be told from everything a plant says.
  func exchange(
    _ served: ServedRequest, _ dataUnit: [UInt8], latency: Duration, at now: Instant
  ) -> Exchange {
    let word = { (place: Int) in UInt16(served.body[place]) << 8 | UInt16(served.body[place + 1]) }
    return Exchange(
      request: WireRequest(
        transaction: framing == .tcp ? served.transaction : 0, unit: served.unit,
        function: served.function, start: word(0), count: word(2)),
      framing: framing == .tcp ? .tcp : .rtu, at: now,
      registers: OracleRegisters(line: 1, units: [served.unit], addresses: 0...65_535),
      answer: dataUnit, latency: latency,
      patience: awaited.map { $0.deadline.since($0.sentAt) } ?? .seconds(1), gap: gap,
      followsUndefined: false)
  }

  /// The length of the frame that the unread bytes begin with, once all of it is there. Bytes that
  /// begin no frame count as one, to be found wrong.
  var wholeFrameLength: Int? {
    let length: Int
    switch framing {
    case .tcp:
      guard unread.count >= 6 else { return nil }
      length = 6 + (Int(unread[4]) << 8 | Int(unread[5]))
      if length > 260 || unread[2] != 0 || unread[3] != 0 { return unread.count }
    case .rtu:
      guard unread.count >= 3 else { return nil }
      length = (1...4).contains(unread[1]) ? 5 + Int(unread[2]) : 5
      if length > 256 { return unread.count }
    }
    return unread.count >= length ? length : nil
  }

  /// The frame in which a device's answer travels.
  func frame(_ dataUnit: [UInt8], answering request: ReadRequest, token: UInt16) -> [UInt8] {
    let served = Self.served(request, token: token)
    guard framing == .rtu else { return served.frame(answering: dataUnit) }
    let body = [served.unit] + dataUnit
    let checksum = crc16(body)
    return body + [UInt8(truncatingIfNeeded: checksum), UInt8(checksum >> 8)]
  }

  /// The request as a server understands it.
  static func served(_ request: ReadRequest, token: UInt16) -> ServedRequest {
    let (start, count) = (request.span.start, UInt16(request.span.count))
    return ServedRequest(
      transaction: token, unit: request.unit.rawValue,
      function: request.span.table.functionCode.rawValue,
      body: [
        UInt8(start >> 8), UInt8(truncatingIfNeeded: start), UInt8(count >> 8),
        UInt8(truncatingIfNeeded: count),
      ])
  }
}

extension Exchange {
  /// The good answer, in time.
  func sent() -> [WireStep] { [WireStep(after: latency, .bytes(framed(answer)))] }
}
