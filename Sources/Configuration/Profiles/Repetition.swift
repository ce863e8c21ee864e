/// How often an entry of `points` stands for a point: `{ count: 16, stride: 1, first: 1 }`, or a
/// list of such for nested repetitions, the outermost first. In names, labels and help, `{n}` is the
/// number of the repetition, or `{x}` of the one with `as: "x"`.
struct Repetition {
  /// The outermost first; empty for a point that is not repeated.
  var levels: [Level] = []

  struct Level {
    var name: String
    var count: Int
    /// How many addresses from one to the next.
    var stride: Int
    /// The number of the first.
    var first: Int
  }

  /// The most points that one entry can stand for.
  static let limit = 5000

  /// How many points there are.
  var count: Int { levels.reduce(1) { $0 * $1.count } }

  /// Which repetition of each level is meant by one number.
  private func digits(at step: Int) -> [Int] {
    var rest = step
    var digits: [Int] = []
    for level in levels.reversed() {
      digits.insert(rest % level.count, at: 0)
      rest /= level.count
    }
    return digits
  }

  /// How many addresses after the first.
  func offset(at step: Int) -> Int {
    zip(levels, digits(at: step)).reduce(0) { $0 + $1.0.stride * $1.1 }
  }

  /// The number of a level; nil when none has that name.
  func number(named name: String, at step: Int) -> Int? {
    guard !levels.isEmpty else { return name == "n" ? 1 : nil }
    guard let place = levels.firstIndex(where: { $0.name == name }) else { return nil }
    return levels[place].first + digits(at: step)[place]
  }

  /// The text with the numbers of a repetition in place of their names in braces.
  func numbered(_ text: String, at step: Int) -> String {
    guard let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") else {
      return text
    }
    let name = text[text.index(after: open)..<close]
    let rest = numbered(String(text[text.index(after: close)...]), at: step)
    let number = number(named: String(name), at: step).map { "\($0)" }
    return text[..<open] + (number ?? String(text[open...close])) + rest
  }

  static func read(_ value: ValueReader?) -> Repetition {
    guard let value else { return Repetition() }
    let list: [ValueReader] =
      if case .array = value.node.content { value.array() ?? [] } else { [value] }
    let repetition = Repetition(levels: list.compactMap { $0.object { readLevel($0) } })
    if repetition.count > limit {
      value.report("\(repetition.count) points of one entry; at most \(limit) are possible")
      return Repetition()
    }
    return repetition
  }

  private static func readLevel(_ reader: ObjectReader) -> Level {
    Level(
      name: reader.optional("as")?.nonEmptyString() ?? "n",
      count: reader.required("count", example: "16")?.integer(in: 1...1000) ?? 1,
      stride: reader.required("stride", example: "1")?.integer(in: 0...10_000) ?? 0,
      first: reader.optional("first")?.integer(in: 0...100_000) ?? 1)
  }
}
