import Agent
import Configuration

/// One request of a caller: a verb and what it is about.
package struct ControlRequest: Sendable {
  /// The version of the protocol. Others are refused by name.
  package static let version: Int64 = 1

  package var verb: String
  package var arguments: [(name: String, value: Argument)]

  package enum Argument: Hashable, Sendable {
    case text(String)
    case number(Int64)
    case flag(Bool)
  }

  package init(_ verb: String, _ arguments: [(name: String, value: Argument)] = []) {
    self.verb = verb
    self.arguments = arguments
  }

  /// The line that carries the request, with its end.
  package var line: [UInt8] {
    let members = arguments.map { argument -> (String, JSONText) in
      switch argument.value {
      case .text(let text): (argument.name, .text(text))
      case .number(let number): (argument.name, .count(Int(number)))
      case .flag(let flag): (argument.name, .flag(flag))
      }
    }
    let object = JSONText.object([
      ("hallwatch", .count(Int(Self.version))), ("verb", .text(verb)),
      ("arguments", .object(members)),
    ])
    return Array(object.compact.utf8) + [UInt8(ascii: "\n")]
  }

  /// The text of an argument; nil when it is not there, or no text.
  package func text(_ name: String) -> String? {
    if case .text(let text)? = value(name) { text } else { nil }
  }

  package func number(_ name: String) -> Int64? {
    if case .number(let number)? = value(name) { number } else { nil }
  }

  package func flag(_ name: String) -> Bool {
    if case .flag(let flag)? = value(name) { flag } else { false }
  }

  private func value(_ name: String) -> Argument? {
    arguments.first { $0.name == name }?.value
  }
}

extension ControlRequest {
  /// Why a line is no request that can be carried out.
  package struct Mistake: Error, Hashable, Sendable {
    package var message: String

    package init(message: String) { self.message = message }
  }

  /// Reads a line without its end.
  package init(line: [UInt8]) throws(Mistake) {
    let (node, problems) = JSON5.parse(line, file: "request")
    if let problem = problems.first { throw Mistake(message: problem.message) }
    guard case .object(let members)? = node?.content else {
      throw Mistake(message: "a request is an object: {\"hallwatch\":1,\"verb\":\"…\"}")
    }
    guard
      case .number(let version)? = members.first(where: { $0.key == "hallwatch" })?
        .value.content
    else { throw Mistake(message: "`hallwatch` is missing: the version of the protocol, 1") }
    guard version.integer == Self.version else {
      throw Mistake(
        message: "version \(version.text) of the protocol is not known; this agent speaks 1")
    }
    guard case .string(let verb)? = members.first(where: { $0.key == "verb" })?.value.content
    else { throw Mistake(message: "`verb` is missing") }
    self.init(verb)
    guard let given = members.first(where: { $0.key == "arguments" }) else { return }
    guard case .object(let named) = given.value.content else {
      throw Mistake(message: "`arguments` is an object")
    }
    for argument in named {
      arguments.append((argument.key, try Self.argument(argument)))
    }
  }

  private static func argument(_ member: JSON5Member) throws(Mistake) -> Argument {
    switch member.value.content {
    case .string(let text): return .text(text)
    case .boolean(let flag): return .flag(flag)
    case .number(let number):
      guard let integer = number.integer else {
        throw Mistake(message: "`\(member.key)` is not whole")
      }
      return .number(integer)
    default: throw Mistake(message: "`\(member.key)` must be a text, a whole number or a flag")
    }
  }
}
