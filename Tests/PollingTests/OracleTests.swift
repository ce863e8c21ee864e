import DeviceProfiles
import Polling
import Readings
import Registers
import TestSupport
import Testing

/// Devices whose registers tell line, unit, table, address and request apart, behind random faults.
/// `Bench` compares every delivered word with what the device held when it was asked.
@Suite("The oracle")
struct OracleTests {
  /// One fault of the wire, or none.
  private static func reply(
    to ask: Ask, faultsOneIn rate: Int, _ generator: inout SeededGenerator
  ) -> [Reply] {
    let good = Duration.microseconds(Int64.random(in: 100...90_000, using: &generator))
    guard generator.oneIn(rate) else { return [.frame(ask.answer, after: good)] }
    let body = Array(ask.framing == .tcp ? ask.answer[7...] : ask.answer[1..<ask.answer.count - 2])
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return []
    case 1:  // Late, but no later than a full response time after the deadline.
      let late = Int64.random(in: 101...200, using: &generator)
      return [.frame(ask.answer, after: .milliseconds(late))]
    case 2: return [.frame(ask.frame(body, unit: 99), after: good)]
    case 3: return [.frame(ask.frame(body, token: ask.token &- 1), after: good)]
    case 4: return [.frame(Array(ask.answer.dropLast()), after: good)]
    case 5: return [.frame(ask.answer + [0], after: good)]
    case 6: return [.frame(ask.answer, after: good), .frame(ask.answer, after: good)]
    case 7: return [.breaks(after: good)]
    case 8:
      let code = UInt8.random(in: 1...11, using: &generator)
      return [.frame(ask.exception(ExceptionCode(rawValue: code)), after: good)]
    case 9:
      return [.frame([], after: good)]
    case 10:
      // One bit of the frame is wrong. On TCP only its header can be proven; data is the kernel's.
      var frame = ask.answer
      let limit = ask.framing == .tcp ? 9 : frame.count
      frame[Int.random(in: 0..<limit, using: &generator)] ^=
        1
        << UInt8.random(
          in: 0..<8, using: &generator)
      return [.frame(frame, after: good)]
    default:
      return [.frame(ask.frame([body[0] ^ 7] + body.dropFirst()), after: good)]
    }
  }

  private static func device(_ line: Int, unit: Int, _ generator: inout SeededGenerator)
    -> PolledDevice
  {
    let contract = ReadContract(
      maximumRegisters: Int.random(in: 4...125, using: &generator),
      maximumHole: Int.random(in: 0...6, using: &generator),
      gap: .milliseconds(Int64.random(in: 0...10, using: &generator)))
    let paces: [PointDefinition.Pace] = [.first, .normal, .normal, .slow, .once]
    let items = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
      let table = RegisterTable.allCases.randomElement(using: &generator) ?? .holdingRegister
      return PolledItem(
        span: words(
          Int.random(in: 0..<60, using: &generator),
          table.holdsBits ? 1 : Int.random(in: 1...4, using: &generator), table: table),
        pace: paces.randomElement(using: &generator) ?? .normal)
    }
    return PolledDevice(
      line: LineIndex(rawValue: line), unit: UnitID(rawValue: UInt8(unit))!,
      interval: .milliseconds(Int64.random(in: 1...4, using: &generator) * 250),
      timeout: .milliseconds(100), contract: contract,
      items: items + [PolledItem(span: words(70), pace: .normal)])
  }

  private static func site(_ generator: inout SeededGenerator) -> Bench {
    var lines: [LineSettings] = []
    var devices: [PolledDevice] = []
    for line in 0..<6 {
      // Buses are so fast here that time on the wire does not blur "a full response time".
      let isBus = line % 3 == 2
      lines.append(isBus ? Sites.bus(baud: 1_000_000_000) : Sites.tcpLine(line))
      for unit in 1...(isBus || line == 0 ? 4 : 1) {
        devices.append(device(line, unit: unit, &generator))
      }
    }
    return Bench(lines: lines, devices: devices)
  }

  @Test(
    "no word is ever delivered that the device did not hold, and all recover", arguments: 1...10)
  func oracle(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let bench = Self.site(&generator)
    bench.keepsHistory = false
    let rate = Int.random(in: 2...20, using: &generator)
    bench.respond = { Self.reply(to: $0, faultsOneIn: rate, &generator) }
    for line in bench.lines.indices where generator.oneIn(3) {
      bench.at(.seconds(20)) { $0.opening[line] = .never }
      bench.at(.seconds(40)) { $0.opening[line] = .accepts(after: .milliseconds(1)) }
    }
    bench.run(until: .seconds(120))
    #expect(bench.wrong.isEmpty, "\(bench.wrong)")
    // The faults end: everything is read again.
    bench.respond = { [.frame($0.answer, after: .milliseconds(1))] }
    bench.run(until: .seconds(160))
    for device in bench.devices.indices {
      #expect(bench.device(device).consecutiveFailedCycles == 0, "device \(device)")
      let last = bench.device(device).lastSuccess ?? .origin
      #expect(bench.now.since(last) <= .seconds(2), "device \(device)")
    }
    #expect(bench.wrong.isEmpty, "\(bench.wrong)")
  }
}
