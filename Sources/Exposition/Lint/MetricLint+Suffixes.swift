extension MetricLint {
  @Sendable static func counterHasNoTotal(_ subject: Subject) -> [String] {
    subject.family.type == .counter && !subject.family.name.hasSuffix("_total")
      ? ["a counter's name should end in _total"] : []
  }

  @Sendable static func totalIsNoCounter(_ subject: Subject) -> [String] {
    subject.family.type != .counter && subject.family.name.hasSuffix("_total")
      ? ["only a counter's name should end in _total"] : []
  }

  @Sendable static func infoSuffixIsNoInfo(_ subject: Subject) -> [String] {
    subject.family.type != .info && subject.family.name.hasSuffix("_info")
      ? ["only an info family's name should end in _info"] : []
  }

  /// Suffixes that histograms and summaries give to their samples.
  @Sendable static func suffixIsReserved(_ subject: Subject) -> [String] {
    ["_bucket", "_count", "_sum", "_created", "_gcount", "_gsum"]
      .filter { subject.family.baseName.hasSuffix($0) }
      .map { "the suffix \($0) is reserved" }
  }
}
