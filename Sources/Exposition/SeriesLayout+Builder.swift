extension SeriesLayout {
  /// A layout in the making: series are registered one by one, duplicates refused at once.
  package struct Builder: Sendable {
    private struct FamilyDraft: Sendable {
      var family: MetricFamily
      var series: [Int] = []
      var labelNames: Set<String> = []
    }

    private var families: [FamilyDraft] = []
    private var familyPlaces: [String: Int] = [:]
    private var baseNames: [String: String] = [:]
    /// `name{labels} ` of every series in the order of registration.
    private var prefixes: [UInt8] = []
    private var prefixStarts: [Int] = [0]
    private var known: [String: Int] = [:]

    package init() {}

    /// How many series have been registered.
    package var count: Int { prefixStarts.count - 1 }

    /// Registers a family that may have no series, so that its name is known to be taken.
    @discardableResult
    package mutating func family(_ family: MetricFamily) throws(ExpositionError) -> MetricFamily {
      _ = try place(of: family)
      return family
    }

    /// Registers one series and gives it the next index. Values are cleaned (`LabelValue`), labels
    /// with an empty value dropped; the order of labels is kept. Throws when a name is malformed,
    /// when the family is described in two ways, or when the series is there already.
    @discardableResult
    package mutating func series(
      _ family: MetricFamily, _ labels: [(name: String, value: String)]
    ) throws(ExpositionError) -> SeriesIndex {
      let place = try place(of: family)
      let set = try LabelSet(labels, of: family.name)
      let index = count
      let identity = set.ordered.text(family: family.name)
      if let earlier = known[identity] {
        throw .duplicateSeries(first: text(of: earlier), second: set.text(family: family.name))
      }
      known[identity] = index
      set.append(family: family.name, to: &prefixes)
      prefixes.append(UInt8(ascii: " "))
      prefixStarts.append(prefixes.count)
      families[place].series.append(index)
      for label in set.labels { families[place].labelNames.insert(label.name) }
      return SeriesIndex(rawValue: index)
    }

    private func text(of index: Int) -> String {
      String(decoding: prefixes[prefixStarts[index]..<prefixStarts[index + 1] - 1], as: UTF8.self)
    }

    private mutating func place(of family: MetricFamily) throws(ExpositionError) -> Int {
      if let place = familyPlaces[family.name] {
        guard families[place].family == family else {
          throw .conflictingFamilies(families[place].family, family)
        }
        return place
      }
      try family.validate()
      if let other = baseNames[family.baseName] {
        throw .clashingNames(first: other, second: family.name)
      }
      baseNames[family.baseName] = family.name
      familyPlaces[family.name] = families.count
      families.append(FamilyDraft(family: family))
      return families.count - 1
    }

    /// The layout of everything registered.
    package func finish() throws(ExpositionError) -> SeriesLayout {
      let drafts = families.sorted { $0.family.name < $1.family.name }
      var arena: [UInt8] = []
      arena.reserveCapacity(prefixes.count + drafts.count * 256)
      var starts: [Int] = [0]
      starts.reserveCapacity(count + 1)
      var places: [Int] = []
      places.reserveCapacity(count)
      for draft in drafts {
        for index in draft.series {
          arena += prefixes[prefixStarts[index]..<prefixStarts[index + 1]]
          starts.append(arena.count)
          places.append(index)
        }
      }
      var entries: [Entry] = []
      entries.reserveCapacity(drafts.count)
      var next = 0
      for draft in drafts {
        let start = arena.count
        MetadataLines.append(draft.family, format: .text004, to: &arena)
        let middle = arena.count
        MetadataLines.append(draft.family, format: .openMetrics100, to: &arena)
        entries.append(
          Entry(
            family: draft.family, labelNames: draft.labelNames.sorted(), text004: start..<middle,
            openMetrics100: middle..<arena.count, series: next..<next + draft.series.count))
        next += draft.series.count
      }
      return SeriesLayout(
        entries: entries, arena: arena, prefixStarts: starts, valuePlaces: places)
    }
  }
}

extension MetricFamily {
  /// Throws unless the name is well formed and ends as its type asks.
  func validate() throws(ExpositionError) {
    guard MetricName.isValid(name) else { throw .invalidMetricName(name) }
    guard let suffix = type.sampleSuffix else { return }
    guard name.hasSuffix(suffix), MetricName.isValid(baseName) else {
      throw .missingSuffix(family: name, suffix: suffix)
    }
  }
}
