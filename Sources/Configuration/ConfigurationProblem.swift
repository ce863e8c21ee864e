/// One mistake in a file that a person wrote: where it is, what is wrong, what would be right.
package struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as it was named to the reader.
  package var file: String
  /// From 1.
  package var line: Int
  /// From 1, counted in Unicode scalars.
  package var column: Int
  /// Where it is in meaning, such as `devices[3].points[0].scale`; empty for the whole file.
  package var path: String
  /// What is wrong; what would be right.
  package var message: String

  package init(file: String, line: Int, column: Int, path: String, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.message = message
  }

  /// `file:line:column: path: message`, without the path where it is empty.
  package var description: String {
    "\(file):\(line):\(column): " + (path.isEmpty ? "" : "\(path): ") + message
  }
}
