/// The text formats that the agent speaks. Series are identical in both; metadata lines differ.
package enum ExpositionFormat: Hashable, Sendable, CaseIterable {
  case text004
  case openMetrics100

  /// The value of the header Content-Type. Prometheus 3 refuses a scrape without an exact one.
  package var contentType: String {
    switch self {
    case .text004: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics100: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// What ends the text; without it, OpenMetrics counts as cut off.
  var terminator: StaticString {
    switch self {
    case .text004: ""
    case .openMetrics100: "# EOF\n"
    }
  }
}
