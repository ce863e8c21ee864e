import Configuration

/// What a command takes on its line.
struct Parameters: Sendable {
  var positionals: [Positional] = []
  var options: [Option] = []

  /// A word that is known by its place.
  struct Positional: Sendable {
    /// As help shows it, such as `SITE`.
    var name: String
    var help: String
    var isRequired = true
    /// The words that it may be, for completion; empty when it may be anything.
    var choices: [String] = []
  }

  /// A word that begins with `--`.
  struct Option: Sendable {
    /// Without the dashes.
    var name: String
    /// What its value is called in help, such as `NAME`; nil for a flag.
    var value: String?
    var help: String
    var isRequired = false
    /// The words that its value may be, for completion; empty when it may be anything.
    var choices: [String] = []
  }
}

/// The words of a command line, sorted by the command's parameters.
struct Arguments: Sendable {
  /// The words known by their place, at most as many as there are parameters.
  private(set) var positionals: [String] = []
  private(set) var values: [String: String] = [:]
  private(set) var flags: Set<String> = []

  init(_ words: [String], for parameters: Parameters) throws(UsageError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        positionals += rest
        break
      } else if word.hasPrefix("--") {
        try take(option: word.dropFirst(2), rest: &rest, parameters)
      } else if word.hasPrefix("-"), word.utf8.count > 1, Double(word) == nil {
        throw UsageError("unknown option \(word); options begin with two dashes")
      } else {
        positionals.append(word)
      }
    }
    guard positionals.count <= parameters.positionals.count else {
      throw UsageError("unexpected `\(positionals[parameters.positionals.count])`")
    }
    for missing in parameters.positionals.dropFirst(positionals.count) where missing.isRequired {
      throw UsageError("\(missing.name) is missing: \(missing.help)")
    }
    for option in parameters.options where option.isRequired && values[option.name] == nil {
      throw UsageError("--\(option.name) is missing: \(option.help)")
    }
  }

  private mutating func take(
    option word: Substring, rest: inout ArraySlice<String>, _ parameters: Parameters
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = parameters.options.first(where: { $0.name == name }) else {
      let names = parameters.options.map(\.name)
      let advice =
        nearest(to: name, among: names).map { "; did you mean --\($0)?" }
        ?? (names.isEmpty
          ? "; this command has none"
          : "; known: " + names.map { "--" + $0 }.joined(separator: ", "))
      throw UsageError("unknown option --\(name)" + advice)
    }
    guard values[name] == nil, !flags.contains(name) else {
      throw UsageError("--\(name) is given twice")
    }
    guard let valueName = option.value else {
      guard parts.count == 1 else { throw UsageError("--\(name) takes no value") }
      flags.insert(name)
      return
    }
    if parts.count == 2 {
      values[name] = String(parts[1])
    } else if let next = rest.first, !next.hasPrefix("--") {
      values[name] = rest.removeFirst()
    } else {
      throw UsageError("--\(name) needs a value: --\(name) \(valueName)")
    }
  }
}

/// A line that asks for something the program cannot understand or does not offer.
struct UsageError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
