import Agent
import DeviceProfiles
import Polling
import Readings
import Registers
import WireFaults

/// A site whose devices hold oracle registers, and what is to be read of them.
struct OracleSite {
  enum Kind: CaseIterable { case tcp, rtuOverTCP, bus }

  struct Line {
    var kind: Kind
    var units: [UInt8] = [1]
    var interval = Duration.milliseconds(250)
    var timeout = Duration.milliseconds(100)
    /// Silence after an answer; on a bus at least that of its speed.
    var gap = Duration.zero
    var latency = Duration.milliseconds(1)...Duration.milliseconds(8)
    var baud = 115_200
    var points = OraclePoint.mixture
    var maximumRegisters = 3
    var maximumHole = 0
    var registerGaps: [ClosedRange<UInt16>] = []
    /// A holding register that never changes and is the canary of the line's devices.
    var canary: UInt16?
    var connectionLimit: Int?
    var linger = Duration.zero
    /// Where a real server listens: the port, or the path of the terminal.
    var port: UInt16 = 0
    var path = "bus"

    var framing: WireFraming { kind == .tcp ? .tcp : .rtu }

    var medium: LineSettings.Medium {
      switch kind {
      case .tcp: .tcp(host: "127.0.0.1", port: port)
      case .rtuOverTCP: .rtuOverTCP(host: "127.0.0.1", port: port)
      case .bus: .serial(serial)
      }
    }

    var serial: SerialSettings { SerialSettings(path: path, baud: baud) }

    /// The silence that the poller keeps on the line after an answer.
    var silence: Duration {
      switch kind {
      case .tcp: gap
      case .rtuOverTCP: max(gap, SerialSettings(path: "").frameSilence)
      case .bus: max(gap, serial.frameSilence)
      }
    }
  }

  var lines: [Line]

  func settings() -> AgentSettings {
    var devices: [DeviceSettings] = []
    for (number, line) in lines.enumerated() {
      let profile = profile(of: line)
      for unit in line.units {
        devices.append(
          DeviceSettings(
            name: "line-\(number)-unit-\(unit)", profile: profile,
            line: LineIndex(rawValue: number), unit: UnitID(rawValue: unit)!,
            interval: line.interval, timeout: line.timeout, maximumAge: line.interval * 3))
      }
    }
    let settings = lines.enumerated().map { number, line in
      LineSettings(name: "line \(number)", medium: line.medium, gap: line.gap)
    }
    return AgentSettings(
      site: "oracle", lines: settings, devices: devices, alarmRules: [], configurationHash: "0")
  }

  private func profile(of line: Line) -> DeviceProfile {
    var profile = DeviceProfile(
      name: "oracle", deviceClass: .other, title: "Oracle",
      contract: ReadContract(
        maximumRegisters: line.maximumRegisters, maximumHole: line.maximumHole),
      points: line.points.map(\.definition))
    if let canary = line.canary {
      let point = OraclePoint(table: .holdingRegister, address: canary, pace: .once).definition
      profile.points.append(point)
      profile.canary = point.name
    }
    return profile
  }

  /// The device end of a line.
  func faultyLine(_ number: Int, schedule: FaultSchedule = FaultSchedule()) -> FaultyLine {
    let line = lines[number]
    var registers = OracleRegisters(line: number, units: line.units, gaps: line.registerGaps)
    if let canary = line.canary { registers.constants = [canary] }
    return FaultyLine(
      framing: line.framing, isBus: line.kind == .bus, registers: registers,
      schedule: schedule, latency: line.latency, patience: line.timeout, gap: line.silence,
      connectionLimit: line.connectionLimit, linger: line.linger)
  }
}

/// One point of an oracle device: one or two words, or a bit.
struct OraclePoint {
  var table: RegisterTable
  var address: UInt16
  var registerCount = 1
  var pace = PointDefinition.Pace.normal

  var definition: PointDefinition {
    let name = "\(table.name)_\(address)"
    var definition = PointDefinition(
      name: name, table: table, address: address,
      encoding: RegisterEncoding(table.holdsBits ? .bool : registerCount == 2 ? .u32 : .u16),
      meaning: table.holdsBits ? .flag(inverted: false) : .number(Scaling()), pace: pace)
    if let quantity = Quantity.named("air_temperature_celsius"), !table.holdsBits {
      definition.series = [SeriesDefinition(quantity, labels: [Label("sensor", name)])]
    }
    return definition
  }

  /// Several requests of the same shape, so that an answer to one could be taken for another's.
  static let mixture: [OraclePoint] =
    (0..<8).map { OraclePoint(table: .holdingRegister, address: $0) }
    + [OraclePoint(table: .holdingRegister, address: 20, registerCount: 2)]
    + (0..<3).map { OraclePoint(table: .inputRegister, address: $0) }
    + [OraclePoint(table: .inputRegister, address: 10, registerCount: 2)]
    + (0..<4).map { OraclePoint(table: .coil, address: $0) }
    + [OraclePoint(table: .discreteInput, address: 5)]
}
