import DeviceProfiles

extension ProfileFile {
  /// What must hold on every device of the family: the list `identity`.
  static func readIdentity(_ list: ValueReader?) -> [IdentityCheck] {
    (list?.array() ?? []).compactMap { element in
      element.object { reader -> IdentityCheck? in
        let point = reader.required("point", example: "\"model\"")?.nonEmptyString()
        let before = reader.log.problems.count
        let expectations = readExpectations(reader)
        let isNegated = reader.optional("not")?.boolean() ?? false
        guard let expectation = expectations.first, expectations.count == 1 else {
          if reader.log.problems.count == before {
            reader.report(
              "an identity says exactly one of `is`, `one_of`, `between`, `starts_with`")
          }
          return nil
        }
        return point.map {
          IdentityCheck(point: $0, expectation: isNegated ? .not(expectation) : expectation)
        }
      } ?? nil
    }
  }

  private static func readExpectations(_ reader: ObjectReader) -> [IdentityCheck.Expectation] {
    var expectations: [IdentityCheck.Expectation] = []
    if let value = reader.optional("is") {
      if case .string = value.node.content {
        expectations += value.nonEmptyString().map { [.text([$0])] } ?? []
      } else {
        expectations += value.number().map { [.number($0)] } ?? []
      }
    }
    if let list = reader.optional("one_of")?.array() {
      if list.contains(where: { $0.isText }) {
        expectations.append(.text(list.compactMap { $0.nonEmptyString() }))
      } else {
        expectations.append(.oneOf(list.compactMap { $0.number() }))
      }
    }
    if let value = reader.optional("between"), let bounds = value.array() {
      let numbers = bounds.compactMap { $0.number() }
      if numbers.count == 2, numbers[0] <= numbers[1] {
        expectations.append(.between(numbers[0]...numbers[1]))
      } else if numbers.count == bounds.count {
        value.report("expected the lowest and the highest value: [1.2, 1.9]")
      }
    }
    if let value = reader.optional("starts_with") {
      if case .array = value.node.content {
        expectations.append(.anyPrefix((value.array() ?? []).compactMap { $0.nonEmptyString() }))
      } else {
        expectations += value.nonEmptyString().map { [.prefix($0)] } ?? []
      }
    }
    return expectations
  }
}

extension ValueReader {
  /// Whether the value is a text.
  fileprivate var isText: Bool { if case .string = node.content { true } else { false } }
}
