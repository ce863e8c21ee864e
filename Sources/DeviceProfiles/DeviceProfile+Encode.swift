package import Readings
import Registers

extension DeviceProfile {
  /// The words with which a device would say an outcome of a point: the inverse of
  /// `DeviceDecoder`, for the simulator. Only the bits under `mask` belong to the point.
  ///
  /// A value with a factor of another point is said with that point's raw value `sourceRaw`; when
  /// it is nil, with the lowest raw value that has a factor (0 for a power of ten), and the words of
  /// that other point come along, so that the answer is consistent. For `.none` the words are those
  /// of a sentinel, an unknown state, or a number outside the plausible range. Nil when the point
  /// cannot say it: another kind of value, out of the type's range, or a value that would be read
  /// as a sentinel.
  package func encode(point index: Int, _ outcome: Reading.Outcome, sourceRaw: Int64? = nil)
    -> [(address: UInt16, word: UInt16, mask: UInt16)]?
  {
    guard points.indices.contains(index) else { return nil }
    let point = points[index]
    switch outcome {
    case .none(let reason):
      return point.maskedWords(for: reason) ?? point.raw(for: reason).flatMap { point.words($0) }
        ?? point.wordsBeyondParts(for: reason)
    case .value(let value):
      guard case .number(let scaling) = point.meaning, let factor = scaling.factor else {
        if !point.parts.isEmpty { return point.wordsOfParts(value) }
        return point.raw(for: value).flatMap { point.words($0) }
      }
      let chosen = sourceRaw ?? factor.numberByRaw.keys.min() ?? 0
      guard case .number(let number) = value, point.isPlausible(number),
        let unfactored = factor.unapplied(number, raw: chosen),
        let raw = point.raw(number: unfactored, scaling),
        let own = point.words(raw)
      else { return nil }
      if sourceRaw != nil { return own }
      guard let source = points.first(where: { $0.name == factor.point }),
        let others = source.words(source.rawInteger(chosen))
      else { return nil }
      return own + others
    }
  }
}

extension PointDefinition {
  /// The words of a raw value, each with the bits that belong to the point.
  fileprivate func words(_ raw: RawValue) -> [(address: UInt16, word: UInt16, mask: UInt16)]? {
    guard span != nil else { return nil }
    if table.holdsBits { return bits(raw) }
    let shifted: RawValue
    let used: RegisterEncoding
    if let field {
      let bits: UInt64
      switch raw {
      case .unsigned(let value): bits = value
      case .bit(let isSet): bits = isSet ? 1 : 0
      default: return nil
      }
      shifted = .unsigned(bits << UInt64(field.shift))
      used = RegisterEncoding(
        encoding.type == .bool ? .u16 : encoding.type, wordOrder: encoding.wordOrder,
        byteOrder: encoding.byteOrder)
    } else {
      shifted = raw
      used = encoding
    }
    guard let words = used.encode(hasWideLetters ? widened(shifted) : shifted),
      let masks = used.masks(usedBits, count: words.count)
    else { return nil }
    return zip(words, masks).enumerated().map { offset, pair in
      (address: address + UInt16(offset), word: pair.0, mask: pair.1)
    }
  }

  /// The addresses of a bit table that say a raw value.
  private func bits(_ raw: RawValue) -> [(address: UInt16, word: UInt16, mask: UInt16)]? {
    switch raw {
    case .bit(let isSet): return [(address: address, word: isSet ? 1 : 0, mask: 1)]
    case .unsigned(let value) where value >> UInt64(bitCount) == 0:
      return (0..<bitCount).compactMap { step in
        guard usedBits >> UInt64(step) & 1 == 1 else { return nil }
        return (
          address: address + UInt16(step), word: UInt16(value >> UInt64(step) & 1), mask: 1
        )
      }
    default: return nil
    }
  }

