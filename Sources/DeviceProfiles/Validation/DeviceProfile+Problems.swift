import Registers

extension DeviceProfile {
  /// Every mistake of the profile; none when it can be used. The order is that of the points.
  package func problems() -> [ProfileProblem] {
    let located = locatedAsUsual
    if located != self { return located.problems() }
    var problems =
      ownProblems() + contract.problems() + identityProblems() + modelProblems()
      + canaryProblems()
    let byName = firstByName()
    for index in points.indices {
      let checks =
        points[index].problems(in: contract) + dependencyProblems(of: index, byName)
        + points[index].seriesProblems()
      problems += checks.map { ProfileProblem(point: index, key: $0.key, message: $0.message) }
    }
    return problems + nameProblems(byName) + overlapProblems() + sameSeriesProblems()
      + heartbeatProblems(byName)
  }

  private func ownProblems() -> [ProfileProblem] {
    var problems: [ProfileProblem] = []
    if !isSlug(name, separator: "-") {
      problems.append(
        ProfileProblem(
          key: "profile",
          message: "\"\(name)\" is no profile name; use lower-case letters, digits and hyphens"))
    }
    // Whether it has any may depend on what a site chooses.
    if points.isEmpty, options.isEmpty, inputsOnDemand.isEmpty {
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
      switch (point.meaning, check.expectation.isAboutText) {
      case (.text, true), (.number, false): return nil
      case (.text, false):
        return ProfileProblem(key: key, message: "\(check.point) is a text; use `starts_with`")
      case (.number, true):
        return ProfileProblem(
          key: key, message: "\(check.point) is no text; use `is` or `one_of`")
      default:
        return ProfileProblem(
          key: key, message: "\(check.point) is neither a number nor a text; leave `states` away")
      }
    }
  }

  private func modelProblems() -> [ProfileProblem] {
    points.indices.compactMap { index in
      let point = points[index]
      if sunspec == nil, !point.models.isEmpty {
        return ProfileProblem(
          point: index, key: "model", message: "models need `sunspec: {}`, where to look for them")
      }
      guard !point.models.isEmpty, point.table != .holdingRegister else { return nil }
      return ProfileProblem(
        point: index, key: "table", message: "the models of SunSpec are in holding registers")
    }
  }

  private func heartbeatProblems(_ byName: [String: Int]) -> [ProfileProblem] {
    guard let heartbeat, byName[heartbeat.point] == nil else { return [] }
    return [
      ProfileProblem(
        key: "heartbeat.point", message: "there is no point \(heartbeat.point); add it")
    ]
  }

  /// What keeps the canary from being one.
  private func canaryProblems() -> [ProfileProblem] {
    guard let canary else { return [] }
    guard let point = points.first(where: { $0.name == canary }) else {
      return [ProfileProblem(key: "canary", message: "there is no point \(canary); add it")]
    }
    guard point.pace == .once else {
      return [
        ProfileProblem(
          key: "canary",
          message: "\(canary) is read in every cycle; a canary needs `pace: \"once\"`")
      ]
    }
    return []
  }

  /// The points that scale or validate others: they must be there and stand on their own.
  private func dependencyProblems(of index: Int, _ byName: [String: Int]) -> [PointProblem] {
    let point = points[index]
    var problems: [PointProblem] = []
    if case .number(let scaling) = point.meaning, let factor = scaling.factor {
      if let place = byName[factor.point] {
        let source = points[place]
        if !source.holdsInteger || source.field?.mask != nil {
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
    if let computation = point.computation {
      problems += computationProblems(computation, byName)
    }
    problems += point.validWhile.compactMap { conditionProblem($0, byName) }
    return problems
  }

  private func computationProblems(
    _ computation: Computation, _ byName: [String: Int]
  ) -> [PointProblem] {
    let key = if case .anyOf = computation { "any_of" } else { "point" }
    let missing = computation.sources.filter { byName[$0] == nil }
    if let name = missing.first { return [(key, "there is no point \(name); add it")] }
    guard case .anyOf(let conditions) = computation else { return [] }
    if conditions.isEmpty { return [(key, "name at least one condition")] }
    return conditions.compactMap { condition in
      if let place = byName[condition.point], points[place].computation != nil {
        return (key, "\(condition.point) is computed itself; name what it is made of")
      }
      return testProblem(condition, byName).map { (key, $0) }
    }
  }

  private func conditionProblem(
    _ condition: PointCondition, _ byName: [String: Int]
  ) -> PointProblem? {
    guard let place = byName[condition.point] else {
      return ("valid_while.point", "there is no point \(condition.point); add it")
    }
    if !points[place].sources.isEmpty || points[place].computation != nil {
      return ("valid_while.point", "\(condition.point) depends on another point; it must not")
    }
    return testProblem(condition, byName).map { ("valid_while", $0) }
  }

  /// Why the condition cannot be asked of its point; nil when it can.
  private func testProblem(_ condition: PointCondition, _ byName: [String: Int]) -> String? {
    guard let place = byName[condition.point] else { return nil }
    let source = points[place]
    switch condition.test {
    case .known: return nil
    case .clear(let bits):
      guard case .flags = source.meaning else {
        return "\(condition.point) is no word of flags; `clear` asks for its bits"
      }
      let unnamed = (0..<64).first {
        bits >> UInt64($0) & 1 == 1 && source.flagMask >> UInt64($0) & 1 == 0
      }
      return unnamed.map { "\(condition.point) asks for bit \($0), which has no name" }
    case .extraction(let extraction, _):
      if case (.states, .whole) = (source.meaning, extraction) {
        return "name the `states` of \(condition.point) that hold"
      }
      return extraction.problem(with: source).map { "\(condition.point) \($0)" }
    }
  }

  /// Whether a point says that it looks at the other's register on purpose.
  private func sharesOnPurpose(_ first: PointDefinition, _ second: PointDefinition) -> Bool {
    first.address == second.address
      && (first.shares == second.name || second.shares == first.name
        || (first.shares != nil && first.shares == second.shares))
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
        let shares =
          (entry.1 == other.1 && first.usedBits & second.usedBits == 0)
          || sharesOnPurpose(first, second)
        if !shares {
          problems.append(
            ProfileProblem(
              point: other.0, key: "address",
              message: "\(other.1) is used by \(first.name) already; "
                + "two points may share a register only by different bits, or by `shares`"))
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
