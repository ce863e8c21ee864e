package import Readings
package import Registers

/// Makes the words of one device into readings, and remembers what other points depend on: units,
/// scale factors and validity that the device gives in registers.
///
/// Order, for every point: raw words → validity → field → sentinel → enum or scale → plausible.
/// A field of a word is a raw value of its own, so sentinels and states are about the field. A
/// fresh decoder may be copied for further devices of the same profile; the copies share the
/// compiled points.
package struct DeviceDecoder: Sendable {
  private let table: DecodeTable
  private var conditions: [Condition]
  private var factors: [Factor]

  private enum Condition: Sendable {
    case holds
    case unknown(NoData)
  }

  private enum Factor: Sendable {
    case raw(Int64)
    case unknown(NoData)
  }

  package init(profile: DeviceProfile) {
    table = DecodeTable(profile)
    conditions = Array(
      repeating: .unknown(.waitingForInitialData), count: table.conditionCount)
    factors = Array(repeating: .unknown(.waitingForInitialData), count: table.factorCount)
  }

  /// Forgets what was remembered, as for a device that may have been exchanged.
  package mutating func forget() {
    for slot in conditions.indices { conditions[slot] = .unknown(.waitingForInitialData) }
    for slot in factors.indices { factors[slot] = .unknown(.waitingForInitialData) }
  }

  /// Decodes every point of the profile that lies wholly in the block and emits its place in
  /// `DeviceProfile.points` with its value or the reason there is none.
  package mutating func decode(_ block: RegisterBlock, emit: (Int, Reading.Outcome) -> Void) {
    let span = block.span
    let start = Int(span.start)
    let end = span.end
    block.words.withUnsafeBufferPointer { words in
      for source in table.sources {
        let point = table.points[source.place]
        guard point.table == span.table, point.start >= start, point.end <= end else { continue }
        remember(source, point, words, at: point.start - start)
      }
      // In place: a compiled point is large, and a copy of each costs as much as decoding it.
      table.points.withUnsafeBufferPointer { points in
        var place = table.firstPlace(span.table, from: start)
        while place < points.count, points[place].table == span.table, points[place].start < end {
          if points[place].end <= end {
            emit(
              points[place].index,
              outcome(points[place], words, at: points[place].start - start))
          }
          place += 1
        }
      }
    }
  }

  private mutating func remember(
    _ source: DecodeTable.Source, _ point: CompiledPoint, _ words: UnsafeBufferPointer<UInt16>,
    at offset: Int
  ) {
    let outcome = outcome(point, words, at: offset)
    if let slot = source.factorSlot {
      factors[slot] =
        switch outcome {
        case .none(let reason): .unknown(reason)
        case .value: .raw(point.integer(point.pattern(words, at: offset + point.skip)))
        }
    }
    for (slot, condition) in source.conditions {
      conditions[slot] =
        switch outcome {
        case .none(let reason): .unknown(reason)
        case .value(let value):
          switch condition.holds(for: value) {
          case nil: .unknown(.configurationError)
          case false?: .unknown(condition.otherwise)
          case true?: .holds
          }
        }
    }
  }

  @inline(__always)
  private func outcome(
    _ point: CompiledPoint, _ words: UnsafeBufferPointer<UInt16>, at offset: Int
  ) -> Reading.Outcome {
    for place in point.conditions {
      switch conditions[table.conditionSlots[place]] {
      case .holds: break
      case .unknown(let reason): return .none(reason)
      }
    }
    let start = offset + point.skip
    if point.kind == .text { return point.text(words, at: start) }
    let whole = point.whole(words, at: start)
    for place in point.maskedSentinels {
      let sentinel = table.maskedSentinels[place]
      if whole & sentinel.mask == sentinel.value { return .none(sentinel.reason) }
    }
    if !point.parts.isEmpty { return sum(point, point.cut(whole), words, at: offset) }
    let pattern = point.cut(whole)
    switch point.kind {
    case .real32:
      return real(point, Float(bitPattern: UInt32(truncatingIfNeeded: pattern)).decimalDouble)
    case .real64: return real(point, Double(bitPattern: pattern))
    case .unsigned, .signed, .text: return integer(point, pattern)
    }
  }

  private func real(_ point: CompiledPoint, _ raw: Double) -> Reading.Outcome {
    guard raw.isFinite else { return .none(.notAvailable) }
    for place in point.sentinels {
      let sentinel = table.sentinels[place]
      if raw >= Double(sentinel.lowest), raw <= Double(sentinel.highest) {
        return .none(sentinel.reason)
      }
    }
    return scaled(point, raw)
  }

  /// A value with the registers that are added to it.
  private func sum(
    _ point: CompiledPoint, _ pattern: UInt64, _ words: UnsafeBufferPointer<UInt16>,
    at offset: Int
  ) -> Reading.Outcome {
    let raw = point.integer(pattern)
    if let reason = sentinel(point, raw) { return .none(reason) }
    var more = 0.0
    for place in point.parts {
      let part = table.parts[place]
      let start = offset + part.skip
      let end = start + part.encoding.registerCount
      guard case .unsigned(let count) = part.encoding.decode(Array(words[start..<end])[...]),
        Int64(truncatingIfNeeded: count) <= part.highest
      else { return .none(.notAvailable) }
      more += part.scale.value(of: Double(count))
    }
    return scaled(point, Double(raw), more: more)
  }

  @inline(__always)
  private func sentinel(_ point: CompiledPoint, _ raw: Int64) -> NoData? {
    for place in point.sentinels {
      let sentinel = table.sentinels[place]
      if raw >= sentinel.lowest, raw <= sentinel.highest { return sentinel.reason }
    }
    return nil
  }

  private func integer(_ point: CompiledPoint, _ pattern: UInt64) -> Reading.Outcome {
    let raw = point.integer(pattern)
    if let reason = sentinel(point, raw) { return .none(reason) }
    switch point.meaning {
    case .number: return scaled(point, point.kind == .signed ? Double(raw) : Double(pattern))
    case .states: return state(point, raw)
    case .flags: return .value(.flags((pattern ^ point.flagInversion) & point.flagMask))
    case .flag: return .value(.flag((pattern != 0) != point.isInverted))
    case .text: return .none(.configurationError)
    }
  }

  private func state(_ point: CompiledPoint, _ raw: Int64) -> Reading.Outcome {
    var low = point.states.lowerBound
    var high = point.states.upperBound
    while low < high {
      let middle = (low + high) / 2
      if table.states[middle].lastRaw < raw { low = middle + 1 } else { high = middle }
    }
    guard low < point.states.upperBound, table.states[low].raw <= raw else {
      return .none(.unknownState)
    }
    return .value(.state(table.states[low].place))
  }

  private func scaled(
    _ point: CompiledPoint, _ raw: Double, more: Double = 0
  ) -> Reading.Outcome {
    var value = point.scale.value(of: raw) + more
    if point.factorSlot >= 0 {
      switch factored(value, point) {
      case .value(.number(let number)): value = number
      case let other: return other
      }
    }
    if value > point.highest { return .none(.overRange) }
    if value < point.lowest { return .none(.underRange) }
    return value.isFinite ? .value(.number(value)) : .none(.notAvailable)
  }

  /// The value with the factor that another point chooses. The factor is for the scaled number
  /// without offset; no family has both.
  private func factored(_ value: Double, _ point: CompiledPoint) -> Reading.Outcome {
    let raw: Int64
    switch factors[point.factorSlot] {
    case .unknown(let reason): return .none(reason)
    case .raw(let known): raw = known
    }
    if point.factorKind == .powerOfTen {
      return shifted(value, byPowerOfTen: raw).map { .value(.number($0)) } ?? .none(.notAvailable)
    }
    for place in point.factors where table.factors[place].raw == raw {
      let factor = table.factors[place].factor
      guard point.factorKind == .compounded else {
        return .value(.number(value * factor + table.factors[place].offset))
      }
      return compounded(value, exponent: factor).map { .value(.number($0)) }
        ?? .none(value < 0 ? .underRange : .overRange)
    }
    return .none(.unknownState)
  }
}

