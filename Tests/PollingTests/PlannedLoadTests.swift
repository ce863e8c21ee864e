import DeviceProfiles
import Polling
import Readings
import Registers
import Testing

@Suite("The planned load of a line")
struct PlannedLoadTests {
  private let line = LineIndex(rawValue: 0)

  @Test("is the time of its devices' requests for each second")
  func tcp() {
    // One request of 20 ms each second, twice.
    let devices = (0..<2).map { _ in Sites.device(items: [words(0), words(1)]) }
    let poller = Poller(lines: [Sites.tcpLine()], devices: devices, startedAt: .origin)
    #expect(abs(poller.plannedBusyRatio(of: line) - 0.04) < 1e-9)
  }

  @Test("rises with what a device was found to refuse")
  func learned() {
    let devices = [Sites.device(contract: ReadContract(), items: (0..<20).map { words($0) })]
    var poller = Poller(lines: [Sites.tcpLine()], devices: devices, startedAt: .origin)
    #expect(abs(poller.plannedBusyRatio(of: line) - 0.02) < 1e-9)
    poller.resume(
      [.init(.refused(words(5), .illegalDataAddress), findings: 1)],
      of: DeviceIndex(rawValue: 0), at: .origin)
    // The plan is made anew when the first cycle begins.
    _ = poller.timeReached(at: .origin + .seconds(2))
    #expect(abs(poller.plannedBusyRatio(of: line) - 0.04) < 1e-9)
  }
}
