package import Polling
import Registers

/// What was learned of a device, as it is kept over a restart. It holds for a device of that name
/// as long as it is of that family.
package struct LearnedSnapshot: Hashable, Sendable {
  package var device: String
  package var profile: String
  /// Empty when all was forgotten again.
  package var lessons: [LearnedLimits.Lesson]

  package init(device: String, profile: String, lessons: [LearnedLimits.Lesson]) {
    self.device = device
    self.profile = profile
    self.lessons = lessons
  }

  /// The fields that carry it in a journal record.
  package var journalFields: [JournalRecord.Field] {
    [
      .init("device", .text(device)), .init("profile", .text(profile)),
      .init("limits", .text(lessons.map(\.journalText).joined(separator: "; "))),
    ]
  }

  /// What a record of the kind `learned_limits` carries; nil when the fields are not of one. A
  /// lesson that cannot be read is left out: it will be learned anew.
  package init?(journalFields fields: [String: JournalRecord.FieldValue]) {
    guard case .text(JournalRecord.Kind.learnedLimits.rawValue)? = fields["kind"],
      case .text(let device)? = fields["device"], case .text(let profile)? = fields["profile"],
      case .text(let limits)? = fields["limits"]
    else { return nil }
    self.init(
      device: device, profile: profile,
      lessons: limits.split(separator: ";").compactMap(LearnedLimits.Lesson.init(journalText:)))
  }
}

extension LearnedLimits.Lesson {
  /// Such as `refused holding 5+2 exception 2 found 3`: start and count of the addresses.
  fileprivate var journalText: String {
    let what =
      switch fact {
      case .refused(let span, let code): "refused \(span.journalText) exception \(code.rawValue)"
      case .hole(let span): "hole \(span.journalText)"
      case .maximum(let table, let count): "maximum \(table.name) \(count)"
      case .silent(let span): "silent \(span.journalText)"
      }
    return "\(what) found \(findings)"
  }

  fileprivate init?(journalText text: Substring) {
    let words = text.split(separator: " ")
    guard words.count >= 5, words[words.count - 2] == "found",
      let findings = Int(words[words.count - 1]),
      let table = RegisterTable(name: String(words[1]))
    else { return nil }
    let span = RegisterSpan(table: table, journalText: words[2])
    let fact: LearnedLimits.Fact
    switch (words[0], words.count) {
    case ("refused", 7):
      guard let span, words[3] == "exception", let code = UInt8(words[4]) else { return nil }
      fact = .refused(span, ExceptionCode(rawValue: code))
    case ("hole", 5):
      guard let span else { return nil }
      fact = .hole(span)
    case ("silent", 5):
      guard let span else { return nil }
      fact = .silent(span)
    case ("maximum", 5):
      guard let count = Int(words[2]), (1...table.maximumCount).contains(count) else { return nil }
      fact = .maximum(table, count)
    default: return nil
    }
    self.init(fact, findings: findings)
  }
}

extension RegisterSpan {
  fileprivate var journalText: String { "\(table.name) \(start)+\(count)" }

  fileprivate init?(table: RegisterTable, journalText text: Substring) {
    let numbers = text.split(separator: "+")
    guard numbers.count == 2, let start = UInt16(numbers[0]), let count = Int(numbers[1]) else {
      return nil
    }
    self.init(table: table, start: start, count: count)
  }
}
