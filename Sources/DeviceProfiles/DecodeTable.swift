import Readings
import Registers

/// The points of a profile sorted by table and address, compiled once and shared by every copy of
/// a decoder.
final class DecodeTable: Sendable {
  let points: [CompiledPoint]
  let sentinels: [CompiledSentinel]
  let states: [CompiledState]
  let factors: [CompiledFactor]
  let parts: [CompiledPart]
  let maskedSentinels: [CompiledMask]
  /// Places of conditions in the decoder's memory, by point.
  let conditionSlots: [Int]
  /// Points that others depend on: their place in `points` and what is remembered of them.
  let sources: [Source]
  let conditionCount: Int
  let factorCount: Int

  struct Source: Sendable {
    var place: Int
    var factorSlot: Int?
    var conditions: [(slot: Int, condition: PointCondition)]
  }

  init(_ profile: DeviceProfile) {
    var builder = Builder(profile)
    for index in profile.points.indices { builder.add(index) }
    points = builder.points.sorted {
      ($0.table, $0.start, $0.index) < ($1.table, $1.start, $1.index)
    }
    sentinels = builder.sentinels
    states = builder.states
    factors = builder.factors
    parts = builder.parts
    maskedSentinels = builder.maskedSentinels
    conditionSlots = builder.conditionSlots
    sources = builder.sources(sorted: points)
    conditionCount = builder.conditions.count
    factorCount = builder.factorPoints.count
  }

