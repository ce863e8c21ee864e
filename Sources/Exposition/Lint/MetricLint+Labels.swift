extension MetricLint {
  /// `le` and `quantile` belong to histograms and summaries; `job` and `instance` to the scraping
  /// server, which would rename ours.
  @Sendable static func labelIsReserved(_ subject: Subject) -> [String] {
    subject.labelNames.filter { ["le", "quantile", "job", "instance"].contains($0) }
      .map { "the label \($0) is reserved" }
  }

  @Sendable static func labelIsNotLowerCase(_ subject: Subject) -> [String] {
    subject.labelNames.filter { $0.contains(where: \.isUppercase) }
      .map { "the label \($0) should be lower case with underscores" }
  }
}
