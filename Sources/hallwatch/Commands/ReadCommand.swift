import Agent
import Configuration
import DeviceProfiles
import Glibc
import ModbusLink
import Readings
import Registers
import Runtime

/// Reads one device once, or again and again, and shows what its registers mean.
enum ReadCommand: Command {
  static let name = "read"
  static let summary = "read one device and show raw and decoded values"
  static let parameters = Parameters(
    positionals: [
      .init(
        name: "ENDPOINT",
        help: "tcp://host:port, rtu+tcp://host:port or rtu:/dev/tty…?baud=9600&parity=none&stop=1")
    ],
    options: [
      .init(name: "unit", value: "N", help: "0-247 or 255; a profile's own unless given"),
      .init(
        name: "profile", value: "P", help: "a device family, or the path of a profile file",
        choices: ProfileCatalogue.load().map(\.name)),
      .init(
        name: "table", value: "T", help: "holding, input, coil or discrete",
        choices: ["holding", "input", "coil", "discrete"]),
      .init(name: "address", value: "A", help: "the first address, zero-based as on the wire"),
      .init(name: "count", value: "C", help: "how many values of the type; 1 unless given"),
      .init(
        name: "type", value: "TYPE",
        help: "u16 i16 u32 i32 u64 i64 f32 f64 bool bits ascii:N; u16 unless given"),
      .init(
        name: "word-order", value: "O", help: "big or little; big unless given",
        choices: ["big", "little"]),
      .init(name: "timeout", value: "TIME", help: "how long an answer may take, such as 500ms"),
      .init(name: "watch", value: nil, help: "read again every second until interrupted"),
      .init(
        name: "format", value: "FORMAT", help: "text or json; text unless given",
        choices: ["text", "json"]),
    ])
  static let examples: [(line: String, meaning: String)] = [
    (
      "read tcp://10.20.1.11:502 --unit 1 --profile apc-smart-ups",
      "every point of a UPS, decoded, with the raw words"
    ),
    (
      "read rtu:/dev/ttyUSB0?baud=9600 --unit 7 --table input --address 1 --count 2 --type i16",
      "two signed registers of a sensor on a serial line"
    ),
    (
      "read rtu+tcp://10.20.1.40:4001 --unit 10 --table holding --address 772 --type u32 --watch",
      "a 32-bit value behind a terminal server, every second"
    ),
  ]
  static let details = """
    Addresses are those on the wire: 40001 of a data sheet is table holding, address 0.
    Exit code 0: everything was read. 3: some registers were refused or did not come, or the
    device is not the one that the profile describes. 1: nothing could be read; the reason is said.
    """

  enum Format: String, CaseIterable { case text, json }

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let target = try ReadTarget(arguments, files: DiskSiteFiles())
    let format = try arguments.choice("format", as: Format.self) ?? .text
    if let problem = ModbusLibrary.problem {
      console.words(problem)
      return .failed
    }
    NameResolver.boundLookUps()
    var reader = DeviceReader(target: target, session: try target.session())
    guard arguments.has("watch") else { return readOnce(&reader, format, console) }
    return try watch(&reader, format, console)
  }

  private static func readOnce(
    _ reader: inout DeviceReader, _ format: Format, _ console: Console
  ) -> ExitCode {
    do throws(ModbusFault) {
      let survey = try reader.read()
      show(survey, reader.target, format, console)
      for remark in survey.remarks(on: reader.target) { console.words(remark) }
      return survey.exitCode
    } catch {
      reader.close()
      explain(error, reader, console)
      return .failed
    }
  }

  private static func watch(
    _ reader: inout DeviceReader, _ format: Format, _ console: Console
  ) throws -> ExitCode {
    let signals = try SignalWatch([SIGINT, SIGTERM])
    var last = ExitCode.failed
    var remarks: [String] = []
    var next = MonotonicClock.now
    while true {
      do throws(ModbusFault) {
        let survey = try reader.read()
        show(survey, reader.target, format, console, isWatching: true)
        last = survey.exitCode
        // What is to be said besides is said when it changes.
        let present = survey.remarks(on: reader.target)
        if present != remarks { for remark in present { console.words(remark) } }
        remarks = present
      } catch {
        console.words("\(MonotonicClock.wall.rfc3339) \(error.words)")
        last = .failed
      }
      // Standing readings are a second apart however long they take.
      next = max(next + .seconds(1), MonotonicClock.now)
      let wait = MonotonicClock.milliseconds(until: next)
      if case .signal = signals.wait(milliseconds: wait) { return last }
    }
  }

  private static func show(
    _ survey: DeviceSurvey, _ target: ReadTarget, _ format: Format, _ console: Console,
    isWatching: Bool = false
  ) {
    switch format {
    case .text:
      // On a terminal what is watched stays in its place.
      let isWatched = isWatching && console.dataColumns != nil
      console.data(
        (isWatched ? "\u{1B}[H\u{1B}[2J\(MonotonicClock.wall.rfc3339)\n" : "")
          + ReadReport.text(survey, of: target, width: console.dataColumns))
    case .json: console.data(ReadReport.json(survey, of: target).compact)
    }
  }

  private static func explain(
    _ fault: ModbusFault, _ reader: DeviceReader, _ console: Console
  ) {
    console.words(console.paint("error: ", .red) + "\(reader.target.title): \(fault.words)")
    let diagnosis = LineDiagnosis(target: reader.target, fault: fault)
    if diagnosis.isWorthAsking { console.words("Looking closer…") }
    for line in diagnosis.findings() { console.words(line) }
  }
}
