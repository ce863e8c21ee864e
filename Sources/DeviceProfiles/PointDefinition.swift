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
  package var meaning: PointMeaning
  /// Raw values that say there is no value, checked before scale and meaning.
  package var sentinels: [Sentinel]
  /// What the sensor can measure, after scaling; outside it the reading is over or under range.
  package var plausible: ClosedRange<Double>?
  /// The value means something only while this holds.
  package var validWhile: PointCondition?
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
    plausible: ClosedRange<Double>? = nil, validWhile: PointCondition? = nil, pace: Pace = .normal,
    series: [SeriesDefinition] = [], alarms: [DeviceAlarmDefinition] = [], unit: String? = nil,
    infoLabel: String? = nil, help: String = ""
  ) {
    self.name = name
    self.table = table
    self.address = address
    self.encoding = encoding
    self.field = field
    self.meaning = meaning
    self.sentinels = sentinels
    self.plausible = plausible
    self.validWhile = validWhile
    self.pace = pace
    self.series = series
    self.alarms = alarms
    self.unit = unit
    self.infoLabel = infoLabel
    self.help = help
  }

  /// The addresses that hold the point. Nil when it would pass address 65535.
  package var span: RegisterSpan? {
    RegisterSpan(
      table: table, start: address, count: table.holdsBits ? 1 : encoding.registerCount)
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

  package init(shift: Int, width: Int) {
    self.shift = shift
    self.width = width
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
  /// The factor for each raw value of the named point, such as 1 → 0.3048 for feet.
  case byRawValue(point: String, factors: [Int64: Double])
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
  package var name: String

  package init(raw: Int64, name: String) {
    self.raw = raw
    self.name = name
  }
}

/// One flag of a point. Its bit is the index in `Value.flags`.
package struct FlagName: Hashable, Sendable {
  package var bit: Int
  package var name: String

  package init(bit: Int, name: String) {
    self.bit = bit
    self.name = name
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
  /// A floating-point value that is not a number or not finite; always checked.
  case notANumber
}

/// A condition on another point of the same device.
package struct PointCondition: Hashable, Sendable {
  package var point: String
  package var extraction: Extraction

  package init(point: String, extraction: Extraction) {
    self.point = point
    self.extraction = extraction
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
