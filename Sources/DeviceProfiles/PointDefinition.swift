package import Readings
package import Registers

/// One named quantity of a device family: where it lies, what its raw value means, and what is
/// shown of it.
package struct PointDefinition: Hashable, Sendable {
  /// Unique in the profile; the name of `register-maps`.
  package var name: String
  package var table: RegisterTable
  package var address: UInt16
  package var encoding: RegisterEncoding
  /// A part of the word, such as one 4-bit alarm code; nil for the whole value.
  package var field: BitField?
  /// How many adjacent addresses of a bit table are the value, the first its lowest bit. 1 for
  /// registers.
  package var bitCount: Int
  /// Further registers that are added to the value, such as the minutes of a running time.
  package var parts: [PointPart]
  /// Whether each register holds one letter, in its low byte; for texts.
  package var hasWideLetters: Bool
  package var meaning: PointMeaning
  /// Raw values that say there is no value, checked before scale and meaning.
  package var sentinels: [Sentinel]
  /// What the sensor can measure, after scaling; outside it the reading is over or under range.
  package var plausible: ClosedRange<Double>?
  /// The value means something only while all of this holds.
  package var validWhile: [PointCondition]
  /// Another point that reads the same register on purpose; nil when none does.
  package var shares: String?
  /// At which raw value a counter starts again at 0; nil when it never does or nobody knows.
  package var rollsOverAt: Double?
  /// How the value is made of other points; nil for a value that is read.
  package var computation: Computation?
  /// The name by which a site file gives the point a meaning, such as `3` of an input; nil when it
  /// cannot.
  package var input: String?
  /// The SunSpec models that have the point; its address then counts from the model's header. Empty
  /// for a point with an address of its own.
  package var models: [UInt16]
  /// Whether the address is that of a device whose models are known.
  package var isLocated: Bool
  /// How often to read the point relative to the device's interval.
  package var pace: Pace
  /// The series made of the point. Empty for points that only others need.
  package var series: [SeriesDefinition]
  /// The alarms that the device itself announces in this point.
  package var alarms: [DeviceAlarmDefinition]
  /// The unit of the value, such as `celsius`; nil when it has none.
  package var unit: String?
  /// Which label of `device_info` shows the value: `manufacturer`, `model`, `serial`, `firmware`.
  package var infoLabel: String?
  package var help: String

  package init(
    name: String, table: RegisterTable, address: UInt16, encoding: RegisterEncoding,
    field: BitField? = nil, meaning: PointMeaning, sentinels: [Sentinel] = [],
    plausible: ClosedRange<Double>? = nil, validWhile: [PointCondition] = [],
    shares: String? = nil, pace: Pace = .normal,
    series: [SeriesDefinition] = [], alarms: [DeviceAlarmDefinition] = [], unit: String? = nil,
    infoLabel: String? = nil, help: String = ""
  ) {
    self.name = name
    self.table = table
    self.address = address
    self.encoding = encoding
    self.field = field
    bitCount = 1
    parts = []
    hasWideLetters = false
    self.meaning = meaning
    self.sentinels = sentinels
    self.plausible = plausible
    self.validWhile = validWhile
    self.shares = shares
    rollsOverAt = nil
    computation = nil
    input = nil
    models = []
    isLocated = false
    self.pace = pace
    self.series = series
    self.alarms = alarms
    self.unit = unit
    self.infoLabel = infoLabel
    self.help = help
  }

  /// A point without registers.
  package init(
    computing computation: Computation, name: String, meaning: PointMeaning, pace: Pace = .normal,
    help: String
  ) {
    let type: RegisterEncoding.ValueType = if case .flag = meaning { .bool } else { .f64 }
    self.init(
      name: name, table: .holdingRegister, address: 0, encoding: RegisterEncoding(type),
      meaning: meaning, pace: pace, help: help)
    self.computation = computation
  }

  /// The addresses that hold the point, with those between its parts. Nil when it is computed, or
  /// would pass address 65535.
  package var span: RegisterSpan? {
    if computation != nil || (!models.isEmpty && !isLocated) { return nil }
    let count = table.holdsBits ? bitCount : encoding.registerCount
    guard !parts.isEmpty else {
      return RegisterSpan(table: table, start: address, count: count)
    }
    let start = parts.reduce(address) { min($0, $1.address) }
    let end = parts.reduce(Int(address) + count) {
      max($0, Int($1.address) + $1.encoding.registerCount)
    }
    return RegisterSpan(table: table, start: start, count: end - Int(start))
  }

  /// How often a point is read.
  package enum Pace: String, Hashable, Sendable, CaseIterable {
    /// Every cycle, before the others: fire and protection.
    case first
    /// Every cycle.
    case normal
    /// Every tenth cycle: settings, counters of days.
    case slow
    /// Once after each connection: identity.
    case once
  }
}

