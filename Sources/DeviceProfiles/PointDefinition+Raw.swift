package import Readings
import Registers

extension PointDefinition {
  /// How many bits the raw value has: those of the field, or of the whole type.
  package var rawBitCount: Int {
    if let field { return field.width }
    return table.holdsBits ? bitCount : encoding.registerCount * 16
  }

  /// Whether raw values below zero exist.
  package var isSigned: Bool {
    guard field == nil, !table.holdsBits else { return false }
    return switch encoding.type {
    case .i16, .i32, .i64: true
    default: false
    }
  }

  /// Whether the raw value is a whole number, so that it can name a state or be a sentinel by value.
  package var holdsInteger: Bool {
    switch encoding.type {
    case .u16, .i16, .u32, .i32, .u64, .i64, .bits: true
    case .bool, .f32, .f64, .ascii: false
    }
  }

  /// The raw values that the type and field can hold; for 64 bits unsigned, as far as `Int64` goes.
  package var rawRange: ClosedRange<Int64> {
    let bits = rawBitCount
    if bits >= 64 { return isSigned ? .min ... .max : 0 ... .max }
    return isSigned ? -(1 << (bits - 1))...(1 << (bits - 1)) - 1 : 0...(1 << bits) - 1
  }

  /// The numbers that the registers can say, without those that a factor of another register makes;
  /// nil for a point that is no number of whole registers.
  package var sayableNumbers: ClosedRange<Double>? {
    guard case .number(let scaling) = meaning, scaling.factor == nil, holdsInteger else {
      return nil
    }
    let scale = LinearScale(scaling)
    var (lowest, highest) = (rawRange.lowerBound, rawRange.upperBound)
    // A value at the end of the range often means that there is none.
    for _ in sentinels {
      for sentinel in sentinels {
        guard let band = sentinel.band(in: self)?.band else { continue }
        if band.contains(lowest), band.upperBound < .max { lowest = band.upperBound + 1 }
        if band.contains(highest), band.lowerBound > .min { highest = band.lowerBound - 1 }
      }
    }
    let ends = [scale.value(of: Double(lowest)), scale.value(of: Double(highest))]
    return min(ends[0], ends[1])...max(ends[0], ends[1])
  }

  /// The named bits of a word of flags; 0 for other meanings.
  var flagMask: UInt64 {
    guard case .flags(let names) = meaning else { return 0 }
    return names.reduce(0) { (0..<64).contains($1.bit) ? $0 | 1 << UInt64($1.bit) : $0 }
  }

  /// The named bits that say their fact by 0.
  var flagInversion: UInt64 {
    guard case .flags(let names) = meaning else { return 0 }
    return names.reduce(0) {
      $1.isInverted && (0..<64).contains($1.bit) ? $0 | 1 << UInt64($1.bit) : $0
    }
  }

  var textByteCount: Int {
    if case .ascii(let count) = encoding.type { count } else { 0 }
  }
}

extension Sentinel {
  /// The raw values that the sentinel covers in a point, as signed 64-bit patterns; nil for NaN.
  func band(in point: PointDefinition) -> (band: ClosedRange<Int64>, reason: NoData)? {
    switch self {
    case .value(let raw, let reason): return (raw...raw, reason)
    case .band(let band, let reason): return (band, reason)
    case .allOnes(let reason):
      let isMinusOne = point.isSigned || point.rawBitCount >= 64
      let raw = isMinusOne ? -1 : point.rawRange.upperBound
      return (raw...raw, reason)
    case .notANumber, .masked: return nil
    }
  }

  /// Why there is no value when the sentinel is read.
  package var reason: NoData {
    switch self {
    case .value(_, let reason), .band(_, let reason), .allOnes(let reason),
      .masked(_, _, let reason):
      reason
    case .notANumber: .notAvailable
    }
  }
}

extension ScaleFactor {
  /// The point that chooses the factor.
  package var point: String {
    switch self {
    case .byRawValue(let point, _, _), .powerOfTen(let point),
      .compoundedByRawValue(let point, _):
      point
    }
  }

  /// The factor or exponent for each raw value of the point; empty for a power of ten.
  package var numberByRaw: [Int64: Double] {
    switch self {
    case .byRawValue(_, let numbers, _), .compoundedByRawValue(_, let numbers): numbers
    case .powerOfTen: [:]
    }
  }

  /// What is added after the factor, for the raw values that have something.
  package var offsetByRaw: [Int64: Double] {
    if case .byRawValue(_, _, let offsets) = self { offsets } else { [:] }
  }
}