  /// A text with an empty high byte before each letter.
  private func widened(_ raw: RawValue) -> RawValue {
    guard case .text(let bytes) = raw else { return raw }
    return .text(bytes.flatMap { [0, $0] })
  }

  /// The words with which bits of the whole word say that there is no value.
  fileprivate func maskedWords(for reason: NoData)
    -> [(address: UInt16, word: UInt16, mask: UInt16)]?
  {
    for case .masked(let mask, let value, let own) in sentinels where own == reason {
      let used = RegisterEncoding(
        encoding.registerCount == 1 ? .u16 : encoding.registerCount == 2 ? .u32 : .u64,
        wordOrder: encoding.wordOrder, byteOrder: encoding.byteOrder)
      guard let words = used.encode(.unsigned(value)), let masks = used.encode(.unsigned(mask))
      else { return nil }
      return zip(words, masks).enumerated().map { offset, pair in
        (address: address + UInt16(offset), word: pair.0, mask: pair.1)
      }
    }
    return nil
  }

  /// A further register above its limit, such as 60 minutes: no value, where no sentinel says so.
  fileprivate func wordsBeyondParts(for reason: NoData)
    -> [(address: UInt16, word: UInt16, mask: UInt16)]?
  {
    guard reason == .notAvailable, let part = parts.first(where: { $0.atMost != nil }),
      let limit = part.atMost, let words = part.encoding.encode(.unsigned(UInt64(limit) + 1))
    else { return nil }
    return words.enumerated().map { (part.address + UInt16($0.offset), $0.element, .max) }
  }

  /// The words of a number that further registers are added to: as many whole steps in the first
  /// as fit, what is left in the next.
  fileprivate func wordsOfParts(_ value: Value)
    -> [(address: UInt16, word: UInt16, mask: UInt16)]?
  {
    guard case .number(let scaling) = meaning, case .number(let number) = value,
      isPlausible(number), let smallest = parts.map(\.scale).min(), smallest > 0
    else { return nil }
    // In whole steps of the smallest part, or rounding would leave sixty minutes.
    var rest = ((number - scaling.offset) / smallest).rounded() * smallest
    let count = (rest / scaling.scale).rounded(.down)
    guard let own = unlessSentinel(Int64(count)).flatMap({ words($0) }) else { return nil }
    rest -= count * scaling.scale
    var all = own
    for part in parts {
      let count = (rest / part.scale + 1e-9).rounded(.down)
      guard count >= 0, count <= Double(part.atMost ?? .max),
        let words = part.encoding.encode(.unsigned(UInt64(count)))
      else { return nil }
      rest -= count * part.scale
      all += words.enumerated().map { (part.address + UInt16($0.offset), $0.element, .max) }
    }
    return all
  }

  /// A whole number as the raw value of the point's type.
  fileprivate func rawInteger(_ number: Int64) -> RawValue {
    switch encoding.type {
    case .i16, .i32, .i64: .signed(number)
    case .bool: .bit(number != 0)
    default: .unsigned(UInt64(bitPattern: number))
    }
  }

  fileprivate func isPlausible(_ number: Double) -> Bool { plausible?.contains(number) ?? true }

  /// The raw value that means a value without a factor.
  fileprivate func raw(for value: Value) -> RawValue? {
    switch (meaning, value) {
    case (.number(let scaling), .number(let number)):
      return isPlausible(number) ? raw(number: number, scaling) : nil
    case (.states(let states), .state(let place)):
      guard states.indices.contains(place) else { return nil }
      return unlessSentinel(states[place].raw)
    case (.flags, .flags(let flags)):
      guard flags & ~flagMask == 0 else { return nil }
      return .unsigned(flags ^ flagInversion)
    case (.flag(let inverted), .flag(let isSet)): return .bit(isSet != inverted)
    case (.text, .text(let text)):
      guard cleanedText(Array(text.utf8)) == text, !text.isEmpty else { return nil }
      return .text(Array(text.utf8))
    default: return nil
    }
  }

