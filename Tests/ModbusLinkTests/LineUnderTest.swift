import ModbusLink
import Readings
import Registers

/// A line with the event queue that drives it, all on the thread of the test.
final class LineUnderTest {
  let line: TCPLine
  let reader: FrameReader
  private let queue: EventQueue
  private let answers: Mailbox<NameResolver.Answer>
  private let resolver: NameResolver

  init(host: String = "127.0.0.1", port: UInt16, framing: Framing = .tcp) throws {
    queue = try EventQueue()
    let answers = try Mailbox<NameResolver.Answer>(capacity: 8)
    self.answers = answers
    resolver = try NameResolver { answers.post($0) }
    reader = try FrameReader()
    line = TCPLine(
      number: 7, host: host, port: port, framing: framing, queue: queue, reader: reader,
      resolver: resolver)
    try queue.add(answers.descriptor, key: .max, trigger: .level)
  }

  deinit { resolver.stop() }

  /// A line with its peer, connected.
  static func connected(
    framing: Framing = .tcp
  ) throws -> (LineUnderTest, PeerConnection, LoopbackPeer) {
    let peer = try LoopbackPeer()
    let subject = try LineUnderTest(port: peer.port, framing: framing)
    precondition(subject.open() == .opened, "the line did not open")
    return (subject, peer.accept(), peer)
  }

  func open() -> TCPLine.Event? { line.open(at: MonotonicClock.now) ?? next() }

  /// The next event of the line; nil when ten seconds pass without one.
  func next() -> TCPLine.Event? {
    if let event = line.lookAgain() { return event }
    let deadline = MonotonicClock.now + .seconds(10)
    while MonotonicClock.now < deadline {
      if let event = nextReport() { return event }
    }
    return nil
  }

  /// What the next report of the queue comes to: nil when the line only takes note of it.
  func nextReport() -> TCPLine.Event? {
    for index in 0..<queue.wait(milliseconds: 10_000) {
      if queue[index].key == .max {
        for answer in answers.takeAll() {
          if let event = line.resolved(answer, at: MonotonicClock.now) { return event }
        }
      } else if let event = line.react(to: queue[index]) {
        return event
      }
    }
    return nil
  }

  /// Whether nothing is reported although the queue is asked.
  var isQuiet: Bool { queue.wait(milliseconds: 0) == 0 }
}

/// Frames as the tests need them.
enum Frames {
  static let request = ReadRequest(
    unit: UnitID(rawValue: 3)!, span: RegisterSpan(table: .holdingRegister, start: 16, count: 2)!)

  /// The right answer to `request`.
  static func answer(_ token: UInt16, unit: UInt8 = 3) -> [UInt8] {
    [UInt8(token >> 8), UInt8(token & 0xFF), 0, 0, 0, 7, unit, 3, 4, 0x12, 0x34, 0x56, 0x78]
  }

  /// The right answer to `request` in RTU framing.
  static var rtuAnswer: [UInt8] { withChecksum([3, 3, 4, 0x12, 0x34, 0x56, 0x78]) }

  static func withChecksum(_ body: [UInt8]) -> [UInt8] {
    let checksum = crc16(body)
    return body + [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
  }
}
