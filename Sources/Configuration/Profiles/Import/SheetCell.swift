import DeviceProfiles
import Registers

/// What single cells of register spreadsheets say, in the many ways that vendors say it.
enum SheetCell {
  /// An address and how many it goes on for, such as `40001`, `0x10`, `10h`, `40001-40002`,
  /// `40001 (0x0)`. Nil for anything else.
  static func address(_ text: String) -> (number: Int, digits: Int, isHex: Bool, count: Int?)? {
    let parts = text.split { " ([,/".contains($0) }
    guard let first = parts.first else { return nil }
    let ends = first.split { "-–…~".contains($0) }
    guard let start = ends.first.flatMap({ number($0) }) else { return nil }
    var count: Int?
    if ends.count == 2, let last = number(ends[1]), last.value >= start.value {
      count = last.value - start.value + 1
    }
    return (start.value, start.digits, start.isHex, count)
  }

  private static func number(
    _ text: some StringProtocol
  ) -> (value: Int, digits: Int, isHex: Bool)? {
    let plain = trimmed(text).lowercased()
    for prefix in ["0x", "16#", "$", "&h"] where plain.hasPrefix(prefix) {
      return Int(plain.dropFirst(prefix.count), radix: 16).map { ($0, 0, true) }
    }
    if plain.hasSuffix("h"), plain.count > 1 {
      return Int(plain.dropLast(), radix: 16).map { ($0, 0, true) }
    }
    guard !plain.isEmpty, plain.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int(plain).map { ($0, plain.count, false) }
  }

  /// A table by name, number of the function, or type of object.
  static func table(_ text: String) -> RegisterTable? {
    let plain = SheetColumn.plain(text)
    if let table = RegisterTable(name: plain) { return table }
    let words = plain.split(separator: " ")
    let number =
      words.compactMap { Int($0) }.first
      ?? Int(plain.filter(\.isNumber))
    if plain.contains("hold") { return .holdingRegister }
    if plain.contains("coil") { return .coil }
    if plain.contains("discrete") || plain.contains("status") { return .discreteInput }
    if plain.contains("input") { return plain.contains("bit") ? .discreteInput : .inputRegister }
    switch number {
    case 1: return .coil
    case 2: return .discreteInput
    case 3: return .holdingRegister
    case 4: return .inputRegister
    default: return nil
    }
  }

  /// A number such as `0.1`, `0,1`, `1/10`, `/10`, `x10`, `*0.1`, `10^-1`, `×0.01`, with what stands
  /// after it (a unit).
  static func scale(_ text: String) -> (value: Double, isDivisor: Bool, rest: String)? {
    var rest = Substring(trimmed(text))
    var isDivisor = false
    while let first = rest.first, "x*×X/÷ ".contains(first) {
      if first == "/" || first == "÷" { isDivisor = true }
      rest.removeFirst()
    }
    guard var value = leadingNumber(&rest) else { return nil }
    if rest.first == "/" {
      rest.removeFirst()
      guard let divisor = leadingNumber(&rest), divisor != 0 else { return nil }
      value /= divisor
    } else if rest.first == "^" {
      rest.removeFirst()
      guard value == 10, let exponent = leadingNumber(&rest), abs(exponent) <= 12 else {
        return nil
      }
      value = exponent < 0 ? 1 / power(of: 10, Int(-exponent)) : power(of: 10, Int(exponent))
    }
    guard value != 0 else { return nil }
    return (isDivisor ? 1 / value : value, isDivisor, trimmed(rest))
  }

