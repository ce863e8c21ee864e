extension TidyRule {
  /// A function that fits on a screen can be judged on a screen.
  static let functionLength = TidyRule(
    name: "no function has more than 70 lines",
    findings: { files in
      files.filter { $0.isSwift && $0.target != nil }.flatMap { file in
        FunctionLengths.of(file.text).filter { $0.lineCount > 70 }.map {
          "\(file.path):\($0.line): \($0.lineCount) lines"
        }
      }
    },
    faults: [
      [
        SourceFile(
          path: "Sources/Web/A.swift",
          text: "func a() {\n" + String(repeating: "  b()\n", count: 70) + "}\n")
      ]
    ],
    innocents: [
      [
        SourceFile(
          path: "Sources/Web/A.swift",
          text: "func a() {\n" + String(repeating: "  b()\n", count: 68) + "}\n"
            + String(repeating: "func c() {}\n", count: 80))
      ]
    ])
}

/// The functions and initialisers of a file, each from its first line to its closing brace.
private enum FunctionLengths {
  static func of(_ text: String) -> [(line: Int, lineCount: Int)] {
    var found: [(line: Int, lineCount: Int)] = []
    var open: [(line: Int, depth: Int)] = []
    var pending: Int?
    var depth = 0
    let lines = SwiftCode.stripped(text).split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if SwiftCode.contains("func", in: line) || SwiftCode.contains("init(", in: line),
        !line.contains(".init("), !line.contains("self.init"), !line.contains("super.init")
      {
        pending = number + 1
      }
      for character in line {
        if character == "{" {
          if let start = pending {
            open.append((start, depth))
            pending = nil
          }
          depth += 1
        } else if character == "}" {
          depth -= 1
          if let last = open.last, last.depth == depth {
            open.removeLast()
            found.append((last.line, number + 2 - last.line))
          }
        }
      }
    }
    return found
  }
}
