import Registers

extension DeviceProfile {
  /// Every mistake of the profile; none when it can be used. The order is that of the points.
  package func problems() -> [ProfileProblem] {
    var problems = ownProblems() + contract.problems() + identityProblems()
    let byName = firstByName()
    for index in points.indices {
      let checks =
        points[index].problems(in: contract) + dependencyProblems(of: index, byName)
        + points[index].seriesProblems()
      problems += checks.map { ProfileProblem(point: index, key: $0.key, message: $0.message) }
    }
    return problems + nameProblems(byName) + overlapProblems() + sameSeriesProblems()
  }

  private func ownProblems() -> [ProfileProblem] {
    var problems: [ProfileProblem] = []
    if !isSlug(name, separator: "-") {
      problems.append(
        ProfileProblem(
          key: "profile",
          message: "\"\(name)\" is no profile name; use lower-case letters, digits and hyphens"))
    }
    if points.isEmpty {
      problems.append(
        ProfileProblem(key: "points", message: "a profile has at least one point; add one"))
    }
    return problems
  }

  private func firstByName() -> [String: Int] {
    Dictionary(
      zip(points.map(\.name), points.indices), uniquingKeysWith: { first, _ in first })
  }

  private func nameProblems(_ byName: [String: Int]) -> [ProfileProblem] {
    points.indices.compactMap { index in
      guard let first = byName[points[index].name], first != index else { return nil }
      return ProfileProblem(
        point: index, key: "point",
        message: "another point is called \(points[index].name) already; choose another name")
    }
  }

  private func identityProblems() -> [ProfileProblem] {
    identity.indices.compactMap { place in
      let check = identity[place]
      let key = "identity[\(place)].point"
      guard let point = points.first(where: { $0.name == check.point }) else {
        return ProfileProblem(key: key, message: "there is no point \(check.point); add it")
      }
      let isText = point.meaning == .text
      if case .prefix = check.expectation {
        return isText
          ? nil
          : ProfileProblem(
            key: key, message: "\(check.point) is no text; use `is` or `one_of`")
      }
      return isText
        ? ProfileProblem(key: key, message: "\(check.point) is a text; use `starts_with`") : nil
    }
  }

  /// The points that scale or validate others: they must be there and stand on their own.
  private func dependencyProblems(of index: Int, _ byName: [String: Int]) -> [PointProblem] {
    let point = points[index]
    var problems: [PointProblem] = []
    if case .number(let scaling) = point.meaning, let factor = scaling.factor {
      if let place = byName[factor.point] {
        let source = points[place]
        if !source.holdsInteger {
          problems.append(
            ("factor.point", "\(factor.point) holds no whole number; a factor needs one"))
        } else if !source.sources.isEmpty {
          problems.append(
            ("factor.point", "\(factor.point) depends on another point itself; it must not"))
        }
      } else {
        problems.append(("factor.point", "there is no point \(factor.point); add it"))
      }
    }
    if let condition = point.validWhile {
      if let place = byName[condition.point] {
        let source = points[place]
        if !source.sources.isEmpty {
          problems.append(
            ("valid_while.point", "\(condition.point) depends on another point; it must not"))
        } else if case (.states, .whole) = (source.meaning, condition.extraction) {
          problems.append(("valid_while", "name the `states` of \(condition.point) that hold"))
        } else if let message = condition.extraction.problem(with: source) {
          problems.append(("valid_while", "\(condition.point) \(message)"))
        }
      } else {
        problems.append(("valid_while.point", "there is no point \(condition.point); add it"))
      }
    }
    return problems
  }

  /// Two points may share a register only when they use different bits of it.
  private func overlapProblems() -> [ProfileProblem] {
    var problems: [ProfileProblem] = []
    let placed = points.indices.compactMap { index in points[index].span.map { (index, $0) } }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    for (place, entry) in placed.enumerated() {
      for other in placed[(place + 1)...] {
        guard other.1.table == entry.1.table, Int(other.1.start) < entry.1.end else { break }
        let (first, second) = (points[entry.0], points[other.0])
        let shares = entry.1 == other.1 && first.usedBits & second.usedBits == 0
        if !shares {
          problems.append(
            ProfileProblem(
              point: other.0, key: "address",
              message: "\(other.1) is used by \(first.name) already; "
                + "two points may share a register only by different bits"))
        }
      }
    }
    return problems
  }

  /// Two series with the same labels would be one series with two values.
  private func sameSeriesProblems() -> [ProfileProblem] {
    var seen: [SeriesKey: Int] = [:]
    var problems: [ProfileProblem] = []
    for index in points.indices {
      for (place, series) in points[index].series.enumerated() {
        let key = SeriesKey(quantity: series.quantity.name, labels: series.labels.sorted())
        if let first = seen[key] {
          problems.append(
            ProfileProblem(
              point: index, key: "series[\(place)]",
              message: "\(series.text) is a series of \(points[first].name) already; "
                + "tell them apart by a label"))
        } else {
          seen[key] = index
        }
      }
    }
    return problems
  }

  private struct SeriesKey: Hashable {
    var quantity: String
    var labels: [Label]
  }
}

/// A mistake of one point: the key below it, and what is wrong.
typealias PointProblem = (key: String, message: String)

/// Lower-case letters, digits and single separators, a letter first.
func isSlug(_ text: String, separator: Character) -> Bool {
  guard let first = text.first, "a"..."z" ~= first, text.last != separator else { return false }
  var previous: Character = " "
  for character in text {
    let isAllowed =
      "a"..."z" ~= character || "0"..."9" ~= character
      || (character == separator && previous != separator)
    guard isAllowed else { return false }
    previous = character
  }
  return true
}
