extension MetricLint {
  /// The plant's quantities, the agent's own series, and the standard process collector.
  private static let applicationPrefixes = ["facility_", "hallwatch_", "process_"]

  @Sendable static func nameTellsType(_ subject: Subject) -> [String] {
    ["counter", "gauge", "histogram", "summary", "stateset"]
      .filter { subject.nameParts.contains(Substring($0)) }
      .map { "the name should not include the type \($0)" }
  }

  @Sendable static func nameIsNotLowerCase(_ subject: Subject) -> [String] {
    subject.family.name.contains(where: \.isUppercase)
      ? ["the name should be lower case with underscores"] : []
  }

  @Sendable static func nameHasNoPrefix(_ subject: Subject) -> [String] {
    applicationPrefixes.contains { subject.family.name.hasPrefix($0) }
      ? [] : ["the name should begin with one of \(applicationPrefixes.joined(separator: ", "))"]
  }
}
