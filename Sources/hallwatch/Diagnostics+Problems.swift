import Configuration

extension Console {
  /// Prints each problem on a line of its own, as `file:line:column: path: message`, which editors
  /// can follow.
  func show(_ problems: [ConfigurationProblem], as label: String, _ colour: Colour) {
    for problem in problems.prefix(Self.mostProblems) {
      words(paint("\(label): ", colour) + problem.description)
    }
    if problems.count > Self.mostProblems {
      words("… and \(problems.count - Self.mostProblems) more")
    }
  }

  /// More than a person reads before correcting some.
  private static var mostProblems: Int { 200 }
}
