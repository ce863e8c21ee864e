package import Configuration

/// The seeds that every test run plays: `Simulators/Seeds`.
package struct TrialSeed: Hashable, Sendable {
  package var seed: UInt64
  /// The disturbances that were left after shrinking; nil for all.
  package var only: Set<Int>?
  /// What was found with it.
  package var note: String

  /// All seeds of the binary, and the mistakes of their files.
  package static func all() -> ([TrialSeed], [ConfigurationProblem]) {
    let log = ProblemLog()
    let seeds = seedFiles.flatMap { file in
      ObjectReader.read(file.text.description, file: file.name, log: log) { reader in
        (reader.required("seeds", example: "[]")?.array() ?? []).compactMap { value in
          value.object { read($0) } ?? nil
        }
      } ?? []
    }
    return (seeds, log.problems)
  }

  private static func read(_ reader: ObjectReader) -> TrialSeed? {
    let seed = reader.required("seed", example: "42")?.integer(in: 0...Int.max)
    let only = reader.optional("only")?.array()?.compactMap { $0.integer(in: 0...1000) }
    let note = reader.required("note", example: "\"what was found\"")?.nonEmptyString()
    guard let seed, let note else { return nil }
    return TrialSeed(seed: UInt64(seed), only: only.map(Set.init), note: note)
  }
}
