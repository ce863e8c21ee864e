import Configuration
import Control

/// The journal as the running agent tells it, as long as it runs and somebody reads.
enum JournalFollower {
  static func run(
    _ stateDirectory: String, _ query: JournalQuery, _ arguments: Arguments, follows: Bool,
    console: Console
  ) throws -> ExitCode {
    var given: [(name: String, value: ControlRequest.Argument)] = [("follow", .flag(follows))]
    for name in ["since", "until", "device", "alarm"] {
      if let text = arguments.string(name) { given.append((name, .text(text))) }
    }
    let client = try ControlClient(stateDirectory: stateDirectory)
    try client.send(ControlRequest("journal", given))
    while console.outputFailure?.hasFailed != true {
      let line = try client.nextLine(withinMilliseconds: follows ? -1 : 15_000)
      if let answer = ControlAnswer(line) {
        if answer.outcome != .done { console.words(answer.reason) }
        return answer.exitCode
      }
      guard let payload = record(in: line), let event = RecordedEvent(payload) else { continue }
      if query.wants(event) { console.data(query.text(event)) }
    }
    return .done
  }

  /// The record in a line `{"n":…,"sum":"…","record":RECORD}`, as it was written.
  private static func record(in line: [UInt8]) -> [UInt8]? {
    guard let mark = line.firstRange(of: Array("\"record\":".utf8)), line.last == 0x7D else {
      return nil
    }
    return Array(line[mark.upperBound...].dropLast())
  }
}
