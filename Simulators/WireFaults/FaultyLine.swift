package import Readings

/// The device end of one line: units of oracle registers behind a schedule of faults. A function
/// of what it is told; the mounts have the clock and the connections.
package struct FaultyLine: Sendable {
  package let framing: WireFraming
  /// A serial bus: nothing is connected or broken off, and a port never is half-open.
  package let isBus: Bool
  package let registers: OracleRegisters
  package var schedule: FaultSchedule
  /// How long good answers take.
  package var latency: ClosedRange<Duration>
  /// How long the client waits for an answer, by which lateness is measured.
  package var patience: Duration
  /// Silence that the client keeps after an answer.
  package var gap: Duration
  /// The most connections at a time; nil for any number.
  package var connectionLimit: Int?
  /// How long a connection that ended still counts against the limit.
  package var linger: Duration

  /// Connections that stand, by the numbers the mount gave them.
  private var connections: [UInt64] = []
  private var lingering: [Instant] = []
  /// Connections that carry nothing any more.
  private var halfOpen: Set<UInt64> = []
  private var unfinished: [UInt64: [UInt8]] = [:]
  private var followsUndefined = false
  /// Until when frames are still to be sent on a connection.
  private var busyUntil: [UInt64: Instant] = [:]

  /// How many requests came.
  package private(set) var requestCount = 0
  /// How many of them touched an address that does not exist.
  package private(set) var undefinedCount = 0
  /// How many were struck, by the fault's name.
  package private(set) var struckCounts: [String: Int] = [:]
  /// How many bytes came that are no request.
  package private(set) var foreignCount = 0

  package init(
    framing: WireFraming, isBus: Bool = false, registers: OracleRegisters,
    schedule: FaultSchedule = FaultSchedule(), latency: ClosedRange<Duration>, patience: Duration,
    gap: Duration = .zero,
    connectionLimit: Int? = nil, linger: Duration = .zero
  ) {
    self.framing = framing
    self.isBus = isBus
    self.registers = registers
    self.schedule = schedule
    self.latency = latency
    self.patience = patience
    self.gap = gap
    self.connectionLimit = connectionLimit
    self.linger = linger
  }

  /// A client wants to connect. `connection` is the mount's number for it, never used twice.
  package mutating func connect(
    _ connection: UInt64, at now: Instant, using generator: inout some RandomNumberGenerator
  ) -> Admission {
    if let fault = schedule.refusal(at: now, using: &generator) {
      struckCounts[fault.name, default: 0] += 1
      return fault.admission
    }
    lingering.removeAll { $0 <= now }
    if let connectionLimit, connections.count + lingering.count >= connectionLimit {
      struckCounts["connection limit", default: 0] += 1
      return .refuse
    }
    connections.append(connection)
    return .accept
  }

  /// Whether nobody can connect at an instant, whatever chance says.
  package func refusesAll(at now: Instant) -> Bool {
    schedule.rules.contains {
      $0.isOn(at: now) && $0.fault.admission == .refuse && $0.chance >= $0.outOf
    }
  }

  /// A connection has ended, from either side.
  package mutating func disconnected(_ connection: UInt64, at now: Instant) {
    guard let place = connections.firstIndex(of: connection) else { return }
    connections.remove(at: place)
    halfOpen.remove(connection)
    unfinished[connection] = nil
    busyUntil[connection] = nil
    if linger > .zero { lingering.append(now + linger) }
  }

  /// Bytes came on a connection. What the device does, by time.
  package mutating func received(
    _ bytes: [UInt8], on connection: UInt64, at now: Instant,
    using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    var waiting = unfinished.removeValue(forKey: connection) ?? []
    waiting += bytes
    var steps: [WireStep] = []
    while true {
      switch WireRequest.parse(waiting, framing: framing) {
      case .incomplete:
        if !waiting.isEmpty { unfinished[connection] = waiting }
        return steps
      case .foreign:
        foreignCount += waiting.count
        return steps
      case .request(let request, let byteCount):
        waiting.removeFirst(byteCount)
        steps += answer(request, on: connection, at: now, using: &generator)
      }
    }
  }

  private mutating func answer(
    _ request: WireRequest, on connection: UInt64, at now: Instant,
    using generator: inout some RandomNumberGenerator
  ) -> [WireStep] {
    requestCount += 1
    guard !halfOpen.contains(connection), registers.units.contains(request.unit) else { return [] }
    let exchange = Exchange(
      request: request, framing: framing, at: now, registers: registers,
      answer: registers.dataUnit(answering: request, at: now),
      latency: Duration.drawn(from: latency, using: &generator), patience: patience, gap: gap,
      followsUndefined: followsUndefined)
    followsUndefined = registers.isUndefined(request)
    if followsUndefined { undefinedCount += 1 }
    guard let fault = schedule.fault(for: exchange, using: &generator) else {
      return exchange.sent(exchange.frame)
    }
    let steps = fault.steps(exchange, using: &generator)
    if let busy = busyUntil[connection], busy > now {
      // Even a broken device sends one frame after another. No length and no number would show a
      // frame that another one was put into just so that the bytes come out even.
      return exchange.sent(exchange.frame)
    }
    struckCounts[fault.name, default: 0] += 1
    if fault.leavesHalfOpen, !isBus { halfOpen.insert(connection) }
    if let last = steps.map(\.after).max() { busyUntil[connection] = now + last }
    return isBus ? steps.filter(\.sendsBytes) : steps
  }
}
