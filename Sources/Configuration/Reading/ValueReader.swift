/// Typed access to one value of a file. Every function gives nil after reporting what is wrong, so
/// callers go on and the run finds all mistakes.
package struct ValueReader {
  package let node: JSON5Node
  package let place: SourcePlace
  package let log: ProblemLog

  package init(_ node: JSON5Node, place: SourcePlace, log: ProblemLog) {
    self.node = node
    self.place = place
    self.log = log
  }

  /// Records a mistake of this value: what is wrong; what would be right.
  package func report(_ message: String) { log.report(place.problem(message)) }

  /// Records an oddity of this value that keeps nothing from working.
  package func warn(_ message: String) { log.warn(place.problem(message)) }

  /// Any text, also an empty one.
  package func string() -> String? {
    if case .string(let text) = node.content { return text }
    return mismatch("a text in quotes")
  }

  /// A text with something in it and no control characters.
  package func nonEmptyString() -> String? {
    guard let text = string() else { return nil }
    guard text.utf8.contains(where: { $0 > 0x20 }) else {
      report("the text is empty; write something, or leave the key away")
      return nil
    }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      report("\(quoted(text)) has control characters; remove them")
      return nil
    }
    return text
  }

  package func boolean() -> Bool? {
    if case .boolean(let flag) = node.content { return flag }
    return mismatch("true or false")
  }

  /// A finite number.
  package func number(in range: ClosedRange<Double>? = nil) -> Double? {
    guard case .number(let number) = node.content else { return mismatch("a number") }
    guard number.value.isFinite else {
      report("\(number.text) is not a number that can be used; write a finite one")
      return nil
    }
    if let range, !range.contains(number.value) {
      report(
        "\(number.text) is out of range; expected a number from \(numberText(range.lowerBound)) "
          + "to \(numberText(range.upperBound))")
      return nil
    }
    return number.value
  }

  /// A whole number. `1.0` and `1e3` are whole too.
  package func integer(in range: ClosedRange<Int>) -> Int? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard case .number(let number) = node.content else { return mismatch(expected) }
    guard let integer = number.integer else {
      let isWhole = number.value.isFinite && number.value.rounded() == number.value
      report("\(number.text) is \(isWhole ? "out of range" : "not whole"); expected \(expected)")
      return nil
    }
    guard let value = Int(exactly: integer), range.contains(value) else {
      report("\(number.text) is out of range; expected \(expected)")
      return nil
    }
    return value
  }

  /// The text, if it is one; nil for anything else, without a word.
  package var text: String? {
    if case .string(let text) = node.content { text } else { nil }
  }

  /// Whether it is a list.
  package var isArray: Bool { if case .array = node.content { true } else { false } }

  /// Whether it is `true` or `false`.
  package var isBoolean: Bool { if case .boolean = node.content { true } else { false } }

  /// A text such as `"250ms"`, `"5s"`, `"2m"`, `"8h"` or `"30d"`.
  package func duration(in range: ClosedRange<Duration>? = nil) -> Duration? {
    let advice = "write a whole number and ms, s, m, h or d, such as \"5s\""
    guard case .string(let text) = node.content else {
      if case .number(let number) = node.content {
        report("the number \(number.text) has no unit; \(advice)")
        return nil
      }
      return mismatch("a duration such as \"5s\"")
    }
    guard let duration = parseDuration(text) else {
      report("\(quoted(text)) is no duration; \(advice)")
      return nil
    }
    if let range, !range.contains(duration) {
      report(
        "\(quoted(text)) is out of range; expected a duration from "
          + "\(durationText(range.lowerBound)) to \(durationText(range.upperBound))")
      return nil
    }
    return duration
  }

  /// One of the names of an enumeration.
  package func choice<Choice>(_ type: Choice.Type = Choice.self) -> Choice?
  where Choice: CaseIterable & RawRepresentable<String> {
    choice(among: Choice.allCases.map { ($0.rawValue, $0) })
  }

  /// One of these names, giving what stands beside it.
  package func choice<Choice>(among choices: [(name: String, choice: Choice)]) -> Choice? {
    let names = choices.map(\.name)
    guard case .string(let text) = node.content else {
      return mismatch("one of " + names.map { "\"\($0)\"" }.joined(separator: ", "))
    }
    if let found = choices.first(where: { $0.name == text }) { return found.choice }
    report("unknown \(quoted(text)); " + suggestion(for: text, among: names))
    return nil
  }

  /// The elements of a list.
  package func array() -> [ValueReader]? {
    guard case .array(let elements) = node.content else { return mismatch("a list: [ … ]") }
    return elements.enumerated().map { index, element in
      child(element, path: place.path + "[\(index)]")
    }
  }

  /// The members of an object whose keys are names that the author chose, such as labels.
  package func members() -> [(key: String, value: ValueReader)]? {
    guard case .object(let members) = node.content else { return mismatch("an object: { … }") }
    return members.map { ($0.key, child($0.value, path: joinedPath(place.path, key: $0.key))) }
  }

  /// An object with known keys. A key that the closure has not asked for is a mistake.
  package func object<Result>(_ read: (ObjectReader) -> Result) -> Result? {
    guard case .object(let members) = node.content else { return mismatch("an object: { … }") }
    let reader = ObjectReader(members, place: place, log: log)
    let result = read(reader)
    reader.reportUnknownKeys()
    return result
  }

  private func child(_ node: JSON5Node, path: String) -> ValueReader {
    ValueReader(
      node, place: SourcePlace(file: place.file, position: node.position, path: path), log: log)
  }

  /// Says that another kind of value is needed, unless the reader of the text has complained.
  private func mismatch<Result>(_ expected: String) -> Result? {
    if case .invalid = node.content { return nil }
    report("expected \(expected), found \(node.kind)")
    return nil
  }
}

/// A number as a person writes it: whole numbers without a point.
package func numberText(_ number: Double) -> String {
  if let whole = Int64(exactly: number) { return "\(whole)" }
  return "\(number)"
}
