import DeviceProfiles
import Registers

/// How far an option moves addresses: by its number times a stride.
struct AddressShift {
  var option: String
  var stride: Int
}

extension PointContext {
  /// What holds for an option: what the site chose, or the file's default. Nil when it is open.
  func value(of option: String) -> OptionValue? {
    choice.options[option] ?? options.first { $0.name == option }?.fallback
  }

  /// `"big"`, `"little"` or `{ option: "word_order" }`.
  func readWordOrder(_ value: ValueReader) -> (order: RegisterEncoding.WordOrder?, option: String?)
  {
    guard case .object = value.node.content else { return (value.choice(), nil) }
    let option = value.object { readOptionName($0) } ?? nil
    guard let option else { return (nil, nil) }
    guard case .word(let word)? = self.value(of: option) else { return (nil, option) }
    return (RegisterEncoding.WordOrder(rawValue: word), option)
  }

  /// `{ option: "ups_number", stride: 10000 }`.
  func readShift(_ reader: ObjectReader) -> AddressShift? {
    let option = readOptionName(reader)
    let stride = reader.required("stride", example: "1000")?.integer(in: 1...65535)
    guard let option, let stride else { return nil }
    return AddressShift(option: option, stride: stride)
  }

  private func readOptionName(_ reader: ObjectReader) -> String? {
    guard let value = reader.required("option", example: "\"word_order\""),
      let name = value.nonEmptyString()
    else { return nil }
    if options.contains(where: { $0.name == name }) { return name }
    value.report(
      "no option \(quoted(name)); " + suggestion(for: name, among: options.map(\.name)))
    return nil
  }

  /// `when: { element: "pellistor" }` or a list of values: whether the point exists under what was
  /// chosen.
  func isPresent(when value: ValueReader?) -> Bool {
    var isPresent = true
    for (name, wanted) in value?.members() ?? [] {
      guard let option = options.first(where: { $0.name == name }) else {
        wanted.report(
          "no option \(quoted(name)); " + suggestion(for: name, among: options.map(\.name)))
        continue
      }
      let list: [ValueReader] =
        if case .array = wanted.node.content { wanted.array() ?? [] } else { [wanted] }
      let accepted = list.compactMap { option.value($0) }
      guard let chosen = self.value(of: name), accepted.contains(chosen) else {
        isPresent = false
        continue
      }
    }
    return isPresent
  }
}

extension ProfileOption {
  /// A value of the option; nil after reporting what it may be.
  func value(_ reader: ValueReader) -> OptionValue? {
    switch values {
    case .words(let words):
      reader.choice(among: words.map { ($0, OptionValue.word($0)) })
    case .numbers(let range): reader.integer(in: range).map { .number($0) }
    }
  }

  /// The object `options` of a file.
  static func list(_ value: ValueReader?) -> [ProfileOption] {
    (value?.members() ?? []).compactMap { name, value in
      value.object { read($0, name: name) } ?? nil
    }
  }

  private static func read(_ reader: ObjectReader, name: String) -> ProfileOption? {
    let help = reader.optional("help")?.string() ?? ""
    let fallback = reader.optional("default")
    let words = reader.optional("choices")?.array()
    let from = reader.optional("from")?.integer(in: 0...65535)
    let to = reader.optional("to")?.integer(in: 0...65535)
    let values: Values
    if let words, from == nil, to == nil {
      values = .words(words.compactMap { $0.nonEmptyString() })
    } else if let from, let to, from <= to, words == nil {
      values = .numbers(from...to)
    } else {
      reader.report("an option has `choices: [ … ]`, or `from` and a `to` that is not below it")
      return nil
    }
    var option = ProfileOption(name: name, values: values, fallback: nil, help: help)
    option.fallback = fallback.flatMap { option.value($0) }
    return option
  }
}
