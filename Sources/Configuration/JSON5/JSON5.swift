/// Reads JSON5 (version 1.0.0 of its specification): JSON with comments, trailing commas, bare
/// keys, single quotes, hexadecimal and generous numbers, and texts over several lines.
///
/// Foundation's reader gives no position and keeps quiet about keys that occur twice.
package enum JSON5 {
  /// How deep lists and objects may lie in each other. A site file needs six; the bound keeps a
  /// hostile text from exhausting the stack.
  package static let maximumDepth = 64

  /// After so many mistakes the rest of a text is not read: it is another format.
  static let maximumProblems = 100

  /// The value of a text, with every mistake that was found. Small mistakes (a missing comma, a
  /// bare word as a value, a key that occurs twice) are reported and read over, so that the rest
  /// of the file is checked in the same run; after others the value is nil.
  package static func parse(
    _ text: String, file: String
  ) -> (root: JSON5Node?, problems: [ConfigurationProblem]) {
    parse(Array(text.utf8), file: file)
  }

  /// The value of a text given as bytes, which must be UTF-8; a byte order mark is skipped.
  package static func parse(
    _ bytes: [UInt8], file: String
  ) -> (root: JSON5Node?, problems: [ConfigurationProblem]) {
    var parser = JSON5Parser(bytes, file: file)
    return parser.parse()
  }
}
