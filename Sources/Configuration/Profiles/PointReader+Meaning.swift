import DeviceProfiles
import Registers

extension PointReader {
  /// What the raw value stands for, with the series and alarms of its states and flags.
  func readMeaning(_ type: RegisterEncoding.ValueType, _ series: inout PointSeriesReader)
    -> PointMeaning
  {
    let inverted = reader.optional("inverted")?.boolean()
    let numeric = ["scale", "offset", "factor"].filter { reader.has($0) }
    let scaling = readScaling()
    let states = reader.optional("states")
    let flags = reader.optional("flags")
    if states != nil || flags != nil, let key = numeric.first {
      reader.report("`\(key)` is for numbers; a point with states or flags has none")
    }
    if inverted != nil, type != .bool {
      reader.report("`inverted` is for points of type bool; this one is \(type)")
    }
    if let states, let flags {
      flags.report("a point has `states` or `flags`; leave one away")
      _ = states
    }
    if let states { return .states(readStates(states, &series)) }
    if let flags { return .flags(readFlags(flags, &series)) }
    switch type {
    case .bool:
      if let key = numeric.first { reader.report("`\(key)` is for numbers; this point is a bool") }
      return .flag(inverted: inverted ?? false)
    case .ascii:
      if let key = numeric.first { reader.report("`\(key)` is for numbers; this point is a text") }
      return .text
    case .bits:
      reader.report("type bits needs `flags`: [ { bit: 0, name: \"leak\" } ]; a number is u16")
      return .flags([])
    default: return .number(scaling)
    }
  }

  private func readScaling() -> Scaling {
    Scaling(
      scale: reader.optional("scale")?.number() ?? 1,
      offset: reader.optional("offset")?.number() ?? 0,
      factor: reader.optional("factor")?.object { readFactor($0) } ?? nil)
  }

  /// `{ point: "distance_unit", by_raw: [ { raw: 1, times: 0.3048 } ] }`, with `power` in place of
  /// `times` for compounded shares, or `{ point: "scale_factor", power_of_ten: true }`.
  private func readFactor(_ reader: ObjectReader) -> ScaleFactor? {
    let before = reader.log.problems.count
    let point = reader.required("point", example: "\"distance_unit\"")?.nonEmptyString()
    let isPowerOfTen = reader.optional("power_of_ten")?.boolean() ?? false
    let table = reader.optional("by_raw")
    if isPowerOfTen, table == nil { return point.map { .powerOfTen(point: numbered($0)) } }
    var times: [Int64: Double] = [:]
    var offsets: [Int64: Double] = [:]
    var powers: [Int64: Double] = [:]
    for entry in table?.array() ?? [] {
      _ = entry.object { reader in
        let raw = reader.required("raw", example: "1")?.integer(in: Int.min...Int.max)
        let factor = reader.optional("times")?.number()
        let power = reader.optional("power")?.number(in: 0.001...1000)
        let offset = reader.optional("plus")?.number()
        guard let raw else { return }
        if let offset { offsets[Int64(raw)] = offset }
        if times[Int64(raw)] != nil || powers[Int64(raw)] != nil {
          reader.report("raw value \(raw) has a factor already")
        }
        if let factor { times[Int64(raw)] = factor }
        if let power { powers[Int64(raw)] = power }
        if (factor == nil) == (power == nil) {
          reader.report("expected `times` for a factor or `power` for a compounded share")
        }
      }
    }
    guard let point, times.isEmpty != powers.isEmpty else {
      guard reader.log.problems.count == before else { return nil }
      reader.report("expected `by_raw` with all `times` or all `power`, or `power_of_ten: true`")
      return nil
    }
    return powers.isEmpty
      ? .byRawValue(point: numbered(point), factors: times, offsets: offsets)
      : .compoundedByRawValue(point: numbered(point), exponents: powers)
  }

  /// A list of `{ raw, name, … }`, or the name of one of the file's `state_sets`.
  private func readStates(_ value: ValueReader, _ series: inout PointSeriesReader) -> [StateName] {
    var list = value
    if case .string(let name) = value.node.content {
      guard let set = context.stateSets.first(where: { $0.name == name }) else {
        let known = context.stateSets.map(\.name)
        value.report(
          "no state set \(quoted(name)); "
            + (known.isEmpty
              ? "add it to `state_sets`" : suggestion(for: name, among: known)))
        return []
      }
      list = set.states
    }
    var states: [StateName] = []
    for element in list.array() ?? [] {
      _ = element.object { reader in
        let raws = readRaws(reader)
        let name = reader.required("name", example: "\"stopped\"")?.nonEmptyString()
        let neutral = reader.optional("as")?.nonEmptyString()
        guard let raws, let name else {
          series.skip(reader)
          return
        }
        series.addState(states.count, name: name, neutral: neutral, reader)
        states.append(StateName(raw: raws.lowerBound, through: raws.upperBound, name: name))
      }
    }
    return states
  }

  /// `raw: 3`, or `from: 1, to: 32767`.
  private func readRaws(_ reader: ObjectReader) -> ClosedRange<Int64>? {
    guard reader.has("from") || reader.has("to") else {
      return reader.required("raw", example: "0")?.integer(in: Int.min...Int.max)
        .map { Int64($0)...Int64($0) }
    }
    if let raw = reader.optional("raw") { raw.report("a state has `raw`, or `from` and `to`") }
    let from = reader.required("from", example: "1")?.integer(in: Int.min...Int.max)
    let to = reader.required("to", example: "9")?.integer(in: Int.min...Int.max)
    guard let from, let to else { return nil }
    guard from <= to else {
      reader.report("`to` is \(to), below `from` at \(from); swap them")
      return nil
    }
    return Int64(from)...Int64(to)
  }

  /// A list of `{ bit, name, … }`.
  private func readFlags(_ value: ValueReader, _ series: inout PointSeriesReader) -> [FlagName] {
    var flags: [FlagName] = []
    for element in value.array() ?? [] {
      _ = element.object { reader in
        let bit = reader.required("bit", example: "0")?.integer(in: 0...63)
        let name = reader.required("name", example: "\"leak\"")?.nonEmptyString()
        let inverted = reader.optional("inverted")?.boolean() ?? false
        guard let bit, let name else {
          series.skip(reader)
          return
        }
        series.addFlag(bit, name: name, reader)
        flags.append(FlagName(bit: bit, name: name, isInverted: inverted))
      }
    }
    return flags
  }
}
