/// Where readers put the mistakes they find, so that one run reports all of them.
package final class ProblemLog {
  package private(set) var problems: [ConfigurationProblem] = []
  /// Oddities that keep nothing from working.
  package private(set) var warnings: [ConfigurationProblem] = []

  package init() {}

  package func report(_ problem: ConfigurationProblem) { problems.append(problem) }

  package func report(_ more: [ConfigurationProblem]) { problems.append(contentsOf: more) }

  /// Takes back what another problem says better.
  func retract(_ problem: ConfigurationProblem) {
    if let place = problems.lastIndex(of: problem) { problems.remove(at: place) }
  }

  package func warn(_ warning: ConfigurationProblem) { warnings.append(warning) }
}

/// A place in a file: what a problem found later, by comparing things, points at.
package struct SourcePlace: Hashable, Sendable {
  package var file: String
  package var position: SourcePosition
  /// Such as `devices[3].points[0]`; empty for the whole file.
  package var path: String

  package init(file: String, position: SourcePosition = .start, path: String = "") {
    self.file = file
    self.position = position
    self.path = path
  }

  /// A problem at this place.
  package func problem(_ message: String) -> ConfigurationProblem {
    ConfigurationProblem(
      file: file, line: position.line, column: position.column, path: path, message: message)
  }
}
