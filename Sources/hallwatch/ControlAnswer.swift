import Configuration
import Control

/// An answer of a running agent, as a command reads it.
struct ControlAnswer {
  enum Outcome: String { case done, refused, invalid, failed }

  let outcome: Outcome
  /// What was asked for; nil for nothing.
  let result: JSON5Node?
  /// Why not; empty when it was done.
  let reason: String

  /// Nil when the line is no last line of an answer, such as a record.
  init?(_ line: [UInt8]) {
    guard case .object(let members)? = JSON5.parse(line, file: "answer").root?.content,
      case .string(let word)? = members.first(where: { $0.key == "outcome" })?.value.content,
      let outcome = Outcome(rawValue: word)
    else { return nil }
    self.outcome = outcome
    result = members.first { $0.key == "result" }?.value
    if case .string(let reason)? = members.first(where: { $0.key == "reason" })?.value.content {
      self.reason = reason
    } else {
      reason = ""
    }
  }

  /// What the agent of a state directory says to a request.
  static func ask(_ request: ControlRequest, _ stateDirectory: String) throws -> ControlAnswer {
    let client = try ControlClient(stateDirectory: stateDirectory)
    try client.send(request)
    guard let answer = ControlAnswer(try client.nextLine(withinMilliseconds: 15_000)) else {
      throw ControlClient.Failure.noAnswer
    }
    return answer
  }

  /// The exit code that the outcome comes to.
  var exitCode: ExitCode {
    switch outcome {
    case .done: .done
    case .refused, .failed: .failed
    case .invalid: .invalid
    }
  }
}

extension JSON5Node {
  /// A member of an object.
  subscript(_ key: String) -> JSON5Node? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  var text: String? { if case .string(let text) = content { text } else { nil } }
  var flag: Bool? { if case .boolean(let flag) = content { flag } else { nil } }
  var elements: [JSON5Node] { if case .array(let elements) = content { elements } else { [] } }

  /// A simple value as people read it; nil for null, lists and objects.
  var shown: String? {
    switch content {
    case .string(let text): text
    case .number(let number): number.text
    case .boolean(let flag): flag ? "true" : "false"
    default: nil
    }
  }
}
