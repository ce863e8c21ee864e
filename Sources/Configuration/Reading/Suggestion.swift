/// What would be right in place of an unknown name: the nearest known one, or all of them.
package func suggestion(for name: String, among known: [String]) -> String {
  if let near = nearest(to: name, among: known) { return "did you mean `\(near)`?" }
  guard !known.isEmpty else { return "nothing is known here" }
  let shown = known.prefix(24).joined(separator: ", ")
  return "known: " + shown + (known.count > 24 ? ", … (\(known.count) in all)" : "")
}

/// The known name that was probably meant; the first of several. Nil when none is near.
package func nearest(to name: String, among known: [String]) -> String? {
  var best: (name: String, distance: Int)?
  for candidate in known where isNear(name, candidate) {
    let distance = editDistance(name, candidate)
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

/// Whether one name can be a slip of the pen for the other: one change in four characters.
func isNear(_ name: String, _ other: String) -> Bool {
  let longer = max(name.utf8.count, other.utf8.count)
  guard longer <= 80 else { return false }
  return editDistance(name, other) <= max(1, longer / 4)
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
