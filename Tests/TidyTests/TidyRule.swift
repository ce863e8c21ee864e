import Testing

/// A fixed rule of the tree, with the proof that it can fail.
struct TidyRule: Sendable, CustomTestStringConvertible {
  /// What holds where the rule is kept.
  var name: String
  /// Says what breaks the rule; empty where nothing does.
  var findings: @Sendable ([SourceFile]) -> [String]
  /// Trees that break the rule, each in one way.
  var faults: [[SourceFile]]
  /// Trees that look as if they broke it and do not.
  var innocents: [[SourceFile]] = []

  var testDescription: String { name }

  /// Findings of a rule that looks at the lines of Swift code one by one, comments and the contents
  /// of strings left out.
  static func codeFindings(
    in files: [SourceFile], where applies: (SourceFile) -> Bool,
    _ finding: (SourceFile, Substring) -> String?
  ) -> [String] {
    var findings: [String] = []
    for file in files where file.isSwift && applies(file) {
      let code = SwiftCode.stripped(file.text)
      for (number, line) in code.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if let text = finding(file, line) {
          findings.append("\(file.path):\(number + 1): \(text)")
        }
      }
    }
    return findings
  }
}