/// Some adjacent bits of a word.
package struct BitField: Hashable, Sendable {
  /// The lowest bit of the field, 0 the least significant of the word.
  package var shift: Int
  /// How many bits, 1–16.
  package var width: Int
  /// The bits that count, in a field that is not shifted and has gaps; nil for adjacent bits.
  package var mask: UInt64?

  package init(shift: Int, width: Int) {
    self.shift = shift
    self.width = width
  }

  /// Bits of several places of a word, left where they are.
  package init(mask: UInt64) {
    shift = 0
    width = 64 - mask.leadingZeroBitCount
    self.mask = mask
  }

  /// The bits of the raw value, after the shift.
  package var rawMask: UInt64 { mask ?? (width >= 64 ? .max : (1 << UInt64(width)) - 1) }
}

/// A register that is added to a value: hours in one, minutes in the next.
package struct PointPart: Hashable, Sendable {
  package var address: UInt16
  package var encoding: RegisterEncoding
  /// The unit of the whole value that one step of the part is worth.
  package var scale: Double
  /// The highest raw value that the part can have; above it there is no value. Nil for any.
  package var atMost: Int64?

  package init(
    address: UInt16, encoding: RegisterEncoding, scale: Double, atMost: Int64? = nil
  ) {
    self.address = address
    self.encoding = encoding
    self.scale = scale
    self.atMost = atMost
  }
}

/// What a raw value stands for.
package enum PointMeaning: Hashable, Sendable {
  /// value = raw × scale + offset, in double precision.
  case number(Scaling)
  /// A raw number that names a state.
  case states([StateName])
  /// A word of flags, each with a name.
  case flags([FlagName])
  /// Set or not; `inverted` for contacts that open when the fact holds.
  case flag(inverted: Bool)
  case text
}

package struct Scaling: Hashable, Sendable {
  package var scale: Double
  package var offset: Double
  /// A second factor chosen by another point, such as feet or metres, or a SunSpec exponent.
  package var factor: ScaleFactor?

  package init(scale: Double = 1, offset: Double = 0, factor: ScaleFactor? = nil) {
    self.scale = scale
    self.offset = offset
    self.factor = factor
  }
}

/// A factor that depends on another point of the same device.
package enum ScaleFactor: Hashable, Sendable {
  /// The factor for each raw value of the named point, such as 1 → 0.3048 for feet, and what is
  /// added after it, such as for fahrenheit.
  case byRawValue(point: String, factors: [Int64: Double], offsets: [Int64: Double] = [:])
  /// 10 to the power of the named point's raw value.
  case powerOfTen(point: String)
  /// The value is the share that one length takes; the share that the profile's length takes is
  /// 1 − (1 − value)^exponent, with an exponent for each raw value of the named point: how
  /// obscuration per foot becomes obscuration per metre.
  case compoundedByRawValue(point: String, exponents: [Int64: Double])
}

/// One state of a point. Its place in the point's list is `Value.state`.
package struct StateName: Hashable, Sendable {
  package var raw: Int64
  /// The last raw value of a state that covers several; `raw` for one.
  package var lastRaw: Int64
  package var name: String

  package init(raw: Int64, through lastRaw: Int64? = nil, name: String) {
    self.raw = raw
    self.lastRaw = lastRaw ?? raw
    self.name = name
  }

  /// The raw values that mean the state.
  package var raws: ClosedRange<Int64> { raw...max(raw, lastRaw) }
}

/// One flag of a point. Its bit is the index in `Value.flags`.
package struct FlagName: Hashable, Sendable {
  package var bit: Int
  package var name: String
  /// Whether the fact holds while the bit is 0.
  package var isInverted: Bool

  package init(bit: Int, name: String, isInverted: Bool = false) {
    self.bit = bit
    self.name = name
    self.isInverted = isInverted
  }
}