extension CompiledPoint {
  /// The bits of the value, cut to the field.
  @inline(__always)
  func pattern(_ words: UnsafeBufferPointer<UInt16>, at offset: Int) -> UInt64 {
    cut(whole(words, at: offset))
  }

  @inline(__always)
  func cut(_ whole: UInt64) -> UInt64 { whole >> UInt64(shift) & mask }

  /// The bits of all words of the value, most significant word first; of a bit table, the first
  /// address lowest.
  @inline(__always)
  func whole(_ words: UnsafeBufferPointer<UInt16>, at offset: Int) -> UInt64 {
    var pattern: UInt64 = 0
    if table.holdsBits {
      for step in 0..<count where words[offset + step] != 0 { pattern |= 1 << UInt64(step) }
      return pattern
    }
    for step in 0..<count {
      let place = leastSignificantWordFirst ? count - 1 - step : step
      let word = words[offset + place]
      pattern = pattern << 16 | UInt64(swapsBytes ? word.byteSwapped : word)
    }
    return pattern
  }

  /// The bits as a signed number, extended from the sign bit for signed types.
  @inline(__always)
  func integer(_ pattern: UInt64) -> Int64 {
    guard kind == .signed, width < 64 else { return Int64(truncatingIfNeeded: pattern) }
    let unused = UInt64(64 - width)
    return Int64(truncatingIfNeeded: pattern << unused) >> Int64(unused)
  }

  /// The text without padding and control characters; never empty.
  func text(_ words: UnsafeBufferPointer<UInt16>, at offset: Int) -> Reading.Outcome {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 2)
    for word in words[offset..<offset + count] {
      let ordered = swapsBytes ? word.byteSwapped : word
      if !hasWideLetters { bytes.append(UInt8(ordered >> 8)) }
      bytes.append(UInt8(ordered & 0xFF))
    }
    let text = cleanedText(bytes.prefix(textByteCount))
    return text.isEmpty ? .none(.notAvailable) : .value(.text(text))
  }
}