  /// The raw value nearest to a number; nil when the type cannot hold it or means no value by it.
  fileprivate func raw(number: Double, _ scaling: Scaling) -> RawValue? {
    let raw = LinearScale(scaling).raw(of: number)
    switch encoding.type {
    case .f32, .f64:
      guard raw.isFinite else { return nil }
      let isSentinel = sentinels.contains {
        guard let band = $0.band(in: self)?.band else { return false }
        return raw >= Double(band.lowerBound) && raw <= Double(band.upperBound)
      }
      return isSentinel ? nil : .real(raw)
    case .u64:
      guard let whole = UInt64(exactly: raw.rounded()) else { return nil }
      return unlessSentinel(Int64(truncatingIfNeeded: whole))
    default:
      guard let whole = Int64(exactly: raw.rounded()) else { return nil }
      return unlessSentinel(whole)
    }
  }

  fileprivate func unlessSentinel(_ raw: Int64) -> RawValue? {
    let isFit = rawRange.contains(raw) || encoding.type == .u64
    let isSentinel = sentinels.contains { $0.band(in: self)?.band.contains(raw) == true }
    return isFit && !isSentinel ? rawInteger(raw) : nil
  }

  /// A raw value that says that there is no value, for that reason.
  fileprivate func raw(for reason: NoData) -> RawValue? {
    for sentinel in sentinels where sentinel.reason == reason {
      switch (sentinel.band(in: self)?.band.lowerBound, encoding.type) {
      case (let raw?, .f32), (let raw?, .f64): return .real(Double(raw))
      case (let raw?, _): return rawInteger(raw)
      case (nil, _): return .real(.nan)
      }
    }
    switch (reason, meaning) {
    case (.notAvailable, .text): return .text([])
    case (.notAvailable, .number) where encoding.type == .f32 || encoding.type == .f64:
      return .real(.nan)
    case (.overRange, .number(let scaling)):
      return beyond(plausible?.upperBound, step: abs(scaling.scale), scaling)
    case (.underRange, .number(let scaling)):
      return beyond(plausible?.lowerBound, step: -abs(scaling.scale), scaling)
    case (.unknownState, .states(let states)):
      let mask = field?.rawMask ?? .max
      return rawRange.prefix(1 << 16).first { raw in
        !states.contains { $0.raws.contains(raw) } && unlessSentinel(raw) != nil
          && UInt64(bitPattern: raw) & ~mask == 0
      }.map { rawInteger($0) }
    default: return nil
    }
  }

  private func beyond(_ bound: Double?, step: Double, _ scaling: Scaling) -> RawValue? {
    if case .compoundedByRawValue = scaling.factor {
      // A share beyond all or nothing, whatever the length.
      return raw(number: step > 0 ? 2 : -1, scaling)
    }
    guard let bound, scaling.factor == nil else { return nil }
    return raw(number: bound + 2 * step, scaling)
  }
}

extension RegisterEncoding {
  /// The bits of each word that a pattern of bits of the value uses.
  fileprivate func masks(_ bits: UInt64, count: Int) -> [UInt16]? {
    guard bits != .max else { return Array(repeating: .max, count: count) }
    switch type {
    case .u16, .bits, .u32, .u64:
      return encode(.unsigned(bits))
    default: return nil
    }
  }
}

extension ScaleFactor {
  /// The number before the factor that a raw value of the other point chooses.
  fileprivate func unapplied(_ number: Double, raw: Int64) -> Double? {
    switch self {
    case .powerOfTen: return shifted(number, byPowerOfTen: -raw)
    case .byRawValue(_, let factors, let offsets):
      return factors[raw].map { (number - (offsets[raw] ?? 0)) / $0 }
    case .compoundedByRawValue(_, let exponents):
      return exponents[raw].flatMap { compounded(number, exponent: 1 / $0) }
    }
  }
}
