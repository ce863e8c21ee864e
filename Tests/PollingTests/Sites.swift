import DeviceProfiles
import Polling
import Readings
import Registers

/// Small sites for the bench.
enum Sites {
  static func tcpLine(_ number: Int = 0) -> LineSettings {
    LineSettings(name: "tcp://10.0.0.\(number):502", medium: .tcp(host: "h", port: 502))
  }

  static func bus(baud: Int = 9600) -> LineSettings {
    LineSettings(name: "rtu:bus", medium: .serial(SerialSettings(path: "bus", baud: baud)))
  }

  static func device(
    line: Int = 0, unit: UInt8 = 1, interval: Duration = .seconds(1),
    timeout: Duration = .milliseconds(500), contract: ReadContract = ReadContract(),
    items: [RegisterSpan] = [words(0, 10)], pace: PointDefinition.Pace = .normal
  ) -> PolledDevice {
    PolledDevice(
      line: LineIndex(rawValue: line), unit: UnitID(rawValue: unit)!, interval: interval,
      timeout: timeout, contract: contract,
      items: items.map { PolledItem(span: $0, pace: pace) })
  }

  /// As many devices as asked, each on a TCP line of its own.
  static func farm(_ count: Int, timeout: Duration = .milliseconds(500)) -> Bench {
    Bench(
      lines: (0..<count).map(tcpLine),
      devices: (0..<count).map { device(line: $0, timeout: timeout) })
  }

  /// Units 1 to `count` behind one line.
  static func shared(
    _ count: Int, on line: LineSettings, interval: Duration = .seconds(1),
    timeout: Duration = .milliseconds(500), items: [RegisterSpan] = [words(0, 10)]
  ) -> Bench {
    Bench(
      lines: [line],
      devices: (1...count).map {
        device(unit: UInt8($0), interval: interval, timeout: timeout, items: items)
      })
  }
}

extension Bench {
  var firstLine: LineIndex { LineIndex(rawValue: 0) }

  func status(_ line: Int = 0) -> LineStatus {
    poller.lineStatus(LineIndex(rawValue: line), at: now)
  }

  func device(_ index: Int = 0) -> DevicePollStatus {
    poller.deviceStatus(DeviceIndex(rawValue: index))
  }

  /// The times between the first requests of a device's cycles, for lines of one device.
  func intervals(_ line: Int) -> [Duration] {
    let starts = sent[line].map(\.at)
    return zip(starts.dropFirst(), starts).map { $0.since($1) }
  }
}
