import Readings

/// A small drawing of the last hour, or of as much of it as there is: a line with gaps where
/// nothing was known.
enum TrendFigure {
  private static let width = 120.0
  private static let height = 28.0

  /// Draws how a point has gone; `name` says what it is, `unit` in what. Nothing is drawn for fewer
  /// than two values.
  static func draw(
    _ trends: TrendStore, of point: PointIndex, name: String, unit: String?,
    into page: inout Markup
  ) {
    draw(trends.samples(of: point), every: trends.step, name: name, unit: unit, into: &page)
  }

  /// Draws samples, oldest first.
  static func draw(
    _ samples: [Double?], every step: Duration, name: String, unit: String?,
    into page: inout Markup
  ) {
    let known = samples.compactMap(\.self)
    guard let low = known.min(), let high = known.max(), known.count > 1 else { return }
    let span = Wording.duration(step * (samples.count - 1))
    let (lowText, highText) = (Wording.number(low, unit: unit), Wording.number(high, unit: unit))
    let title =
      "\(name), last \(span): "
      + (low == high ? "\(lowText) throughout" : "\(lowText) to \(highText)")
    page.element(
      "svg",
      [
        "class": "trend", "viewBox": "0 0 \(Int(width)) \(Int(height))",
        "preserveAspectRatio": "none", "role": "img", "aria-label": title,
      ]
    ) { svg in
      svg.element("title", [:], title)
      let span = high > low ? high - low : 1
      let lines = paths(samples, from: 0, width: width) {
        tenths(height - 2 - ($0 - low) / span * (height - 4))
      }
      for path in lines { svg.shape("polyline", ["points": path]) }
    }
  }

  /// A stretch of neighbouring samples each, as the points of a line.
  static func paths(
    _ samples: [Double?], from left: Double, width: Double, height: (Double) -> String
  ) -> [String] {
    let step = width / Double(max(1, samples.count - 1))
    var paths: [String] = []
    var path = ""
    for (place, sample) in samples.enumerated() {
      if let sample {
        let x = tenths(left + Double(place) * step)
        let y = height(sample)
        path += path.isEmpty ? "\(x),\(y)" : " \(x),\(y)"
      } else if !path.isEmpty {
        paths.append(path)
        path = ""
      }
    }
    if !path.isEmpty { paths.append(path) }
    // A line of one point has no length: a stub makes it seen.
    return paths.map { $0.contains(" ") ? $0 : "\($0) \($0)" }
  }

  static func tenths(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}
