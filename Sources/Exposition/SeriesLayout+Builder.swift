extension SeriesLayout {
  /// A layout in the making: series are registered one by one, duplicates refused at once.
  package struct Builder: Sendable {
    private struct FamilyDraft: Sendable {
      var family: MetricFamily
      var seriesCount = 0
      var labelNames: Set<String> = []
    }

    private struct SeriesDraft: Sendable {
      var family: UInt32
      var body: UInt32
      var tail: UInt32
    }

    private var families: [FamilyDraft] = []
    private var familyPlaces: [String: Int] = [:]
    private var baseNames: [String: String] = [:]
    /// In the order of registration.
    private var drafts: [SeriesDraft] = []
    private var register = SeriesRegister()
    private var pool = TextPool()
    private var bodies = TextPool.Recent()
    private var tails = TextPool.Recent()
    /// The labels of the body that was used last: the next series mostly has them too.
    private var lastBody: (labels: [LabelSet.Label], piece: UInt32)
    /// Pieces of no text, and of what ends a series whose labels are all in its body.
    private let nothing: UInt32
    private let end: UInt32

    package init() {
      nothing = pool.add { _ in }
      end = pool.add { $0 += "} ".utf8 }
      lastBody = ([], nothing)
    }

    /// How many series have been registered.
    package var count: Int { drafts.count }

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
      let digest = SeriesRegister.digest(of: set, family: family.name)
      if let earlier = register.first(digest, where: { isSeries($0, place, set) }) {
        throw .duplicateSeries(first: text(of: earlier), second: set.text(family: family.name))
      }
      register.insert(digest, index)
      let (body, tail) = pieces(of: set.labels)
      drafts.append(SeriesDraft(family: UInt32(place), body: body, tail: tail))
      families[place].seriesCount += 1
      for label in set.labels where !families[place].labelNames.contains(label.name) {
        families[place].labelNames.insert(label.name)
      }
      return SeriesIndex(rawValue: index)
    }

    private mutating func pieces(of labels: [LabelSet.Label]) -> (body: UInt32, tail: UInt32) {
      guard let last = labels.last else { return (nothing, tail(" ")) }
      let head = labels.dropLast()
      if lastBody.labels.count == labels.count, lastBody.labels == labels {
        return (lastBody.piece, end)
      }
      let lead = head.isEmpty ? "{" : ","
      let lastText = "\(lead)\(last.text)} "
      if head.isEmpty { return (nothing, tail(lastText)) }
      if !lastBody.labels.elementsEqual(head) {
        lastBody = (Array(head), body("{" + head.map(\.text).joined(separator: ",")))
      }
      return (lastBody.piece, tail(lastText))
    }

    private mutating func body(_ text: String) -> UInt32 {
      if let known = bodies[text] { return known }
      let piece = pool.add { $0 += text.utf8 }
      bodies[text] = piece
      return piece
    }

    private mutating func tail(_ text: String) -> UInt32 {
      if let known = tails[text] { return known }
      let piece = pool.add { $0 += text.utf8 }
      tails[text] = piece
      return piece
    }

    /// Whether a series is of this family and has the same labels, in whatever order.
    private func isSeries(_ index: Int, _ family: Int, _ set: LabelSet) -> Bool {
      guard Int(drafts[index].family) == family else { return false }
      var line = SampleLine(Substring(text(of: index) + " 0"))
      guard let sample = try? line.sample(of: families[family].family.name) else { return false }
      let labels = sample.labels.map { LabelSet.Label(name: $0.name, value: $0.value) }
      return labels.sorted { $0.name < $1.name } == set.ordered.labels
    }

    private func text(of index: Int) -> String {
      let draft = drafts[index]
      let bytes = [draft.body, draft.tail].flatMap { pool.bytes[pool.range($0)] }
      return families[Int(draft.family)].family.name
        + String(decoding: bytes.dropLast(), as: UTF8.self)
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
      var pool = pool
      let order = families.indices.sorted { families[$0].family.name < families[$1].family.name }
      var entries: [Entry] = []
      entries.reserveCapacity(order.count)
      /// Where the next series of each family goes.
      var next = Array(repeating: 0, count: families.count)
      var start = 0
      var byteCount = 0
      for place in order {
        let draft = families[place]
        let entry = Entry(
          family: draft.family, labelNames: draft.labelNames.sorted(),
          name: pool.add { $0 += draft.family.name.utf8 },
          text004: pool.add { MetadataLines.append(draft.family, format: .text004, to: &$0) },
          openMetrics100: pool.add {
            MetadataLines.append(draft.family, format: .openMetrics100, to: &$0)
          },
          series: start..<start + draft.seriesCount)
        entries.append(entry)
        next[place] = start
        start += draft.seriesCount
        byteCount +=
          pool.byteCount(entry.text004) + pool.byteCount(entry.openMetrics100)
          + draft.seriesCount * draft.family.name.utf8.count
      }
      pool.trim()
      var parts = Array(repeating: Part(body: 0, tail: 0, value: 0), count: count)
      for (index, draft) in drafts.enumerated() {
        parts[next[Int(draft.family)]] = Part(
          body: draft.body, tail: draft.tail, value: UInt32(index))
        next[Int(draft.family)] += 1
        byteCount += pool.byteCount(draft.body) + pool.byteCount(draft.tail)
      }
      return SeriesLayout(entries: entries, pool: pool, parts: parts, textByteCount: byteCount)
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
