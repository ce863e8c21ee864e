import Agent
import Configuration
import ModbusLink
import Polling
import Readings
import Registers

/// Finds out which units of a line answer, and what they are.
enum ScanCommand: Command {
  static let name = "scan"
  static let summary = "find the units that answer on a line, and who they are"
  static let parameters = Parameters(
    positionals: [
      .init(
        name: "ENDPOINT",
        help: "tcp://host:port, rtu+tcp://host:port or rtu:/dev/tty…?baud=9600&parity=none&stop=1")
    ],
    options: [
      .init(
        name: "units", value: "LIST",
        help: "such as 1-16,20; all unless given: 255, 0 and 1-247, or 1-247 in RTU framing"),
      .init(
        name: "timeout", value: "TIME", help: "how long an answer may take; 500ms unless given"),
      .init(name: "format", value: "FORMAT", help: "text or json; text unless given"),
    ])
  static let examples: [(line: String, meaning: String)] = [
    ("scan tcp://10.20.1.11:502", "every unit behind a device or gateway"),
    (
      "scan rtu:/dev/ttyUSB0?baud=9600 --units 1-32 --timeout 200ms",
      "the first units of a serial bus; stop the agent on it before"
    ),
  ]
  static let details = """
    It asks for one register of each table, for device identification (functions 43/14 and 17) and
    for a few registers of each family of the catalogue; it writes nothing. Reading registers that
    a device does not have disturbs some devices: think twice before scanning a fire panel.
    Exit code 0: units answered. 3: units answered, but not all could be asked. 1: nobody answered,
    or the line could not be opened; the reason is said.
    """

  enum Format: String, CaseIterable { case text, json }

  /// After so many units without an answer the other framing is tried.
  private static let patience = 3
  /// With so few units, a silent one is asked in other ways too.
  private static let fewUnits = 8

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let endpoint: Endpoint
    do throws(Endpoint.Mistake) {
      endpoint = try Endpoint(arguments.positional(0) ?? "")
    } catch {
      throw UsageError(error.message)
    }
    let framing = endpoint.medium.framing
    let list =
      try arguments.string("units").map { text throws(UsageError) in
        try UnitList(text, framing: framing)
      } ?? UnitList(allOf: framing)
    let timeout = try arguments.duration("timeout") ?? .milliseconds(500)
    guard timeout > .zero else { throw UsageError("--timeout must be longer than nothing") }
    let format = try arguments.choice("format", as: Format.self) ?? .text
    if let problem = ModbusLibrary.problem {
      console.words(problem)
      return .failed
    }
    NameResolver.boundLookUps()
    var scanner = try LineScanner(endpoint: endpoint, timeout: timeout)
    var scan = scan(list.units, &scanner, console)
    scanner.close()
    if scan.findings.isEmpty, let fault = scan.fault {
      console.words(
        console.paint("error: ", .red) + "\(endpoint.description): \(fault.words)")
      console.words(peer(of: fault, endpoint)?.advice ?? fault.advice(on: endpoint.medium))
      return .failed
    }
    if scan.answering.isEmpty, scan.betterEndpoint == nil {
      try lookElsewhere(&scan, timeout, console)
      if scan.otherUnit == nil { scan.peer = peer(of: scan.fault ?? .timeout, endpoint) }
    }
    switch format {
    case .text: console.data(ScanReport.text(scan))
    case .json: console.data(ScanReport.json(scan).compact)
    }
    for remark in scan.remarks { console.words(remark) }
    return scan.exitCode
  }

  /// What is there instead of a Modbus device, as far as it shows.
  private static func peer(of fault: ModbusFault, _ endpoint: Endpoint) -> PeerKind? {
    if case .unreachable = fault { return nil }
    guard let unit = UnitID(rawValue: 1),
      let span = RegisterSpan(table: .holdingRegister, start: 0, count: 1)
    else { return nil }
    let question = ReadRequest(unit: unit, span: span)
      .frame(endpoint.medium.framing, transaction: 1)
    return LineDiagnosis.peerKind(at: endpoint, asking: [question] + PeerQuestion.all)
  }

  private static func scan(
    _ units: [UnitID], _ scanner: inout LineScanner, _ console: Console
  ) -> LineScan {
    var scan = LineScan(endpoint: scanner.endpoint, asked: units.count)
    let start = MonotonicClock.now
    defer { console.progress?("") }
    do throws(ModbusFault) {
      for (place, unit) in units.enumerated() {
        console.progress?(
          "Asking unit \(unit), \(place + 1) of \(units.count); "
            + "\(counted(scan.answering.count, "unit")) answered")
        var finding = try scanner.find(unit, insists: units.count <= fewUnits)
        if finding.answers, !areAlike(scan.answering) {
          do throws(ModbusFault) { finding.portrait = try scanner.portray(unit) } catch {
            scan.findings.append(finding)
            throw error
          }
        }
        scan.findings.append(finding)
        if place + 1 == min(patience, units.count), scan.answering.isEmpty {
          scanner.close()
          scan.betterEndpoint = betterEndpoint(for: units.prefix(patience), scanner)
          if scan.betterEndpoint != nil { break }
        }
      }
    } catch {
      scan.fault = error
    }
    scan.duration = MonotonicClock.now.since(start)
    return scan
  }

  /// Whether enough units have been looked at to see that they are all the same.
  private static func areAlike(_ answering: [UnitFinding]) -> Bool {
    guard answering.count >= LineScanner.alikeLimit else { return false }
    return Set(answering.prefix(LineScanner.alikeLimit).map(\.portrait)).count == 1
  }

  /// The same address in the other framing, if somebody answers there.
  private static func betterEndpoint(
    for units: some Sequence<UnitID>, _ scanner: LineScanner
  ) -> Endpoint? {
    guard let endpoint = scanner.endpoint.inOtherFraming,
      var other = try? LineScanner(endpoint: endpoint, timeout: scanner.timeout)
    else { return nil }
    defer { other.close() }
    // A device that is alone is most often unit 1.
    let likely = units.filter(\.isOnBus) + [UnitID(rawValue: 1)].compactMap(\.self)
    for unit in likely where (try? other.find(unit, insists: false))?.answers ?? false {
      return endpoint
    }
    return nil
  }

  /// Asks the usual units when those that were asked for are silent.
  private static func lookElsewhere(
    _ scan: inout LineScan, _ timeout: Duration, _ console: Console
  ) throws {
    let asked = Set(scan.findings.map(\.unit))
    let units = LineDiagnosis.usualUnits(for: scan.endpoint).filter { !asked.contains($0) }
    guard !units.isEmpty, scan.fault == nil else { return }
    console.words("Looking closer…")
    var scanner = try LineScanner(endpoint: scan.endpoint, timeout: timeout)
    defer { scanner.close() }
    for unit in units {
      guard let finding = try? scanner.find(unit, insists: false) else { return }
      if finding.answers {
        scan.otherUnit = unit
        return
      }
    }
  }
}
