/// How a raw value lies in registers: its type, and in which order its words and bytes come.
package struct RegisterEncoding: Hashable, Sendable {
  /// The kind of raw value. The name in files is in `name`.
  package enum ValueType: Hashable, Sendable {
    case u16, i16, u32, i32, u64, i64, f32, f64
    /// One bit: an address of a bit table, or a word that is zero or not.
    case bool
    /// A 16-bit word of flags.
    case bits
    /// Text of so many characters, two to a register.
    case ascii(count: Int)
  }

  /// Which word of a value of two or four words comes first.
  package enum WordOrder: String, Hashable, Sendable, CaseIterable {
    /// Most significant word first.
    case big
    /// Least significant word first.
    case little
  }

  /// Which byte of a word comes first. Modbus itself says big; some devices disagree.
  package enum ByteOrder: String, Hashable, Sendable, CaseIterable {
    case big
    case little
  }

  package var type: ValueType
  package var wordOrder: WordOrder
  package var byteOrder: ByteOrder

  package init(_ type: ValueType, wordOrder: WordOrder = .big, byteOrder: ByteOrder = .big) {
    self.type = type
    self.wordOrder = wordOrder
    self.byteOrder = byteOrder
  }

  /// How many addresses the value covers.
  package var registerCount: Int {
    switch type {
    case .u16, .i16, .bool, .bits: 1
    case .u32, .i32, .f32: 2
    case .u64, .i64, .f64: 4
    case .ascii(let count): (count + 1) / 2
    }
  }
}

/// A value as the registers hold it, before validity, sentinels, scale and unit.
package enum RawValue: Hashable, Sendable {
  case unsigned(UInt64)
  case signed(Int64)
  case real(Double)
  case bit(Bool)
  /// The bytes of a text as they stand, padding included.
  case text([UInt8])
}

extension RegisterEncoding.ValueType: CustomStringConvertible {
  /// The name in site files and profiles, such as `u16` or `ascii:20`.
  package var description: String {
    switch self {
    case .u16: "u16"
    case .i16: "i16"
    case .u32: "u32"
    case .i32: "i32"
    case .u64: "u64"
    case .i64: "i64"
    case .f32: "f32"
    case .f64: "f64"
    case .bool: "bool"
    case .bits: "bits"
    case .ascii(let count): "ascii:\(count)"
    }
  }

  /// Nil when the name is none of the known ones, or a text has no length from 1 to 250.
  package init?(name: String) {
    switch name {
    case "u16": self = .u16
    case "i16": self = .i16
    case "u32": self = .u32
    case "i32": self = .i32
    case "u64": self = .u64
    case "i64": self = .i64
    case "f32": self = .f32
    case "f64": self = .f64
    case "bool": self = .bool
    case "bits": self = .bits
    default:
      guard name.hasPrefix("ascii:"), let count = Int(name.dropFirst(6)), (1...250).contains(count)
      else { return nil }
      self = .ascii(count: count)
    }
  }
}
