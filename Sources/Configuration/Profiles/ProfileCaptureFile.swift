package import DeviceProfiles
import Readings
import Registers

/// The golden captures of one device family: `<profile>.capture.json5`.
package struct ProfileCaptureFile {
  /// The profile that the captures prove.
  package var profile: String
  package var captures: [GoldenCapture]

  /// The captures of a text, or nil with every mistake in it.
  package static func read(_ text: String, file: String) -> (
    ProfileCaptureFile?, [ConfigurationProblem]
  ) {
    let log = ProblemLog()
    let read = ObjectReader.read(text, file: file, log: log) { reader in
      ProfileCaptureFile(
        profile: reader.required("profile", example: "\"acme-meter-3\"")?.nonEmptyString() ?? "",
        captures: (reader.required("captures", example: "[ … ]")?.array() ?? [])
          .compactMap { $0.object { readCapture($0) } })
    }
    if let read, read.captures.isEmpty, log.problems.isEmpty {
      log.report(
        SourcePlace(file: file, path: "captures").problem("there is no capture; add at least one"))
    }
    return (log.problems.isEmpty ? read : nil, log.problems)
  }

  private static func readCapture(_ reader: ObjectReader) -> GoldenCapture {
    GoldenCapture(
      name: reader.required("name", example: "\"on-battery\"")?.nonEmptyString() ?? "",
      blocks: (reader.required("answers", example: "[ … ]")?.array() ?? [])
        .compactMap { $0.object { readBlock($0) } ?? nil },
      readings: (reader.required("readings", example: "{ … }")?.members() ?? [])
        .compactMap { key, value in readExpected(value).map { (point: key, expected: $0) } },
      active: ProfileFile.texts(reader.optional("active")), choice: readChoice(reader))
  }

  /// `options: { word_order: "little" }` and `inputs: ["loop_1_detector_17"]`: the device of the
  /// capture, where the profile leaves something open.
  private static func readChoice(_ reader: ObjectReader) -> ProfileChoice {
    var choice = ProfileChoice()
    for (name, value) in reader.optional("options")?.members() ?? [] {
      if case .string = value.node.content {
        choice.options[name] = value.nonEmptyString().map { .word($0) }
      } else {
        choice.options[name] = value.integer(in: 0...65535).map { .number($0) }
      }
    }
    choice.inputs = Set(ProfileFile.texts(reader.optional("inputs")))
    return choice
  }

  /// `{ table: "holding", address: 128, words: [0x0000, 0x0E10] }`, with `page` and with `bits`
  /// for bit tables.
  private static func readBlock(_ reader: ObjectReader) -> RegisterBlock? {
    let table = ProfileFile.readTable(reader.required("table", example: "\"holding\""))
    let page = reader.optional("page")?.integer(in: 0...255) ?? 0
    let address = reader.required("address", example: "0")?.integer(in: 0...65535)
    let list = reader.required("words", example: "[0x0001]")
    let words = (list?.array() ?? []).compactMap {
      $0.integer(in: 0...(table?.holdsBits == true ? 1 : 65535)).map { UInt16($0) }
    }
    guard let table, let address, let list else { return nil }
    guard page * 256 + address <= 65535,
      let span = RegisterSpan(
        table: table, start: UInt16(page * 256 + address), count: words.count)
    else {
      list.report("an answer has 1 to \(table.maximumCount) words and ends at address 65535")
      return nil
    }
    return RegisterBlock(span: span, words: words)
  }

  /// A number, true or false, a name or text, a list of names, or `{ none: "not_available" }`.
  private static func readExpected(_ value: ValueReader) -> GoldenCapture.Expected? {
    switch value.node.content {
    case .number: return value.number().map { .number($0) }
    case .boolean: return value.boolean().map { .flag($0) }
    case .string: return value.string().map { .word($0) }
    case .array: return .words((value.array() ?? []).compactMap { $0.string() })
    default:
      return value.object { reader in
        let reasons = NoData.allCases.map { (name: $0.name, choice: $0) }
        return reader.required("none", example: "\"not_available\"")?.choice(among: reasons)
          .map { .none($0) }
      } ?? nil
    }
  }
}
