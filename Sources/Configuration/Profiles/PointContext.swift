package import DeviceProfiles
package import Registers

/// What points of one file share: the object `defaults` of a profile, and its named lists of
/// states. A site file's inline points have none.
package struct PointContext {
  package var table: RegisterTable?
  package var wordOrder: RegisterEncoding.WordOrder
  package var byteOrder: RegisterEncoding.ByteOrder
  package var pace: PointDefinition.Pace
  /// Sentinels by the name of the type, `u4` for fields of 4 bits, for points that give none.
  var invalidByType: [(type: String, invalid: ValueReader)]
  var stateSets: [(name: String, states: ValueReader)]
  /// Labels of every series whose quantity has them and that says nothing else.
  var labels: [(key: String, value: ValueReader)]
  /// What the site may choose, and what it chose.
  var options: [ProfileOption]
  var choice: ProfileChoice
  /// The option that decides the word order; nil when the file does.
  var wordOrderOption: String?
  var shift: AddressShift?

  package init() {
    table = nil
    wordOrder = .big
    byteOrder = .big
    pace = .normal
    invalidByType = []
    stateSets = []
    labels = []
    options = []
    choice = ProfileChoice()
  }

  /// The object `defaults` of a file with these options; nil gives a context without defaults.
  static func read(
    _ value: ValueReader?, options: [ProfileOption], choice: ProfileChoice
  ) -> PointContext {
    var context = PointContext()
    context.options = options
    context.choice = choice
    return value?.object { read($0, context) } ?? context
  }

  private static func read(_ reader: ObjectReader, _ empty: PointContext) -> PointContext {
    var context = empty
    context.table = ProfileFile.readTable(reader.optional("table"))
    let order = reader.optional("word_order").map { context.readWordOrder($0) }
    context.wordOrder = order?.order ?? .big
    context.wordOrderOption = order?.option
    context.shift = reader.optional("shift")?.object { context.readShift($0) } ?? nil
    context.byteOrder = reader.optional("byte_order")?.choice() ?? .big
    context.pace = reader.optional("pace")?.choice() ?? .normal
    context.labels = readLabels(reader)
    for (key, value) in reader.optional("invalid")?.members() ?? [] {
      let isField = (1...15).contains { key == "u\($0)" }
      guard isField || RegisterEncoding.ValueType(name: key) != nil else {
        value.report(
          "\(quoted(key)) is no type; write u16, i16, u32, i32, u64, i64, f32, f64, or u4 for "
            + "fields of 4 bits")
        continue
      }
      context.invalidByType.append((type: key, invalid: value))
    }
    return context
  }

  private static func readLabels(_ reader: ObjectReader) -> [(key: String, value: ValueReader)] {
    let known = Set(Quantity.vocabulary.flatMap(\.labels))
    return (reader.optional("labels")?.members() ?? []).filter { key, value in
      if known.contains(key) { return true }
      value.report(
        "no quantity has the label \(quoted(key)); "
          + suggestion(for: key, among: known.sorted()))
      return false
    }
  }
}

/// A point with the value of the file that it was read from.
package struct PlacedPoint {
  package var definition: PointDefinition
  package var value: ValueReader
  var conditions: [PlacedCondition] = []
  var anyOf: [PlacedCondition]?

  init(_ draft: PointDraft, value: ValueReader) {
    definition = draft.definition
    self.value = value
    conditions = draft.conditions
    anyOf = draft.anyOf
  }
}

/// One repetition of an entry of `points`, as far as it can be known by itself.
struct PointDraft {
  var definition: PointDefinition
  var conditions: [PlacedCondition]
  /// The conditions of a computed point; nil for one that is read.
  var anyOf: [PlacedCondition]?
  /// Whether the device has the point, after what the site chose.
  var isPresent = true

  init(definition: PointDefinition, conditions: [PlacedCondition]) {
    self.definition = definition
    self.conditions = conditions
  }

  /// The same, left out.
  var absent: PointDraft {
    var draft = self
    draft.isPresent = false
    return draft
  }
}
