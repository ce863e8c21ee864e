/// The text of a finite number: the shortest that reads back as the same number.
///
/// Whole numbers and numbers of at most seven decimals, which nearly all readings are, are written
/// digit by digit; others as the standard library describes them. A negative zero is 0.
package enum NumberText {
  /// The longest text of a number, in bytes: `-2.2250738585072014e-308`.
  static let maximumByteCount = 24

  /// Up to this, whole numbers are written in full; above, `description` uses an exponent.
  private static let wholeLimit = 9_007_199_254_740_992.0
  /// Below this, two texts of four decimals are two numbers.
  private static let fixedLimit = 900_000_000_000.0
  /// Between these, two texts of seven decimals are two numbers, and no exponent is shorter. Numbers
  /// of 32 bits have so many.
  private static let longRange = 0.0001..<100_000_000.0

  /// Appends the text of the number.
  package static func append(_ value: Double, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(byteCount: maximumByteCount, alignment: 1) { buffer in
      guard let start = buffer.baseAddress else { return }
      var next = start
      write(value, to: &next)
      bytes += UnsafeRawBufferPointer(start: start, count: next - start)
    }
  }

  /// Writes the text and moves `next` past it. There must be room for `maximumByteCount` bytes.
  @inline(__always)
  static func write(_ value: Double, to next: inout UnsafeMutableRawPointer) {
    let magnitude = value.magnitude
    if magnitude <= wholeLimit {
      let whole = UInt64(magnitude)
      if Double(whole) == magnitude {
        if value < 0 { put(UInt8(ascii: "-"), to: &next) }
        writeDigits(whole, to: &next)
        return
      }
      if magnitude < fixedLimit {
        let scaled = UInt64(magnitude * 10_000 + 0.5)
        if Double(scaled) / 10_000 == magnitude {
          if value < 0 { put(UInt8(ascii: "-"), to: &next) }
          writeDigits(whole, to: &next)
          writeDecimals(UInt32(truncatingIfNeeded: scaled - whole * 10_000), to: &next)
          return
        }
      }
      if longRange.contains(magnitude) {
        let scaled = UInt64(magnitude * 10_000_000 + 0.5)
        if Double(scaled) / 10_000_000 == magnitude {
          if value < 0 { put(UInt8(ascii: "-"), to: &next) }
          writeDigits(whole, to: &next)
          writeLongDecimals(UInt32(truncatingIfNeeded: scaled - whole * 10_000_000), to: &next)
          return
        }
      }
    }
    writeDescription(value, to: &next)
  }

  @inline(__always)
  private static func put(_ byte: UInt8, to next: inout UnsafeMutableRawPointer) {
    next.storeBytes(of: byte, as: UInt8.self)
    next += 1
  }

  @inline(__always)
  private static func writeDigits(_ value: UInt64, to next: inout UnsafeMutableRawPointer) {
    if value < 10 {
      put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value), to: &next)
      return
    }
    var count = 2
    var limit: UInt64 = 100
    while value >= limit {
      count += 1
      limit *= 10
    }
    var rest = value
    var place = count
    while place > 0 {
      place -= 1
      let shorter = rest / 10
      let digit = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - shorter * 10)
      (next + place).storeBytes(of: digit, as: UInt8.self)
      rest = shorter
    }
    next += count
  }

  /// Writes the point and one to four decimals, given as ten-thousandths other than 0.
  @inline(__always)
  private static func writeDecimals(
    _ tenThousandths: UInt32, to next: inout UnsafeMutableRawPointer
  ) {
    let hundredths = tenThousandths / 100
    let rest = tenThousandths - hundredths * 100
    let digits = (
      hundredths / 10, hundredths % 10, rest / 10, rest % 10
    )
    let zero = UInt32(UInt8(ascii: "0"))
    put(UInt8(ascii: "."), to: &next)
    // Four bytes always, then step back over the zeros at the end.
    let word =
      (digits.0 + zero) | (digits.1 + zero) << 8 | (digits.2 + zero) << 16
      | (digits.3 + zero) << 24
    next.storeBytes(of: word.littleEndian, as: UInt32.self)
    next += rest == 0 ? (digits.1 == 0 ? 1 : 2) : (digits.3 == 0 ? 3 : 4)
  }

  /// Writes the point and five to seven decimals, given as ten-millionths.
  private static func writeLongDecimals(
    _ tenMillionths: UInt32, to next: inout UnsafeMutableRawPointer
  ) {
    put(UInt8(ascii: "."), to: &next)
    var rest = tenMillionths
    var count = 7
    while rest % 10 == 0 {
      rest /= 10
      count -= 1
    }
    for place in (0..<count).reversed() {
      let digit = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      (next + place).storeBytes(of: digit, as: UInt8.self)
      rest /= 10
    }
    next += count
  }

  @inline(never)
  private static func writeDescription(_ value: Double, to next: inout UnsafeMutableRawPointer) {
    var text = value.description
    text.withUTF8 { utf8 in
      guard let start = utf8.baseAddress else { return }
      next.copyMemory(from: start, byteCount: utf8.count)
      next += utf8.count
    }
  }
}
