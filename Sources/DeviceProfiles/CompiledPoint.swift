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
  /// The first address of the value and its parts.
  var start: Int
  /// The address after the last.
  var end: Int
  /// How many addresses after the first the value itself begins.
  var skip: Int
  /// How many addresses the value itself has.
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
  /// The flags that are set while their bit is 0.
  var flagInversion: UInt64
  var isInverted: Bool
  var textByteCount: Int
  var hasWideLetters: Bool
  /// Places in `DecodeTable.parts`.
  var parts: Range<Int>
  /// Places in `DecodeTable.sentinels`.
  var sentinels: Range<Int>
  /// Places in `DecodeTable.maskedSentinels`.
  var maskedSentinels: Range<Int>
  /// Places in `DecodeTable.states`, sorted by raw value.
  var states: Range<Int>
  /// Places in `DecodeTable.conditionSlots`.
  var conditions: Range<Int>
  /// Place of the factor's raw value in the decoder's memory; -1 for none.
  var factorSlot: Int
  var factorKind: FactorKind
  /// Places in `DecodeTable.factors`, sorted by raw value; empty for a power of ten.
  var factors: Range<Int>

  enum FactorKind: UInt8, Sendable { case none, byRawValue, powerOfTen, compounded }
}

/// A register that is added to a value.
struct CompiledPart: Sendable {
  /// How many addresses after the first of the point it begins.
  var skip: Int
  var encoding: RegisterEncoding
  var scale: LinearScale
  var highest: Int64
}

struct CompiledMask: Sendable {
  var mask: UInt64
  var value: UInt64
  var reason: NoData
}

struct CompiledSentinel: Sendable {
  var lowest: Int64
  var highest: Int64
  var reason: NoData
}

struct CompiledState: Sendable {
  var raw: Int64
  var lastRaw: Int64
  /// The place in the point's list: `Value.state`.
  var place: Int
}

struct CompiledFactor: Sendable {
  var raw: Int64
  var factor: Double
  var offset: Double
}
