extension MetricLint {
  @Sendable static func helpIsMissing(_ subject: Subject) -> [String] {
    subject.family.help.isEmpty ? ["no help text"] : []
  }

  @Sendable static func helpIsNoSentence(_ subject: Subject) -> [String] {
    let help = subject.family.help
    guard let first = help.first, let last = help.last else { return [] }
    if first.isLowercase || last != "." || help.contains("\n") {
      return ["the help text should be a sentence: a capital first, a full stop last, one line"]
    }
    return []
  }
}
