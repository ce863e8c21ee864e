import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("Who the device is")
struct IdentityTests {
  private func bench() -> Bench {
    var device = Sites.device(interval: .seconds(2))
    device.items = [
      PolledItem(span: words(0), pace: .first), PolledItem(span: words(100), pace: .normal),
      PolledItem(span: words(200), pace: .once),
    ]
    return Bench(lines: [Sites.tcpLine()], devices: [device])
  }

  private func starts(_ bench: Bench, from second: Int64) -> [UInt16] {
    bench.sent[0].filter { $0.at >= .origin + .seconds(second) }.map(\.ask.request.span.start)
  }

  @Test("is asked before anything else after every connection, even before protection")
  func comesFirst() {
    let bench = bench()
    bench.at(.milliseconds(5500)) { $0.breakLine(0) }
    bench.run(until: .milliseconds(7900))
    #expect(starts(bench, from: 0) == [200, 0, 100, 0, 100, 0, 100, 200, 0, 100])
  }

  @Test("is asked again within the cycle that a doubt interrupts")
  func asksAgain() {
    let bench = bench()
    bench.respond = {
      $0.serial == 5
        ? [.breaks(after: .milliseconds(1))] : [.frame($0.answer, after: .milliseconds(2))]
    }
    bench.run(until: .milliseconds(5900))
    // The second cycle breaks at its second request, and begins anew.
    #expect(starts(bench, from: 2) == [0, 100, 200, 0, 100, 0, 100])
    #expect(bench.ended[0].allSatisfy { $0.outcome.fault == nil })
  }
}
