import Agent
import Configuration

#if FUZZING
  import FuzzDriver
#endif

/// Texts that people write, in all the ways in which they may be wrong.
package enum FuzzJSON5 {
  /// What is wrong with how the bytes are read; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    let (root, problems) = JSON5.parse(bytes, file: "f")
    if problems.count > 101 { return "\(problems.count) problems" }
    if root == nil, problems.isEmpty { return "neither a value nor a problem" }
    let lineCount = bytes.count + 1
    for problem in problems where problem.line < 1 || problem.line > lineCount {
      return "a problem in line \(problem.line)"
    }
    guard problems.isEmpty, let root else { return nil }
    // What was understood, written as plain JSON, must be understood the same.
    guard let text = json(root) else { return nil }
    let (again, mistakes) = JSON5.parse(text.compact, file: "f")
    guard mistakes.isEmpty, let again, let second = json(again) else {
      return "not readable again: \(text.compact)"
    }
    return second.compact == text.compact ? nil : "\(text.compact) became \(second.compact)"
  }

  /// Nil where plain JSON has no word for it.
  private static func json(_ node: JSON5Node) -> JSONText? {
    switch node.content {
    case .null: return .null
    case .boolean(let flag): return .flag(flag)
    case .string(let text): return .text(text)
    case .number(let number): return number.value.isFinite ? .number(number.value) : nil
    case .array(let elements):
      let texts = elements.map(json)
      return texts.contains { $0 == nil } ? nil : .array(texts.compactMap { $0 })
    case .object(let members):
      var pairs: [(String, JSONText)] = []
      for member in members {
        guard let value = json(member.value) else { return nil }
        pairs.append((member.key, value))
      }
      return .object(pairs)
    case .invalid: return nil
    }
  }
}

#if FUZZING
  @_cdecl("FuzzJSON5_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzJSON5.complaint(about:))
  }
#endif
