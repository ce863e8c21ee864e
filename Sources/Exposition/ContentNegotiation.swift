/// The choice of a format from the header Accept of a request.
package enum ContentNegotiation {
  /// OpenMetrics 1.0.0 when the header names it with at least the weight of text 0.0.4, else text.
  ///
  /// Wildcards speak for text only, so a browser gets something that it shows. There is always an
  /// answer: a header that is absent, malformed, or asks for something else gets text.
  package static func format(accept: String?) -> ExpositionFormat {
    guard let accept else { return .text004 }
    var openMetrics = Preference()
    var text = Preference()
    for element in MediaRange.list(accept) {
      guard let range = MediaRange(element) else { continue }
      switch range.mediaType {
      case "application/openmetrics-text":
        if range.version == nil || range.version == "1.0.0" {
          openMetrics.offer(range.weight, specificity: range.version == nil ? 2 : 3)
        }
      case "text/plain":
        if range.version == nil || range.version == "0.0.4" {
          text.offer(range.weight, specificity: range.version == nil ? 2 : 3)
        }
      case "text/*": text.offer(range.weight, specificity: 1)
      case "*/*": text.offer(range.weight, specificity: 0)
      default: break
      }
    }
    return openMetrics.weight > 0 && openMetrics.weight >= text.weight ? .openMetrics100 : .text004
  }

  /// The weight of one format: that of the most specific range that speaks for it.
  private struct Preference {
    /// In thousandths.
    var weight = 0
    private var specificity = -1

    mutating func offer(_ weight: Int, specificity: Int) {
      if specificity == self.specificity {
        self.weight = max(self.weight, weight)
      } else if specificity > self.specificity {
        (self.weight, self.specificity) = (weight, specificity)
      }
    }
  }
}
