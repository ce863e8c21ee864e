import DeviceProfiles

/// What a site file can say of a point that its profile has.
enum PointChange {
  /// Labels by their own names beside the other keys, and those of the object `labels`.
  static func labels(_ reader: ObjectReader, of quantity: Quantity) -> [Label] {
    var labels: [Label] = []
    for name in quantity.labels {
      if let text = reader.optional(name)?.nonEmptyString() { labels.append(Label(name, text)) }
    }
    for (name, value) in reader.optional("labels")?.members() ?? [] {
      guard let text = value.nonEmptyString() else { continue }
      guard quantity.labels.contains(name) else {
        value.report(
          "\(quantity.name) has no label \(quoted(name)); "
            + suggestion(for: name, among: quantity.labels))
        continue
      }
      if labels.contains(where: { $0.name == name }) {
        value.report("the label \(name) is given twice")
      } else {
        labels.append(Label(name, text))
      }
    }
    return labels
  }

  /// Puts labels on every series of the points that can have them, in place of those of the profile.
  static func addLabels(
    _ reader: ObjectReader, to places: [Int], of profile: inout DeviceProfile
  ) {
    let quantities = places.flatMap { profile.points[$0].series.map(\.quantity) }
    let known = Set(quantities.flatMap(\.labels)).sorted()
    var labels = known.compactMap { name in
      reader.optional(name)?.nonEmptyString().map { Label(name, $0) }
    }
    for (name, value) in reader.optional("labels")?.members() ?? [] {
      guard let text = value.nonEmptyString() else { continue }
      if known.contains(name) {
        labels.append(Label(name, text))
      } else {
        value.report(
          "nothing here has the label \(quoted(name)); " + suggestion(for: name, among: known))
      }
    }
    for place in places {
      for index in profile.points[place].series.indices {
        for label in labels {
          profile.points[place].series[index].set(label)
        }
      }
    }
  }

  /// A quantity for a number; nil after reporting why not.
  static func quantity(_ value: ValueReader, for point: PointDefinition) -> Quantity? {
    guard let name = value.nonEmptyString() else { return nil }
    guard let quantity = Quantity.named(name) else {
      value.report(
        "no quantity \(quoted(name)) in the vocabulary; "
          + suggestion(for: name, among: Quantity.vocabulary.map(\.name)))
      return nil
    }
    guard case .number = point.meaning, quantity.kind == .gauge || quantity.kind == .counter else {
      value.report("\(name) is a \(quantity.kind.rawValue), which \(point.name) cannot be")
      return nil
    }
    return quantity
  }

  /// Makes the value go through one more scale and offset.
  static func compose(
    scale: Double, offset: Double, on point: inout PointDefinition, _ reader: ObjectReader
  ) {
    guard case .number(var scaling) = point.meaning, scale != 1 || offset != 0 else { return }
    guard scaling.factor == nil, point.parts.isEmpty else {
      reader.report("\(point.name) is scaled by another register already")
      return
    }
    guard scale != 0 else {
      reader.report("a scale is a number other than 0")
      return
    }
    scaling.offset = scaling.offset * scale + offset
    scaling.scale *= scale
    point.meaning = .number(scaling)
    if let range = point.plausible {
      let ends = [range.lowerBound * scale + offset, range.upperBound * scale + offset]
      point.plausible = min(ends[0], ends[1])...max(ends[0], ends[1])
    }
  }

  static func plausible(_ reader: ObjectReader) -> ClosedRange<Double>? {
    guard let value = reader.optional("plausible"), let bounds = value.array() else { return nil }
    let numbers = bounds.compactMap { $0.number() }
    guard numbers.count == bounds.count else { return nil }
    guard numbers.count == 2, numbers[0] <= numbers[1] else {
      value.report("expected the lowest and the highest value: [-40, 80]")
      return nil
    }
    return numbers[0]...numbers[1]
  }
}

extension SeriesDefinition {
  /// Gives the series a label that its quantity has, in place of another of that name.
  fileprivate mutating func set(_ label: Label) {
    guard quantity.labels.contains(label.name) else { return }
    if let place = labels.firstIndex(where: { $0.name == label.name }) {
      labels[place] = label
    } else {
      labels.append(label)
    }
  }
}
