/// Typed access to the members of one object. It remembers which keys were asked for: what is left
/// over at the end is unknown.
package final class ObjectReader {
  package let place: SourcePlace
  package let log: ProblemLog
  private let members: [JSON5Member]
  private var asked: [String] = []
  private var missing: [(key: String, problem: ConfigurationProblem)] = []

  init(_ members: [JSON5Member], place: SourcePlace, log: ProblemLog) {
    self.members = members
    self.place = place
    self.log = log
  }

  /// The object of a whole file, or nil when its text is beyond reading. Mistakes of the text and
  /// of the closure's reading are all in `log`.
  package static func read<Result>(
    _ text: String, file: String, log: ProblemLog, _ read: (ObjectReader) -> Result
  ) -> Result? {
    let (root, problems) = JSON5.parse(text, file: file)
    log.report(problems)
    guard let root else { return nil }
    let place = SourcePlace(file: file, position: root.position)
    return ValueReader(root, place: place, log: log).object(read)
  }

  /// The value of a key that may be absent.
  package func optional(_ key: String) -> ValueReader? {
    note(key)
    guard let member = members.first(where: { $0.key == key }) else { return nil }
    return ValueReader(
      member.value,
      place: SourcePlace(
        file: place.file, position: member.value.position, path: joinedPath(place.path, key: key)),
      log: log)
  }

  /// The value of a key that must be there; `example` shows how it is written.
  package func required(_ key: String, example: String) -> ValueReader? {
    if let value = optional(key) { return value }
    let problem = place.problem("`\(key)` is missing; add `\(key): \(example)`")
    log.report(problem)
    missing.append((key, problem))
    return nil
  }

  /// Whether a key is there. Counts as asking for it.
  package func has(_ key: String) -> Bool {
    note(key)
    return members.contains { $0.key == key }
  }

  /// Records a mistake of the object as a whole.
  package func report(_ message: String) { log.report(place.problem(message)) }

  /// Records an oddity of the object as a whole.
  package func warn(_ message: String) { log.warn(place.problem(message)) }

  /// The object itself as a value.
  package var value: ValueReader {
    ValueReader(JSON5Node(.object(members), at: place.position), place: place, log: log)
  }

  private func note(_ key: String) {
    if !asked.contains(key) { asked.append(key) }
  }

  /// Called when everything has been asked for.
  func reportUnknownKeys() {
    let unknown = members.filter { !asked.contains($0.key) }
    for member in unknown {
      let path = joinedPath(place.path, key: member.key)
      let here = SourcePlace(file: place.file, position: member.position, path: path)
      log.report(here.problem("unknown key; " + suggestion(for: member.key, among: asked)))
    }
    // A mistyped key is reported once, as unknown; that the right one is missing would be noise.
    for (key, problem) in missing where unknown.contains(where: { isNear($0.key, key) }) {
      log.retract(problem)
    }
  }
}
