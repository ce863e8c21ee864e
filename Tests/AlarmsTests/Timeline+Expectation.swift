import Readings

@testable import Alarms

extension Timeline {
  func takeExpectation(_ words: inout TimelineSentence) throws -> Expectation {
    let alarm = try words.next()
    if alarm == "refused" {
      let text = try words.quoted()
      try words.expect("at")
      return .refused(text, at: try words.seconds())
    }
    let word = try words.next()
    switch word {
    case "occurs":
      let count = Int(try words.number())
      try words.expect("times")
      return .occurrences(alarm: alarm, count)
    case "transitions":
      var transitions: [String] = []
      while words.peek != nil { transitions.append("\(try words.next()) \(try words.seconds())s") }
      return .transitions(alarm: alarm, transitions)
    case "known", "unknown":
      let (first, last) = try span(&words)
      return .isKnown(alarm: alarm, word == "known", from: first, to: last)
    case "priority":
      let priority = try words.named(AlarmPriority.init(rawValue:))
      let (first, last) = try span(&words)
      return .priority(alarm: alarm, priority, from: first, to: last)
    default:
      guard let state = AlarmState(rawValue: word) else {
        throw Mistake(description: "\(word) is no state")
      }
      if words.peek == "between" {
        _ = try words.next()
        let first = try words.seconds()
        try words.expect("and")
        return .entered(alarm: alarm, state, after: first, by: try words.seconds())
      }
      let (first, last) = try span(&words)
      return .state(alarm: alarm, state, from: first, to: last)
    }
  }

  private func span(_ words: inout TimelineSentence) throws -> (Int, Int) {
    switch try words.next() {
    case "at":
      let second = try words.seconds()
      return (second, second)
    case "from":
      let first = try words.seconds()
      try words.expect("to")
      return (first, try words.seconds())
    case let word: throw Mistake(description: "\(word) where `at` or `from` belongs")
    }
  }
}

/// The words of one line, taken from left to right. Commas and colons are only for reading.
struct TimelineSentence {
  private var words: ArraySlice<String>

  init(_ line: Substring) {
    words = ArraySlice(
      line.split { $0 == " " || $0 == "," || $0 == ":" }.map(String.init))
  }

  var peek: String? { words.first }

  mutating func next() throws -> String {
    guard let word = words.popFirst() else {
      throw Timeline.Mistake(description: "ends too early")
    }
    return word
  }

  mutating func expect(_ wanted: String) throws {
    let word = try next()
    guard word == wanted else {
      throw Timeline.Mistake(description: "\(word) where \(wanted) belongs")
    }
  }

  /// A duration such as `90s`, `2m`, `1h`, in seconds.
  mutating func seconds() throws -> Int {
    let word = try next()
    let factors: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
    guard let factor = word.last.flatMap({ factors[$0] }), let number = Int(word.dropLast()) else {
      throw Timeline.Mistake(description: "\(word) is no duration")
    }
    return number * factor
  }

  mutating func number() throws -> Double {
    let word = try next()
    guard let number = Double(word) else {
      throw Timeline.Mistake(description: "\(word) is no number")
    }
    return number
  }

  mutating func named<Named>(_ make: (String) -> Named?) throws -> Named {
    let word = try next()
    guard let named = make(word) else {
      throw Timeline.Mistake(description: "does not know \(word)")
    }
    return named
  }

  /// Words up to a closing quotation mark.
  mutating func quoted() throws -> String {
    var text = try next()
    guard text.hasPrefix("\"") else {
      throw Timeline.Mistake(description: "\(text) is not quoted")
    }
    while !text.hasSuffix("\"") || text.count == 1 { text += " " + (try next()) }
    return String(text.dropFirst().dropLast())
  }
}
