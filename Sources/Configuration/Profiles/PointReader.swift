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
  func read() -> PointDraft? {
    if reader.has("any_of") { return readComputed() }
    let isPresent = context.isPresent(when: reader.optional("when"))
    let name = reader.required("point", example: "\"air_temperature\"")?.nonEmptyString()
    let table =
      context.table == nil || reader.has("table")
      ? ProfileFile.readTable(reader.required("table", example: "\"holding\"")) : context.table
    let address = readAddress()
    let letters = readWideLetters()
    let encoding = readEncoding(table, hasWideLetters: letters)
    let field = readField()
    let width = readWidth(table)
    guard let name, let table, let address, let encoding else {
      readTheRest()
      return nil
    }
    var point = PointDefinition(
      name: numbered(name), table: table, address: address, encoding: encoding, field: field,
      meaning: .text, pace: reader.optional("pace")?.choice() ?? context.pace,
      help: numbered(reader.optional("help")?.string() ?? ""))
    point.bitCount = width
    point.hasWideLetters = letters
    point.parts = readParts()
    point.shares = reader.optional("shares")?.nonEmptyString().map { numbered($0) }
    point.rollsOverAt = readRollOver(point)
    point.sentinels = readSentinels(encoding.type, field)
    point.plausible = PointChange.plausible(reader)
    point.infoLabel = reader.optional("info")?.nonEmptyString()
    var series = PointSeriesReader(self, pointName: point.name)
    point.meaning = readMeaning(encoding.type, &series)
    let conditions = readConditions()
    let unit = reader.optional("unit")?.nonEmptyString()
    series.readWhole(point.meaning)
    point.series = series.series
    point.alarms = series.alarms
    point.unit = unit ?? point.series.first { $0.extraction == .whole }?.quantity.unit
    point.models = readModels()
    point.input = reader.optional("input")?.nonEmptyString().map { numbered($0) }
    let isOnDemand = reader.optional("on_demand")?.boolean() ?? false
    let isWanted = !isOnDemand || point.input.map { context.choice.inputs.contains($0) } == true
    let draft = PointDraft(definition: point, conditions: conditions)
    return isPresent && isWanted && isWordOrderKnown && isShiftKnown ? draft : draft.absent
  }

  /// `model: [201, 202, 203, 204]`, or one number.
  private func readModels() -> [UInt16] {
    guard let value = reader.optional("model") else { return [] }
    let list: [ValueReader] =
      if case .array = value.node.content { value.array() ?? [] } else { [value] }
    return list.compactMap { $0.integer(in: 1...65534) }.map { UInt16($0) }
  }

  /// Whether the option that decides the word order, if one does, says something.
  private var isWordOrderKnown: Bool {
    let given = reader.optional("word_order").map { context.readWordOrder($0) }
    guard let option = given?.option ?? (given == nil ? context.wordOrderOption : nil) else {
      return true
    }
    return context.value(of: option) != nil
  }

  /// Whether the option that moves the point, if one does, says a number.
  private var isShiftKnown: Bool {
    let own = reader.optional("shift")?.object { context.readShift($0) } ?? nil
    guard let shift = own ?? context.shift else { return true }
    return context.value(of: shift.option) != nil
  }

  /// A point that is made of others: `any_of: [ … ]`, each as in `valid_while`.
  private func readComputed() -> PointDraft? {
    let isPresent = context.isPresent(when: reader.optional("when"))
    let name = reader.required("point", example: "\"battery_low\"")?.nonEmptyString()
    let conditions = (reader.optional("any_of")?.array() ?? []).compactMap { readCondition($0) }
    var point = PointDefinition(
      computing: .anyOf([]), name: numbered(name ?? ""), meaning: .flag(inverted: false),
      help: numbered(reader.optional("help")?.string() ?? ""))
    var series = PointSeriesReader(self, pointName: point.name)
    series.readWhole(point.meaning)
    point.series = series.series
    point.alarms = series.alarms
    guard name != nil else { return nil }
    var draft = PointDraft(definition: point, conditions: [])
    draft.anyOf = conditions
    return isPresent ? draft : draft.absent
  }

  /// `{n}` replaced by the number of the repetition; in nested ones, each name by its number.
  func numbered(_ text: String) -> String { group.numbered(text, at: step) }

  /// The address on the wire: `address`, 256 × `page` further, and the stride of the repetition.
  private func readAddress() -> UInt16? { readAddress(reader) }

  private func readAddress(_ reader: ObjectReader) -> UInt16? {
    let page = reader.optional("page")?.integer(in: 0...255) ?? 0
    guard let value = reader.required("address", example: "0"),
      let address = value.integer(in: 0...65535)
    else { return nil }
    let place = page * 256 + address + group.offset(at: step) + readShift(reader)
    guard place <= 65535 else {
      value.report("page \(page) and address \(address) are past address 65535")
      return nil
    }
    return UInt16(place)
  }

  /// How far an option moves the point.
  private func readShift(_ reader: ObjectReader) -> Int {
    let own = reader.optional("shift")?.object { context.readShift($0) } ?? nil
    guard let shift = own ?? context.shift,
      case .number(let number)? = context.value(of: shift.option)
    else { return 0 }
    return number * shift.stride
  }

  private func readEncoding(
    _ table: RegisterTable?, hasWideLetters: Bool
  ) -> RegisterEncoding? {
    let wordOrder = reader.optional("word_order").flatMap { context.readWordOrder($0).order }
    let byteOrder: RegisterEncoding.ByteOrder? = reader.optional("byte_order")?.choice()
    guard var type = readType(table) else { return nil }
    if hasWideLetters, case .ascii(let count) = type { type = .ascii(count: count * 2) }
    return RegisterEncoding(
      type, wordOrder: wordOrder ?? context.wordOrder, byteOrder: byteOrder ?? context.byteOrder)
  }

  private func readType(_ table: RegisterTable?) -> RegisterEncoding.ValueType? {
    if !reader.has("type") {
      if table?.holdsBits == true, reader.has("flags") { return .bits }
      if table?.holdsBits == true, reader.has("width") || reader.has("states") { return .u16 }
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

  /// `letters: "low"`: each register holds one letter, in its low byte.
  private func readWideLetters() -> Bool {
    guard let value = reader.optional("letters") else { return false }
    return value.choice(among: [("low", true), ("both", false)]) ?? false
  }

  /// `width: 4`: as many addresses of a bit table as one number or word of flags.
  private func readWidth(_ table: RegisterTable?) -> Int {
    guard let value = reader.optional("width"), let width = value.integer(in: 1...16) else {
      return 1
    }
    guard table?.holdsBits == false else { return width }
    value.report("`width` is for coils and discrete inputs; a part of a register is a `field`")
    return 1
  }

  /// `plus: [{ address: 271, type: "u16", scale: 60, at_most: 59 }]`.
  private func readParts() -> [PointPart] {
    (reader.optional("plus")?.array() ?? []).compactMap { element in
      element.object { reader -> PointPart? in
        let address = readAddress(reader)
        let encoding = PointReader(reader, context: context, group: group, step: step)
          .readEncoding(.holdingRegister, hasWideLetters: false)
        let scale = reader.optional("scale")?.number() ?? 1
        let atMost = reader.optional("at_most")?.integer(in: 0...Int.max)
        guard let address, let encoding else { return nil }
        return PointPart(
          address: address, encoding: encoding, scale: scale, atMost: atMost.map { Int64($0) })
      } ?? nil
    }
  }

  /// `rolls_over: true` for the width of the type, or the raw value at which it starts again.
  private func readRollOver(_ point: PointDefinition) -> Double? {
    guard let value = reader.optional("rolls_over") else { return nil }
    if case .boolean(let rollsOver) = value.node.content {
      guard rollsOver else { return nil }
      guard point.holdsInteger, point.rawBitCount < 64 else {
        value.report("`true` needs an integer of at most 32 bits; write the number of raw values")
        return nil
      }
      return Double(point.rawRange.upperBound) + 1
    }
    return value.number(in: 100...1e18)
  }

  /// `field: { shift: 12, width: 4 }`, `bit: 3` for a field of one bit, `mask: 0x08FF` for bits
  /// that are left where they are.
  private func readField() -> BitField? {
    let bit = reader.optional("bit")?.integer(in: 0...63)
    let mask = reader.optional("mask")?.integer(in: 1...0xFFFF_FFFF)
    let given = [reader.has("bit"), reader.has("mask"), reader.has("field")].count { $0 }
    if given > 1 { reader.report("a point has one of `bit`, `mask` and `field`") }
    guard let value = reader.optional("field") else {
      return bit.map { BitField(shift: $0, width: 1) } ?? mask.map { BitField(mask: UInt64($0)) }
    }
    return value.object { reader -> BitField? in
      let shift = reader.required("shift", example: "12")?.integer(in: 0...63)
      let width = reader.required("width", example: "4")?.integer(in: 1...16)
      guard let shift, let width else { return nil }
      return BitField(shift: shift, width: width)
    } ?? nil
  }

  /// Asks for every key of a point that cannot be built, so that only wrong keys are unknown.
  private func readTheRest() {
    for key in [
      "pace", "help", "invalid", "plausible", "info", "states", "flags", "inverted", "scale",
      "offset", "factor", "valid_while", "unit", "quantity", "labels", "severity", "hazard",
      "alarm", "series", "width", "letters", "plus", "shares", "rolls_over", "input",
      "on_demand", "bit", "mask", "field", "model",
    ] { _ = reader.optional(key) }
  }
}
