import Agent

/// Parts of a JSON Schema, as few words as they need.
enum Schema {
  /// An object with exactly these keys.
  static func object(
    _ properties: [(String, JSONText)], required: [String] = [], more: [(String, JSONText)] = []
  ) -> JSONText {
    .object(
      [
        ("type", .text("object")), ("properties", .object(properties)),
        ("required", .array(required.map { .text($0) })), ("additionalProperties", .flag(false)),
      ] + more)
  }

  /// An object whose keys are names that the author chose.
  static func names(of value: JSONText) -> JSONText {
    .object([("type", .text("object")), ("additionalProperties", value)])
  }

  static func array(of item: JSONText, least: Int = 0) -> JSONText {
    .object([("type", .text("array")), ("items", item), ("minItems", .count(least))])
  }

  static let text = JSONText.object([("type", .text("string")), ("minLength", .count(1))])
  static let anyText = JSONText.object([("type", .text("string"))])
  static let number = JSONText.object([("type", .text("number"))])
  static let boolean = JSONText.object([("type", .text("boolean"))])
  static let raw = JSONText.object([("type", .text("integer"))])

  static func text(matching pattern: String) -> JSONText {
    .object([("type", .text("string")), ("pattern", .text(pattern))])
  }

  static func integer(_ range: ClosedRange<Int>) -> JSONText {
    .object([
      ("type", .text("integer")), ("minimum", .count(range.lowerBound)),
      ("maximum", .count(range.upperBound)),
    ])
  }

  static func choice(_ names: [String]) -> JSONText {
    .object([("enum", .array(names.map { .text($0) }))])
  }

  static func any(_ schemas: JSONText...) -> JSONText { .object([("anyOf", .array(schemas))]) }

  /// Two numbers, the lowest and the highest.
  static let range = JSONText.object([
    ("type", .text("array")), ("items", number), ("minItems", .count(2)), ("maxItems", .count(2)),
  ])

  /// A duration such as `250ms`.
  static let duration = text(matching: "^[0-9]+(ms|s|m|h|d)$")

  static func reference(_ name: String) -> JSONText {
    .object([("$ref", .text("#/$defs/\(name)"))])
  }
}
