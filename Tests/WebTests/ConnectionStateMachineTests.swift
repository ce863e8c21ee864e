import Testing

@testable import Web

@Suite("ConnectionStateMachine")
struct ConnectionStateMachineTests {
  private static let start = MonotonicTime(nanoseconds: 1_000_000_000)
  private let limits = HTTPLimits()

  private func after(_ duration: Duration) -> MonotonicTime { Self.start + duration }

  private func machine() -> ConnectionStateMachine {
    ConnectionStateMachine(limits: limits, at: Self.start)
  }

  private func name(_ step: ConnectionStateMachine.Step) -> String {
    switch step {
    case .wait: "wait"
    case .answer(let request): "answer \(request.path)"
    case .refuse(let response): "refuse \(response.status.rawValue)"
    case .linger: "linger"
    case .close: "close"
    }
  }

  private func receive(
    _ text: String, _ machine: inout ConnectionStateMachine, at time: MonotonicTime
  ) -> String {
    Array(text.utf8).withUnsafeBytes { machine.received($0, at: time) }
    return name(machine.nextStep(at: time))
  }

  @Test("more bytes do not move the deadline of a head")
  func headDeadline() {
    var machine = machine()
    #expect(receive("G", &machine, at: after(.seconds(1))) == "wait")
    #expect(machine.deadline == after(.seconds(6)))
    #expect(receive("ET / HT", &machine, at: after(.seconds(4))) == "wait")
    #expect(machine.deadline == after(.seconds(6)))
    #expect(machine.timeReached(at: after(.seconds(5))) == nil)
    #expect(machine.timeReached(at: after(.seconds(6))) == .slowRequest)
    #expect(name(machine.nextStep(at: after(.seconds(6)))) == "refuse 408")
    #expect(machine.closesAfterResponse)
    #expect(name(machine.responseSent(at: after(.seconds(6)))) == "linger")
    #expect(machine.timeReached(at: after(.seconds(7))) == .lingered)
  }

  @Test("a connection without a byte is given up in silence")
  func silent() {
    var machine = machine()
    #expect(machine.isIdle)
    #expect(machine.timeReached(at: after(.seconds(5))) == .idle)
  }

  @Test("a connection between requests is kept longer than one before the first")
  func idle() {
    var machine = machine()
    #expect(receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n", &machine, at: Self.start) == "answer /")
    #expect(!machine.isIdle)
    #expect(name(machine.responseSent(at: after(.seconds(2)))) == "wait")
    #expect(machine.isIdle)
    #expect(machine.timeReached(at: after(.seconds(76))) == nil)
    #expect(machine.timeReached(at: after(.seconds(77))) == .idle)
  }

  @Test("requests in one packet are answered one after the other")
  func pipelining() {
    var machine = machine()
    let two = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPUT /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HT"
    #expect(receive(two, &machine, at: Self.start) == "answer /1")
    #expect(name(machine.nextStep(at: Self.start)) == "wait")
    #expect(name(machine.responseSent(at: Self.start)) == "refuse 405")
    #expect(!machine.closesAfterResponse)
    #expect(name(machine.responseSent(at: Self.start)) == "wait")
    #expect(receive("TP/1.1\r\nHost: a\r\n\r\n", &machine, at: Self.start) == "answer /3")
  }

  @Test("a client that ends its side still gets its answers")
  func halfClosed() {
    var machine = machine()
    #expect(receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n", &machine, at: Self.start) == "answer /")
    machine.peerClosed()
    #expect(name(machine.responseSent(at: Self.start)) == "close")
  }

  @Test("a client that ends within a head is given up")
  func endWithinHead() {
    var machine = machine()
    #expect(receive("GET /", &machine, at: Self.start) == "wait")
    machine.peerClosed()
    #expect(name(machine.nextStep(at: Self.start)) == "close")
  }

  @Test("the deadline of a response stands from its beginning")
  func slowReader() {
    var machine = machine()
    #expect(receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n", &machine, at: Self.start) == "answer /")
    #expect(machine.timeReached(at: after(.seconds(29))) == nil)
    #expect(machine.timeReached(at: after(.seconds(30))) == .slowReader)
  }

  @Test("lingering ends with the peer, with the time, or with too much")
  func lingering() {
    var machine = machine()
    let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
    #expect(receive(post, &machine, at: Self.start) == "refuse 405")
    #expect(name(machine.responseSent(at: Self.start)) == "linger")
    #expect(receive("123456789", &machine, at: Self.start) == "wait")
    var other = machine
    other.peerClosed()
    #expect(name(other.nextStep(at: Self.start)) == "close")
    let flood = String(repeating: "x", count: HTTPLimits.lingerBytes)
    #expect(receive(flood, &machine, at: Self.start) == "close")
  }

  @Test("stopping closes what waits at once, and what answers after it")
  func stopping() {
    var idle = machine()
    idle.stop(at: Self.start)
    #expect(name(idle.nextStep(at: Self.start)) == "close")
    var busy = machine()
    let two = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
    #expect(receive(two, &busy, at: Self.start) == "answer /1")
    busy.stop(at: Self.start)
    #expect(busy.closesAfterResponse)
    #expect(busy.deadline == after(.seconds(1)))
    #expect(name(busy.responseSent(at: Self.start)) == "linger")
  }
}