  private static func power(of base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  private static func leadingNumber(_ text: inout Substring) -> Double? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || ".,-+eE".contains($0)) }
    var number = String(digits.map { $0 == "," ? "." : $0 })
    while let last = number.last, "eE+-.".contains(last) { number.removeLast() }
    guard let value = Double(number.hasPrefix(".") ? "0" + number : number) else { return nil }
    text = text.dropFirst(number.count)
    return value
  }

  /// A type with the orders that it says, such as `UINT16`, `Float32 (CDAB)`, `STRING[20]`.
  /// `count` is how many registers the row says that the value has.
  static func type(_ text: String, count: Int?) -> RegisterEncoding? {
    let plain = SheetColumn.plain(text)
    let joined = plain.filter { $0 != " " }
    guard let type = valueType(joined, count: count) else { return nil }
    var encoding = RegisterEncoding(type)
    if let orders = orders(plain) { (encoding.wordOrder, encoding.byteOrder) = orders }
    return encoding
  }

  /// The orders that a text names; nil when it names none.
  static func orders(_ text: String)
    -> (RegisterEncoding.WordOrder, RegisterEncoding.ByteOrder)?
  {
    let plain = SheetColumn.plain(text)
    let words = plain.split(separator: " ").map(String.init)
    if words.contains("cdab") || plain.contains("word swap") || plain.contains("swapped") {
      return (.little, .big)
    }
    if words.contains("badc") { return (.big, .little) }
    if words.contains("dcba") || words.contains("le") { return (.little, .little) }
    if words.contains("little") || plain.contains("low word first") { return (.little, .big) }
    if words.contains("abcd") || words.contains("be") || words.contains("big") {
      return (.big, .big)
    }
    return nil
  }

  private static func valueType(_ text: String, count: Int?) -> RegisterEncoding.ValueType? {
    let digits = Int(text.drop { !$0.isNumber }.prefix(while: \.isNumber))
    for name in ["ascii", "string", "str", "char", "text", "utf"] where text.hasPrefix(name) {
      let characters = (count ?? 0) > 0 && digits == nil ? (count ?? 0) * 2 : digits ?? 0
      return (1...250).contains(characters) ? .ascii(count: characters) : nil
    }
    if text.hasPrefix("bool") || text == "bit" || text == "digital" { return .bool }
    if text.hasPrefix("bit") || text.hasPrefix("flag") || text.hasPrefix("alarmword") {
      return .bits
    }
    let isFloat = ["f", "real", "single", "double", "ieee"].contains { text.hasPrefix($0) }
    let isSigned =
      !isFloat && !text.hasPrefix("u") && !text.contains("unsigned") && !text.hasSuffix("u")
      && ["i", "s", "long"].contains { text.hasPrefix($0) }
    let width =
      [64, 32, 16].first { digits == $0 }
      ?? (["double", "lreal"].contains { text.hasPrefix($0) } ? 64 : nil)
      ?? (["dword", "udword", "ulong", "long", "dint", "udint"].contains { text.hasPrefix($0) }
        || isFloat ? 32 : nil)
      ?? count.map { $0 * 16 } ?? 16
    switch (isFloat, isSigned, width) {
    case (true, _, 32): return .f32
    case (true, _, 64): return .f64
    case (false, true, 16): return .i16
    case (false, true, 32): return .i32
    case (false, true, 64): return .i64
    case (false, false, 16): return .u16
    case (false, false, 32): return .u32
    case (false, false, 64): return .u64
    default: return nil
    }
  }

  /// Whether a row can only be written.
  static func isWriteOnly(_ text: String) -> Bool {
    let plain = SheetColumn.plain(text)
    return plain == "w" || plain == "wo" || plain == "write" || plain == "write only"
  }

  /// `0=off;1=on`, `0: Off, 1: On`, `bit0=leak;bit3=fault`: numbers with names.
  static func names(_ text: String) -> (isBits: Bool, names: [(number: Int, name: String)])? {
    let separator: Character = text.contains(";") ? ";" : text.contains("|") ? "|" : ","
    var isBits = false
    var names: [(number: Int, name: String)] = []
    for part in text.split(separator: separator) {
      let sides = part.split(maxSplits: 1) { "=:".contains($0) }
      guard sides.count == 2 else { return nil }
      var key = trimmed(sides[0]).lowercased()
      for prefix in ["bit", "b"] where key.hasPrefix(prefix) {
        isBits = true
        key = trimmed(key.dropFirst(prefix.count))
        break
      }
      let number = key.hasPrefix("0x") ? Int(key.dropFirst(2), radix: 16) : Int(key)
      guard let number, let name = slug(String(sides[1])) else { return nil }
      names.append((number, name))
    }
    return names.isEmpty ? nil : (isBits, names)
  }

  /// A name of lower-case letters, digits and underscores, a letter first; nil when nothing is left.
  static func slug(_ text: String) -> String? {
    let words = SheetColumn.plain(String(text.unicodeScalars.filter(\.isASCII).map(Character.init)))
      .split(separator: " ").joined(separator: "_")
    guard let first = words.first else { return nil }
    return first.isNumber ? "n" + words : words
  }
}
