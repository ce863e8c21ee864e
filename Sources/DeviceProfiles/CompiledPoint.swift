import Readings
import Registers

/// A point made ready for decoding: plain numbers and places in the arrays of its `DecodeTable`,
/// so that decoding a number touches no reference and allocates nothing.
struct CompiledPoint: Sendable {
  enum Kind: UInt8, Sendable { case unsigned, signed, real32, real64, text }
  enum Meaning: UInt8, Sendable { case number, states, flags, flag, text }

  /// The place in `DeviceProfile.points`.
  var index: Int
  var table: RegisterTable
  var start: Int
  var count: Int
  var kind: Kind
  var meaning: Meaning
  var leastSignificantWordFirst: Bool
  var swapsBytes: Bool
  /// How many bits the words hold.
  var width: Int
  var shift: Int
  /// The bits that are the raw value, after the shift.
  var mask: UInt64
  var scale: LinearScale
  var lowest: Double
  var highest: Double
  var flagMask: UInt64
  var isInverted: Bool
  var textByteCount: Int
  /// Places in `DecodeTable.sentinels`.
  var sentinels: Range<Int>
  /// Places in `DecodeTable.states`, sorted by raw value.
  var states: Range<Int>
  /// Place of the condition in the decoder's memory; -1 for none.
  var conditionSlot: Int
  /// Place of the factor's raw value in the decoder's memory; -1 for none.
  var factorSlot: Int
  var factorKind: FactorKind
  /// Places in `DecodeTable.factors`, sorted by raw value; empty for a power of ten.
  var factors: Range<Int>

  enum FactorKind: UInt8, Sendable { case none, byRawValue, powerOfTen, compounded }

  var end: Int { start + count }
}

struct CompiledSentinel: Sendable {
  var lowest: Int64
  var highest: Int64
  var reason: NoData
}

struct CompiledState: Sendable {
  var raw: Int64
  /// The place in the point's list: `Value.state`.
  var place: Int
}

struct CompiledFactor: Sendable {
  var raw: Int64
  var factor: Double
}
