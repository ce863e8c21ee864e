import Readings
import Registers
import TestSupport
import Testing

@testable import Polling

@Suite("Polling under another configuration")
struct TakeOverTests {
  @Test("keeps the due instants of those that go on, and piles no groups up over the years")
  func groups() {
    let lines = (0..<40).map(Sites.tcpLine)
    var random = SeededGenerator(seed: 5)
    var intervals = (0..<40).map { _ in Duration.seconds(1) }
    func poller(_ intervals: [Duration], _ now: Instant) -> Poller {
      Poller(
        lines: lines,
        devices: intervals.enumerated().map { Sites.device(line: $0.offset, interval: $0.element) },
        startedAt: now)
    }
    var now = Instant(nanoseconds: 1_000_000_000)
    var present = poller(intervals, now)
    var most = 0
    for _ in 0..<300 {
      now = now + .milliseconds(Int.random(in: 1...900, using: &random))
      _ = present.timeReached(at: now)
      let before = intervals
      for _ in 0..<4 {
        intervals[Int.random(in: 0..<40, using: &random)] = [
          .seconds(1), .seconds(2), .milliseconds(700),
        ].randomElement(using: &random)!
      }
      var next = poller(intervals, now)
      let due = Self.nextDue(present)
      _ = next.takeOver(
        present,
        PollCarry(
          lines: (0..<40).map { LineIndex(rawValue: $0) },
          devices: (0..<40).map {
            before[$0] == intervals[$0] ? DeviceIndex(rawValue: $0) : nil
          }), at: now)
      let after = Self.nextDue(next)
      for device in 0..<40 where before[device] == intervals[device] {
        #expect(after[device] == due[device])
      }
      #expect(after.count == 40)
      present = next
      most = max(most, present.groups.count)
    }
    // Without joining those of their interval there would be some thirty.
    #expect(most <= 20)
  }

  /// By device, when it is due next.
  private static func nextDue(_ poller: Poller) -> [Int: UInt64] {
    var due: [Int: UInt64] = [:]
    for var group in poller.groups {
      for _ in 0..<Int(group.slotCount) {
        for place in group.places {
          let device = group.device(at: place)
          if due[device] == nil { due[device] = group.due }
        }
        group.advance()
      }
    }
    return due
  }

  @Test("waits for an answer whose device has left, tells nobody, and asks the next device then")
  func orphan() throws {
    let line = Sites.tcpLine()
    let start = Instant(nanoseconds: 1_000_000_000)
    let stays = Sites.device(unit: 2)
    var poller = Poller(
      lines: [line], devices: [Sites.device(unit: 1), stays], startedAt: start)
    var actions = poller.timeReached(at: start)
    actions += poller.lineOpened(LineIndex(rawValue: 0), at: start)
    var now = start
    var token: UInt16?
    while token == nil {
      for case .send(_, let request, let sent, _) in actions where request.unit.rawValue == 1 {
        token = sent
      }
      guard token == nil, let wake = poller.nextWake else { break }
      now = wake
      actions = poller.timeReached(at: now)
    }
    let sent = try #require(token)
    var next = Poller(lines: [line], devices: [stays], startedAt: now)
    let first = next.takeOver(
      poller,
      PollCarry(lines: [LineIndex(rawValue: 0)], devices: [DeviceIndex(rawValue: 1)]), at: now)
    #expect(!first.contains { if case .send = $0 { true } else { false } })
    let body: [UInt8] = [1, 3, 20] + [UInt8](repeating: 7, count: 20)
    let frame = [UInt8(sent >> 8), UInt8(sent & 0xFF), 0, 0, 0, UInt8(body.count)] + body
    let then = next.frameReceived(
      LineIndex(rawValue: 0), token: sent, frame: frame, at: now + .milliseconds(5))
    #expect(!then.contains { if case .deliver = $0 { true } else { false } })
    let status = next.lineStatus(LineIndex(rawValue: 0), at: now + .milliseconds(5))
    #expect(status.state == .idle || status.state == .awaiting)
    #expect(status.requests(.ok) == 1)
    #expect(ResponseFlaw.allCases.allSatisfy { status.dropped($0) == 0 })
  }

  @Test("gives up an answer that nobody waits for as it does any other, and leaves the line silent")
  func orphanInSilence() throws {
    let line = Sites.tcpLine()
    let start = Instant(nanoseconds: 1_000_000_000)
    var poller = Poller(lines: [line], devices: [Sites.device(unit: 1)], startedAt: start)
    _ = poller.timeReached(at: start)
    let actions = poller.lineOpened(LineIndex(rawValue: 0), at: start)
    #expect(actions.contains { if case .send = $0 { true } else { false } })
    var next = Poller(lines: [line], devices: [Sites.device(unit: 3)], startedAt: start)
    _ = next.takeOver(
      poller, PollCarry(lines: [LineIndex(rawValue: 0)], devices: [nil]), at: start)
    var closed = false
    var asked = false
    for _ in 0..<20 {
      guard let wake = next.nextWake, wake < start + .seconds(3) else { break }
      for action in next.timeReached(at: wake) {
        switch action {
        case .close: closed = true
        case .open(let line, _):
          for case .send(_, let request, _, _) in next.lineOpened(line, at: wake) {
            #expect(request.unit.rawValue == 3)
            asked = true
          }
        default: break
        }
      }
      if asked { break }
    }
    #expect(closed && asked)
  }
}