/// Raw values that mean the absence of a value.
package enum Sentinel: Hashable, Sendable {
  /// One raw value, signed as the point's type is.
  case value(Int64, NoData)
  /// A closed band of raw values.
  case band(ClosedRange<Int64>, NoData)
  /// All bits of the type set.
  case allOnes(NoData)
  /// These bits of the whole word, whatever field or flags of it the point is, have this value.
  case masked(mask: UInt64, value: UInt64, NoData)
  /// A floating-point value that is not a number or not finite; always checked.
  case notANumber
}

/// A condition on another point of the same device.
package struct PointCondition: Hashable, Sendable {
  package var point: String
  package var test: Test
  /// Why there is no value while the condition does not hold.
  package var otherwise: NoData

  /// What must be so.
  package enum Test: Hashable, Sendable {
    /// What is taken from the value is 1, or 0 when negated.
    case extraction(Extraction, isNegated: Bool = false)
    /// None of these flags is set.
    case clear(UInt64)
    /// The point has a value, whichever.
    case known
  }

  package init(point: String, test: Test, otherwise: NoData = .notApplicable) {
    self.point = point
    self.test = test
    self.otherwise = otherwise
  }

  package init(point: String, extraction: Extraction) {
    self.init(point: point, test: .extraction(extraction))
  }

  /// Whether the condition holds for a value; nil when the value is of another kind.
  package func holds(for value: Value) -> Bool? {
    switch (test, value) {
    case (.known, _): true
    case (.clear(let bits), .flags(let flags)): flags & bits == 0
    case (.clear, _): nil
    case (.extraction(let extraction, let isNegated), _):
      extraction.number(of: value).map { ($0 != 0) != isNegated }
    }
  }
}

/// What is taken from a point's value.
package enum Extraction: Hashable, Sendable {
  /// The number itself, or a flag as 0 or 1.
  case whole
  /// 1 while the bit is set.
  case bit(Int)
  /// 1 while the value is one of these states, by place in the point's list.
  case states(Set<Int>)
  /// 1 while a number differs from zero.
  case nonZero

  /// The number to show for a value; nil when the value is of another kind.
  package func number(of value: Value) -> Double? {
    switch (self, value) {
    case (.whole, .number(let number)): number
    case (.whole, .flag(let isSet)): isSet ? 1 : 0
    case (.bit(let bit), .flags(let flags)): Double(flags >> UInt64(bit) & 1)
    case (.states(let states), .state(let state)): states.contains(state) ? 1 : 0
    case (.nonZero, .number(let number)): number != 0 ? 1 : 0
    default: nil
    }
  }
}

/// One series made of a point. A point of a `.states` quantity has one definition, and the agent
/// makes a series of each state name.
package struct SeriesDefinition: Hashable, Sendable {
  package var quantity: Quantity
  package var labels: [Label]
  package var extraction: Extraction
  /// For `.states` quantities: the neutral name of each state of the point, in the point's order.
  package var stateNames: [String]

  package init(
    _ quantity: Quantity, labels: [Label] = [], extraction: Extraction = .whole,
    stateNames: [String] = []
  ) {
    self.quantity = quantity
    self.labels = labels
    self.extraction = extraction
    self.stateNames = stateNames
  }
}

/// An alarm that a device announces by itself, in a bit or a state.
package struct DeviceAlarmDefinition: Hashable, Sendable {
  /// The neutral name, such as `low_oil_pressure`.
  package var name: String
  package var severity: Severity
  package var hazard: Hazard
  /// Active while this is 1.
  package var extraction: Extraction

  package init(
    name: String, severity: Severity, hazard: Hazard = .none, extraction: Extraction
  ) {
    self.name = name
    self.severity = severity
    self.hazard = hazard
    self.extraction = extraction
  }

  /// The device's own grading; the label `severity` of `device_alarm_active`.
  package enum Severity: String, Hashable, Sendable, CaseIterable {
    case warning
    case trip
    case shutdown
    case critical
  }

  /// What kind of danger the alarm tells of. These are never suppressed, muted or shelved by
  /// default.
  package enum Hazard: String, Hashable, Sendable, CaseIterable {
    case none
    case fire
    case fireSupervisory = "fire_supervisory"
    case fireTrouble = "fire_trouble"
    case gas
    case leak
    case heat
  }
}
