package import Readings

/// One way in which the wire or a device misbehaves. Faults are data; when one strikes is the
/// schedule's decision.
package protocol Fault: Sendable {
  /// In words, for reports: `late`, `wrong unit`.
  var name: String { get }

  /// What happens instead of the good answer.
  func steps(
    _ exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> [WireStep]

  /// What becomes of a connection that is attempted while the fault is on.
  var admission: Admission { get }

  /// Whether the connection carries nothing any more after the steps, though it stands.
  var leavesHalfOpen: Bool { get }

  /// Whether the fault strikes this request, if it is its turn.
  func strikes(_ exchange: Exchange) -> Bool
}

extension Fault {
  package var admission: Admission { .accept }
  package var leavesHalfOpen: Bool { false }
  package func strikes(_ exchange: Exchange) -> Bool { true }
}

/// A request at a device, and the good answer to it.
package struct Exchange: Sendable {
  package var request: WireRequest
  package var framing: WireFraming
  /// When the whole request had come.
  package var at: Instant
  package var registers: OracleRegisters
  /// The data unit of the good answer.
  package var answer: [UInt8]
  /// How long the device takes for a good answer.
  package var latency: Duration
  /// How long the client waits for one.
  package var patience: Duration
  /// Silence that the client keeps after an answer. On RTU lines nothing else tells a frame too
  /// many from the next answer.
  package var gap: Duration
  /// Whether an address that does not exist was asked for just before.
  package var followsUndefined: Bool

  package init(
    request: WireRequest, framing: WireFraming, at: Instant, registers: OracleRegisters,
    answer: [UInt8], latency: Duration, patience: Duration, gap: Duration, followsUndefined: Bool
  ) {
    self.request = request
    self.framing = framing
    self.at = at
    self.registers = registers
    self.answer = answer
    self.latency = latency
    self.patience = patience
    self.gap = gap
    self.followsUndefined = followsUndefined
  }

  /// The good answer as a whole frame.
  package var frame: [UInt8] { framed(answer) }

  /// A whole frame, from any unit and under any transaction.
  package func framed(
    _ dataUnit: [UInt8], unit: UInt8? = nil, transaction: UInt16? = nil
  ) -> [UInt8] {
    framing.frame(
      dataUnit, unit: unit ?? request.unit, transaction: transaction ?? request.transaction)
  }

  /// The good answer to another request of the same shape.
  package func answer(
    unit: UInt8? = nil, function: UInt8? = nil, startingBy offset: UInt16 = 0
  ) -> [UInt8] {
    var other = request
    other.unit = unit ?? other.unit
    other.function = function ?? other.function
    other.start = other.start &+ offset
    return registers.dataUnit(answering: other, at: at)
  }

  /// A frame sent at once when the answer is due.
  package func sent(_ bytes: [UInt8]) -> [WireStep] { [WireStep(after: latency, .bytes(bytes))] }
}

extension Duration {
  /// A duration drawn from a range, to the microsecond.
  static func drawn(
    from range: ClosedRange<Duration>, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let (low, high) = (range.lowerBound.nanoseconds / 1000, range.upperBound.nanoseconds / 1000)
    return .microseconds(Int64.random(in: low...max(low, high), using: &generator))
  }
}
