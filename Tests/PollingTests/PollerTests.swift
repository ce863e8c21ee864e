import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("The poller")
struct PollerTests {
  @Test("opens the line, reads the device and keeps the connection")
  func happyPath() {
    let bench = Sites.farm(1)
    bench.run(until: .milliseconds(9500))
    #expect(bench.opens[0].count == 1)
    #expect(bench.sent[0].count == 10)
    #expect(bench.delivered[0].count == 10)
    #expect(bench.ended[0].allSatisfy { $0.outcome.goodRequests == 1 && $0.outcome.fault == nil })
    #expect(bench.status().requests(.ok) == 10)
    #expect(bench.status().registersRead == 100)
    #expect(bench.status().busyNanoseconds == 20_000_000)
    #expect(bench.status().state == .idle)
    #expect(bench.device().cycles == 10)
    #expect(bench.device().lastCycleDuration == .milliseconds(2))
    #expect(bench.device().consecutiveFailedCycles == 0)
    #expect(bench.wrong.isEmpty)
  }

  @Test("does nothing before it is due and nothing twice when woken early")
  func earlyWake() {
    var poller = Poller(
      lines: [Sites.tcpLine()], devices: [Sites.device()],
      startedAt: Instant(nanoseconds: 5_000_000_000))
    #expect(poller.nextWake == Instant(nanoseconds: 5_000_000_000))
    #expect(poller.timeReached(at: .origin).isEmpty)
    let actions = poller.timeReached(at: Instant(nanoseconds: 5_000_000_000))
    #expect(
      actions == [
        .open(LineIndex(rawValue: 0), deadline: Instant(nanoseconds: 7_000_000_000))
      ])
    #expect(poller.timeReached(at: Instant(nanoseconds: 5_000_000_000)).isEmpty)
  }

  @Test("numbers transactions from 1 and leaves out 0 when they wrap")
  func transactions() {
    let bench = Bench(
      lines: [Sites.tcpLine()], devices: [Sites.device(interval: .milliseconds(10))])
    bench.run(until: .seconds(700))
    let tokens = bench.sent[0].map(\.ask.token)
    #expect(tokens.first == 1)
    #expect(!tokens.contains(0))
    #expect(tokens[65534] == 65535)
    #expect(tokens[65535] == 1)
    #expect(bench.wrong.isEmpty)
  }

  @Test("knows when a cycle began and a success was even at the origin of time")
  func origin() {
    let bench = Bench(lines: [Sites.tcpLine()], devices: [Sites.device()])
    bench.opening[0] = .accepts(after: .zero)
    bench.respond = { [.frame($0.answer, after: .zero)] }
    bench.run(until: .milliseconds(1))
    #expect(bench.device().lastSuccess == .origin)
    bench.respond = { [.frame($0.answer, after: .milliseconds(2))] }
    let slow = Bench(lines: [Sites.tcpLine()], devices: [Sites.device()])
    slow.opening[0] = .accepts(after: .zero)
    slow.run(until: .milliseconds(5))
    #expect(slow.device().lastCycleDuration == .milliseconds(2))
  }

  @Test("keeps the gap that line or device asks for between an answer and the next request")
  func gap() {
    let contract = ReadContract(maximumRegisters: 10, gap: .milliseconds(35))
    let bench = Bench(
      lines: [Sites.tcpLine()],
      devices: [Sites.device(contract: contract, items: [words(0, 10), words(20, 10)])])
    bench.run(until: .milliseconds(500))
    let times = bench.sent[0].map(\.at)
    #expect(times.count == 2)
    #expect(times[1].since(times[0]) == .milliseconds(37))
  }

  @Test("keeps 3.5 characters of silence on a serial line, once, and a longer gap instead of it")
  func serialSilence() {
    for (gap, expected) in [
      (Duration.zero, Duration.nanoseconds(3_645_831)),
      (.milliseconds(3), .nanoseconds(3_645_831)), (.milliseconds(35), .milliseconds(35)),
    ] {
      var line = Sites.bus(baud: 9600)
      line.gap = gap
      let bench = Sites.shared(2, on: line, timeout: .milliseconds(100))
      bench.run(until: .milliseconds(900))
      let times = bench.sent[0].map(\.at)
      #expect(times.count == 2)
      #expect(times[1].since(times[0]) - .milliseconds(2) == expected)
      // The port's silence is no part of the time that the device may take.
      #expect(bench.sent[0][1].deadline.since(times[1]) >= .milliseconds(100))
    }
  }

  @Test("waits after a connection as long as the device needs")
  func settles() {
    let contract = ReadContract(pauseAfterConnect: .milliseconds(200))
    let bench = Bench(lines: [Sites.tcpLine()], devices: [Sites.device(contract: contract)])
    bench.run(until: .milliseconds(100))
    #expect(bench.status().state == .settling)
    bench.run(until: .milliseconds(900))
    #expect(bench.sent[0].map(\.at) == [.origin + .milliseconds(201)])
  }

  @Test("counts a cycle that still runs when the next is due, and does not queue it")
  func overrun() {
    let bench = Bench(
      lines: [Sites.tcpLine()], devices: [Sites.device(timeout: .seconds(3))])
    bench.respond = { [.frame($0.answer, after: .milliseconds(1500))] }
    bench.run(until: .seconds(10))
    #expect(bench.device().overruns == 5)
    #expect(bench.ended[0].count == 5)
  }

  @Test("counts the cycles missed while it was not woken, and runs one")
  func asleep() {
    var poller = Poller(
      lines: [Sites.tcpLine()], devices: [Sites.device()], startedAt: .origin)
    _ = poller.timeReached(at: .origin + .milliseconds(4500))
    #expect(poller.deviceStatus(DeviceIndex(rawValue: 0)).overruns == 4)
    #expect(poller.nextWake == .origin + .seconds(5))
  }

  @Test("asks for protection before anything else on a line")
  func urgentFirst() {
    let lines = [Sites.tcpLine()]
    var devices = (1...3).map { Sites.device(unit: UInt8($0)) }
    devices[2].items = [PolledItem(span: words(50), pace: .first)]
    devices[0].items = [
      PolledItem(span: words(0), pace: .normal), PolledItem(span: words(20), pace: .first),
    ]
    let bench = Bench(lines: lines, devices: devices)
    bench.run(until: .milliseconds(900))
    #expect(
      bench.sent[0].map { "\($0.ask.request)" } == [
        "unit 1 holding 20", "unit 3 holding 50", "unit 2 holding 0-9", "unit 1 holding 0",
      ])
  }

  @Test("reads slow points in every tenth cycle and identity once after each connection")
  func paces() {
    var device = Sites.device()
    device.items = [
      PolledItem(span: words(0), pace: .normal), PolledItem(span: words(100), pace: .slow),
      PolledItem(span: words(200), pace: .once),
    ]
    let bench = Bench(lines: [Sites.tcpLine()], devices: [device])
    bench.at(.milliseconds(14_500)) { $0.breakLine(0) }
    bench.run(until: .seconds(30))
    let starts = bench.sent[0].map(\.ask.request.span.start)
    #expect(Array(starts.prefix(4)) == [200, 0, 100, 0])
    #expect(starts.filter { $0 == 100 }.count == 3)
    #expect(starts.filter { $0 == 200 }.count == 2)
    #expect(bench.ended[0].allSatisfy { $0.outcome.failedRequests == 0 })
  }
}
