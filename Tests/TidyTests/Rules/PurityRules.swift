extension TidyRule {
  /// A pure target decides from what it is handed: no clock, thread, chance or output of its own.
  static let purity = TidyRule(
    name: "pure targets have no clock, thread, concurrency, chance or I/O",
    findings: { files in
      let words = [
        "Date", "ContinuousClock", "SuspendingClock", "DispatchTime", "DispatchQueue", "Task",
        "async", "await", "actor", "Thread", "pthread_create", "Mutex", "print(", "debugPrint(",
        "dump(", "readLine(", "fopen", "FileHandle", "FileManager", "getenv", "ProcessInfo",
        "CommandLine", "SystemRandomNumberGenerator", "nonisolated(unsafe)", "hashValue",
      ]
      let chance = ["random(", "randomElement(", "shuffled(", "shuffle("]
      return codeFindings(in: files, where: { Arrows.isPure($0.target) }) { _, line in
        if let word = words.first(where: { SwiftCode.contains($0, in: line) }) {
          return "a pure target says \(word)"
        }
        if !line.contains("using:"), let word = chance.first(where: line.contains) {
          return "a pure target says \(word)…) without a generator it was handed"
        }
        return nil
      }
    },
    faults: [
      pureFile("let now = Date()"), pureFile("let clock = ContinuousClock()"),
      pureFile("Task { poll() }"), pureFile("func poll() async {}"),
      pureFile("let thread = Thread {}"), pureFile("print(value)"),
      pureFile("let jitter = Double.random(in: 0..<1)"), pureFile("order.shuffle()"),
      pureFile("let bucket = name.hashValue % 8"),
    ],
    innocents: [
      pureFile("let jitter = Double.random(in: 0..<1, using: &generator)"),
      pureFile("/// Not a Date: print( nothing here"), pureFile("let lastUpdate = 1"),
      pureFile("let text = \"async\""),
    ])

  /// The order of a dictionary differs from run to run; nothing that leaves may depend on it.
  static let order = TidyRule(
    name: "no pure target walks the keys or values of a dictionary unsorted",
    findings: { files in
      codeFindings(in: files, where: { Arrows.isPure($0.target) }) { _, line in
        guard line.contains(" in "), line.contains(".keys"), !line.contains("sorted") else {
          return nil
        }
        return "walks .keys in an order that differs from run to run"
      }
    },
    faults: [pureFile("for name in labels.keys { write(name) }")],
    innocents: [pureFile("for name in labels.keys.sorted() { write(name) }")])

  private static func pureFile(_ text: String) -> [SourceFile] {
    [SourceFile(path: "Sources/Alarms/Planted.swift", text: text + "\n")]
  }
}
