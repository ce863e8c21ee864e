/// What would be right in place of an unknown name: the nearest known one, or all of them.
package func suggestion(for name: String, among known: [String]) -> String {
  if let near = nearest(to: name, among: known) { return "did you mean `\(near)`?" }
  guard !known.isEmpty else { return "nothing is known here" }
  let shown = known.prefix(20).joined(separator: ", ")
  return "known: " + shown + (known.count > 20 ? ", … (\(known.count) in all)" : "")
}

/// The known name that was probably meant; the first of several. Nil when none is near.
package func nearest(to name: String, among known: [String]) -> String? {
  var best: (name: String, distance: Int)?
  for candidate in known where isNear(name, candidate) {
    let distance = editDistance(name, candidate)
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name ?? mostAlikeInWords(name, known)
}

/// Whether one name can be a slip of the pen for the other: one change in four characters, or up to
/// four characters more at the end.
func isNear(_ name: String, _ other: String) -> Bool {
  let (shorter, longer) = name.utf8.count < other.utf8.count ? (name, other) : (other, name)
  guard shorter.utf8.count >= 2, longer.utf8.count <= 80 else { return false }
  if shorter.utf8.count >= 3, longer.hasPrefix(shorter) {
    return longer.utf8.count - shorter.utf8.count <= 4
  }
  return editDistance(name, other) <= max(1, longer.utf8.count / 4)
}

/// The known name that has most words in common with a name of several words, at least half of
/// what both have: a unit left out or put in another place.
private func mostAlikeInWords(_ name: String, _ known: [String]) -> String? {
  func words(_ name: String) -> Set<Substring> {
    Set(name.split { $0 == "_" || $0 == "-" || $0 == "." })
  }
  let wanted = words(name)
  guard wanted.count > 1 else { return nil }
  var best: (name: String, share: Double)?
  for candidate in known {
    let others = words(candidate)
    let share =
      Double(wanted.intersection(others).count) / Double(wanted.union(others).count)
    if share >= 0.5, share > best?.share ?? 0 { best = (candidate, share) }
  }
  return best?.name
}

/// How many characters must be inserted, removed, replaced or swapped with their neighbour to make
/// one text of the other, each character in one change only (optimal string alignment).
private func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.utf8)
  let right = Array(right.utf8)
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in left.indices {
    var current = [row + 1]
    for column in right.indices {
      let replacement = last[column] + (left[row] == right[column] ? 0 : 1)
      var best = min(replacement, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    beforeLast = last
    last = current
  }
  return last[right.count]
}
