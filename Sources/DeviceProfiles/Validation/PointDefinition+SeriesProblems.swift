import Readings

extension PointDefinition {
  /// The mistakes of the series and alarms of the point.
  func seriesProblems() -> [PointProblem] {
    var problems: [PointProblem] = []
    for (place, one) in series.enumerated() {
      let key = "series[\(place)]"
      if let message = one.quantityProblem { problems.append(("\(key).quantity", message)) }
      if let message = one.labelProblem { problems.append(("\(key).labels", message)) }
      if let message = kindProblem(one) ?? one.extraction.problem(with: self) {
        problems.append((key, "\(one.quantity.name) \(message)"))
      }
      if let message = unitProblem(one) { problems.append(("unit", message)) }
    }
    for (place, alarm) in alarms.enumerated() {
      let key = "alarms[\(place)]"
      if !isSlug(alarm.name, separator: "_") {
        problems.append(
          (
            key,
            "\"\(alarm.name)\" is no alarm name; use lower-case letters, digits and underscores"
          ))
      }
      if let message = alarm.extraction.problem(with: self) {
        problems.append((key, "the alarm \(alarm.name) \(message)"))
      }
      if alarms[..<place].contains(where: {
        $0.name == alarm.name && $0.severity == alarm.severity
      }) {
        problems.append(
          (key, "the point has the alarm \(alarm.name) of that severity already"))
      }
    }
    return problems
  }

  /// Whether the quantity is of a kind that the extraction gives.
  private func kindProblem(_ one: SeriesDefinition) -> String? {
    let isFlag = one.quantity.kind == .flag
    switch (meaning, one.extraction) {
    case (.number, .whole):
      let isFit = one.quantity.kind == .gauge || one.quantity.kind == .counter
      return isFit ? nil : "is a \(one.quantity.kind.rawValue), but the point is a number"
    case (.states(let states), .whole):
      guard one.quantity.kind == .states else {
        return "is a \(one.quantity.kind.rawValue), but the point has states"
      }
      return stateNameProblem(one, count: states.count)
    case (.text, _): return "is no text; a text is shown by device_info"
    default: return isFlag ? nil : "is a \(one.quantity.kind.rawValue), but a flag is 0 or 1"
    }
  }

  private func stateNameProblem(_ one: SeriesDefinition, count: Int) -> String? {
    guard one.stateNames.count == count else {
      return "needs a neutral name for each of the \(count) states"
    }
    let allowed = one.quantity.states
    guard let wrong = one.stateNames.first(where: { !allowed.contains($0) }), !allowed.isEmpty
    else { return nil }
    return "has no state \(wrong); its states are " + allowed.joined(separator: ", ")
      + "; name one by `as`"
  }

  private func unitProblem(_ one: SeriesDefinition) -> String? {
    guard one.extraction == .whole, case .number = meaning, let expected = one.quantity.unit,
      unit != nil, unit != expected
    else { return nil }
    return "\(one.quantity.name) is in \(expected), not \(unit ?? ""); scale the value"
  }
}

extension SeriesDefinition {
  var quantityProblem: String? {
    Quantity.named(quantity.name) == quantity
      ? nil : "no quantity \"\(quantity.name)\" in the vocabulary"
  }

  var labelProblem: String? {
    if let wrong = labels.first(where: { !quantity.labels.contains($0.name) }) {
      return quantity.labels.isEmpty
        ? "\(quantity.name) has no labels"
        : "\(quantity.name) has no label \"\(wrong.name)\"; it has "
          + quantity.labels.joined(separator: ", ")
    }
    if let empty = labels.first(where: { $0.value.isEmpty }) {
      return "the label \(empty.name) is empty; leave it away"
    }
    let names = labels.map(\.name)
    return Set(names).count == names.count ? nil : "a label is given twice"
  }

  /// The series as it is read, such as `leak_detected{zone=3}`.
  package var text: String {
    guard !labels.isEmpty else { return quantity.name }
    let pairs = labels.sorted().map { "\($0.name)=\($0.value)" }
    return "\(quantity.name){\(pairs.joined(separator: ","))}"
  }
}

extension Extraction {
  /// Why nothing can be taken from the point this way; nil when it can.
  func problem(with point: PointDefinition) -> String? {
    switch (self, point.meaning) {
    case (.whole, .flag), (.whole, .number), (.whole, .states), (.nonZero, .number): return nil
    case (.bit(let bit), .flags(let names)):
      return names.contains { $0.bit == bit } ? nil : "asks for bit \(bit), which has no name"
    case (.states(let places), .states(let names)):
      if places.isEmpty { return "asks for no state" }
      return places.allSatisfy(names.indices.contains) ? nil : "asks for a state that is not there"
    case (.bit, _): return "asks for a bit of a point that is no word of flags"
    case (.states, _): return "asks for states of a point that has none"
    case (.nonZero, _): return "asks whether a point differs from zero that is no number"
    case (.whole, .flags): return "asks for a whole word of flags; name a bit"
    case (.whole, .text): return "asks for a text"
    }
  }
}
