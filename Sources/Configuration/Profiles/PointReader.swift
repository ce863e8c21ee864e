import DeviceProfiles
import Registers

/// Reads one entry of `points` as one repetition of it.
struct PointReader {
  let reader: ObjectReader
  let context: PointContext
  let group: Repetition
  let step: Int

  init(_ reader: ObjectReader, context: PointContext, group: Repetition, step: Int) {
    self.reader = reader
    self.context = context
    self.group = group
    self.step = step
  }

  /// Nil after reporting why.
  func read() -> (definition: PointDefinition, condition: PlacedCondition?)? {
    let name = reader.required("point", example: "\"air_temperature\"")?.nonEmptyString()
    let table =
      context.table == nil || reader.has("table")
      ? ProfileFile.readTable(reader.required("table", example: "\"holding\"")) : context.table
    let address = readAddress()
    let encoding = readEncoding(table)
    let field = readField()
    guard let name, let table, let address, let encoding else {
      readTheRest()
      return nil
    }
    var point = PointDefinition(
      name: numbered(name), table: table, address: address, encoding: encoding, field: field,
      meaning: .text, pace: reader.optional("pace")?.choice() ?? context.pace,
      help: numbered(reader.optional("help")?.string() ?? ""))
    point.sentinels = readSentinels(encoding.type, field)
    point.plausible = readPlausible()
    point.infoLabel = reader.optional("info")?.nonEmptyString()
    var series = PointSeriesReader(self, pointName: point.name)
    point.meaning = readMeaning(encoding.type, &series)
    let condition = readCondition()
    let unit = reader.optional("unit")?.nonEmptyString()
    series.readWhole(point.meaning)
    point.series = series.series
    point.alarms = series.alarms
    point.unit = unit ?? point.series.first { $0.extraction == .whole }?.quantity.unit
    return (point, condition)
  }

  /// `{n}` replaced by the number of the repetition.
  func numbered(_ text: String) -> String {
    guard let open = text.firstIndex(of: "{"), text[open...].hasPrefix("{n}") else { return text }
    let rest = text[text.index(open, offsetBy: 3)...]
    return text[..<open] + "\(group.first + step)" + numbered(String(rest))
  }

  /// The address on the wire: `address`, 256 × `page` further, and the stride of the repetition.
  private func readAddress() -> UInt16? {
    let page = reader.optional("page")?.integer(in: 0...255) ?? 0
    guard let value = reader.required("address", example: "0"),
      let address = value.integer(in: 0...65535)
    else { return nil }
    let place = page * 256 + address + step * group.stride
    guard place <= 65535 else {
      value.report("page \(page) and address \(address) are past address 65535")
      return nil
    }
    return UInt16(place)
  }

  private func readEncoding(_ table: RegisterTable?) -> RegisterEncoding? {
    let wordOrder: RegisterEncoding.WordOrder? = reader.optional("word_order")?.choice()
    let byteOrder: RegisterEncoding.ByteOrder? = reader.optional("byte_order")?.choice()
    guard let type = readType(table) else { return nil }
    return RegisterEncoding(
      type, wordOrder: wordOrder ?? context.wordOrder, byteOrder: byteOrder ?? context.byteOrder)
  }

  private func readType(_ table: RegisterTable?) -> RegisterEncoding.ValueType? {
    if !reader.has("type") {
      if table?.holdsBits == true || reader.has("bit") { return .bool }
      if reader.has("flags") { return .bits }
      if reader.has("states") { return .u16 }
    }
    guard let value = reader.required("type", example: "\"u16\""), let name = value.string() else {
      return nil
    }
    if let type = RegisterEncoding.ValueType(name: name) { return type }
    if name.hasPrefix("ascii") {
      value.report("\(quoted(name)) is no type; a text is ascii:N with N from 1 to 250")
      return nil
    }
    let known = ["u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64", "bool", "bits", "ascii:N"]
    value.report("unknown type \(quoted(name)); " + suggestion(for: name, among: known))
    return nil
  }

  /// `field: { shift: 12, width: 4 }`, or `bit: 3` for a field of one bit.
  private func readField() -> BitField? {
    let bit = reader.optional("bit")?.integer(in: 0...63)
    guard let value = reader.optional("field") else {
      return bit.map { BitField(shift: $0, width: 1) }
    }
    if bit != nil { value.report("a point has `bit` or `field`; leave one away") }
    return value.object { reader -> BitField? in
      let shift = reader.required("shift", example: "12")?.integer(in: 0...63)
      let width = reader.required("width", example: "4")?.integer(in: 1...16)
      guard let shift, let width else { return nil }
      return BitField(shift: shift, width: width)
    } ?? nil
  }

  private func readPlausible() -> ClosedRange<Double>? {
    guard let value = reader.optional("plausible"), let bounds = value.array() else { return nil }
    let numbers = bounds.compactMap { $0.number() }
    guard numbers.count == bounds.count else { return nil }
    guard numbers.count == 2, numbers[0] <= numbers[1] else {
      value.report("expected the lowest and the highest value: [-40, 80]")
      return nil
    }
    return numbers[0]...numbers[1]
  }

  /// Asks for every key of a point that cannot be built, so that only wrong keys are unknown.
  private func readTheRest() {
    for key in [
      "pace", "help", "invalid", "plausible", "info", "states", "flags", "inverted", "scale",
      "offset", "factor", "valid_while", "unit", "quantity", "labels", "severity", "hazard",
      "alarm", "series",
    ] { _ = reader.optional(key) }
  }
}
