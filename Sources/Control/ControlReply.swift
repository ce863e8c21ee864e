package import Agent
import Configuration

/// What the agent says to a request. It is the last line of an answer; records of the journal may
/// stand before it.
package enum ControlReply: Sendable {
  /// Carried out. What is asked for, or a sentence.
  case done(JSONText)
  /// The caller may not, or the alarm does not allow it.
  case refused(String)
  /// The request itself is wrong: a verb or argument that is not known.
  case invalid(String)
  /// The agent could not, such as because it does not answer.
  case failed(String)

  /// The line that carries it, with its end.
  package var line: [UInt8] {
    let version = ("hallwatch", JSONText.count(Int(ControlRequest.version)))
    let members: [(String, JSONText)] =
      switch self {
      case .done(let result): [version, ("outcome", .text("done")), ("result", result)]
      case .refused(let reason):
        [version, ("outcome", .text("refused")), ("reason", .text(reason))]
      case .invalid(let reason):
        [version, ("outcome", .text("invalid")), ("reason", .text(reason))]
      case .failed(let reason):
        [version, ("outcome", .text("failed")), ("reason", .text(reason))]
      }
    return Array(JSONText.object(members).compact.utf8) + [UInt8(ascii: "\n")]
  }
}