  /// The place of the first point at or after an address of a table.
  func firstPlace(_ table: RegisterTable, from address: Int) -> Int {
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if (points[middle].table, points[middle].start) < (table, address) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

/// Compiles points one by one into flat arrays.
private struct Builder {
  let profile: DeviceProfile
  let indexByName: [String: Int]
  var points: [CompiledPoint] = []
  var sentinels: [CompiledSentinel] = []
  var states: [CompiledState] = []
  var factors: [CompiledFactor] = []
  var parts: [CompiledPart] = []
  var maskedSentinels: [CompiledMask] = []
  var conditionSlots: [Int] = []
  var conditions: [PointCondition] = []
  var factorPoints: [String] = []

  init(_ profile: DeviceProfile) {
    self.profile = profile
    indexByName = Dictionary(
      zip(profile.points.map(\.name), profile.points.indices),
      uniquingKeysWith: { first, _ in first })
  }

  mutating func add(_ index: Int) {
    let point = profile.points[index]
    guard let span = point.span else { return }
    let scaling: Scaling
    if case .number(let numberScaling) = point.meaning {
      scaling = numberScaling
    } else {
      scaling = Scaling()
    }
    let count = point.table.holdsBits ? point.bitCount : point.encoding.registerCount
    let width = point.table.holdsBits ? count : count * 16
    points.append(
      CompiledPoint(
        index: index, table: point.table, start: Int(span.start), end: span.end,
        skip: Int(point.address) - Int(span.start), count: count,
        kind: kind(of: point), meaning: meaning(of: point),
        leastSignificantWordFirst: point.encoding.wordOrder == .little,
        swapsBytes: point.encoding.byteOrder == .little && !point.table.holdsBits,
        width: width, shift: point.field?.shift ?? 0,
        mask: point.field?.rawMask ?? BitField(shift: 0, width: min(width, 64)).rawMask,
        scale: LinearScale(scaling), lowest: point.plausible?.lowerBound ?? -.infinity,
        highest: point.plausible?.upperBound ?? .infinity,
        flagMask: point.flagMask, flagInversion: point.flagInversion,
        isInverted: point.meaning == .flag(inverted: true),
        textByteCount: point.textByteCount, hasWideLetters: point.hasWideLetters,
        parts: addParts(of: point, span), sentinels: addSentinels(of: point),
        maskedSentinels: addMasks(of: point), states: addStates(of: point),
        conditions: addConditions(of: point), factorSlot: addFactorSlot(scaling.factor),
        factorKind: factorKind(scaling.factor), factors: addFactors(scaling.factor)))
  }

  private func factorKind(_ factor: ScaleFactor?) -> CompiledPoint.FactorKind {
    switch factor {
    case nil: .none
    case .byRawValue: .byRawValue
    case .powerOfTen: .powerOfTen
    case .compoundedByRawValue: .compounded
    }
  }

  private func kind(of point: PointDefinition) -> CompiledPoint.Kind {
    if point.field != nil || point.table.holdsBits { return .unsigned }
    return switch point.encoding.type {
    case .u16, .u32, .u64, .bits, .bool: .unsigned
    case .i16, .i32, .i64: .signed
    case .f32: .real32
    case .f64: .real64
    case .ascii: .text
    }
  }

  private func meaning(of point: PointDefinition) -> CompiledPoint.Meaning {
    switch point.meaning {
    case .number: .number
    case .states: .states
    case .flags: .flags
    case .flag: .flag
    case .text: .text
    }
  }

  private mutating func addSentinels(of point: PointDefinition) -> Range<Int> {
    let start = sentinels.count
    for sentinel in point.sentinels {
      guard let (band, reason) = sentinel.band(in: point) else { continue }
      sentinels.append(
        CompiledSentinel(lowest: band.lowerBound, highest: band.upperBound, reason: reason))
    }
    return start..<sentinels.count
  }

  private mutating func addMasks(of point: PointDefinition) -> Range<Int> {
    let start = maskedSentinels.count
    for case .masked(let mask, let value, let reason) in point.sentinels {
      maskedSentinels.append(CompiledMask(mask: mask, value: value, reason: reason))
    }
    return start..<maskedSentinels.count
  }

  private mutating func addParts(of point: PointDefinition, _ span: RegisterSpan) -> Range<Int> {
    let start = parts.count
    parts += point.parts.map {
      CompiledPart(
        skip: Int($0.address) - Int(span.start), encoding: $0.encoding,
        scale: LinearScale(scale: $0.scale, offset: 0), highest: $0.atMost ?? .max)
    }
    return start..<parts.count
  }

  private mutating func addStates(of point: PointDefinition) -> Range<Int> {
    guard case .states(let names) = point.meaning else { return 0..<0 }
    let start = states.count
    let compiled = names.enumerated().map {
      CompiledState(raw: $0.element.raw, lastRaw: $0.element.lastRaw, place: $0.offset)
    }
    states += compiled.sorted { ($0.raw, $0.place) < ($1.raw, $1.place) }
    return start..<states.count
  }

  private mutating func addConditions(of point: PointDefinition) -> Range<Int> {
    let start = conditionSlots.count
    for condition in point.validWhile {
      if let slot = conditions.firstIndex(of: condition) {
        conditionSlots.append(slot)
      } else {
        conditions.append(condition)
        conditionSlots.append(conditions.count - 1)
      }
    }
    return start..<conditionSlots.count
  }

  private mutating func addFactorSlot(_ factor: ScaleFactor?) -> Int {
    guard let factor else { return -1 }
    if let slot = factorPoints.firstIndex(of: factor.point) { return slot }
    factorPoints.append(factor.point)
    return factorPoints.count - 1
  }

  private mutating func addFactors(_ factor: ScaleFactor?) -> Range<Int> {
    let table = factor?.numberByRaw ?? [:]
    let start = factors.count
    let raws = table.keys.sorted()
    let offsets = factor?.offsetByRaw ?? [:]
    factors += raws.map {
      CompiledFactor(raw: $0, factor: table[$0] ?? 1, offset: offsets[$0] ?? 0)
    }
    return start..<factors.count
  }

  func sources(sorted: [CompiledPoint]) -> [DecodeTable.Source] {
    sorted.indices.compactMap { place in
      let name = profile.points[sorted[place].index].name
      let factorSlot = factorPoints.firstIndex(of: name)
      let own = conditions.indices.filter { conditions[$0].point == name }
      guard factorSlot != nil || !own.isEmpty else { return nil }
      return DecodeTable.Source(
        place: place, factorSlot: factorSlot,
        conditions: own.map { (slot: $0, condition: conditions[$0]) })
    }
  }
}
