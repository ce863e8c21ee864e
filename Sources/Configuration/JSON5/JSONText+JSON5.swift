package import Agent

extension JSONText {
  /// A text that was read, to be written again.
  package init(_ node: JSON5Node) {
    switch node.content {
    case .null, .invalid: self = .null
    case .boolean(let flag): self = .flag(flag)
    case .number(let number): self = number.integer.map { .count(Int($0)) } ?? .number(number.value)
    case .string(let text): self = .text(text)
    case .array(let elements): self = .array(elements.map(JSONText.init))
    case .object(let members): self = .object(members.map { ($0.key, JSONText($0.value)) })
    }
  }
}
