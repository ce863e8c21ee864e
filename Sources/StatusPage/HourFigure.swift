import Agent
import Alarms
import DeviceProfiles
import Readings

/// The last hour of one point, large: with its scale, the limits of its alarms, and gaps where
/// nothing was known.
enum HourFigure {
  private static let width = 720.0
  private static let height = 220.0
  private static let left = 84.0
  private static let bottom = 28.0

  static func draw(_ point: PointIndex, _ view: PlantView, into page: inout Markup) {
    let definition = view.definition(of: point)
    let unit = Wording.unit(of: definition)
    let samples = view.agent.trends.samples(of: point)
    let known = samples.compactMap(\.self)
    let name = Wording.name(definition.name)
    guard let low = known.min(), let high = known.max(), known.count > 1 else {
      page.element("p", ["class": "quiet"], "\(name): nothing to draw yet.")
      return
    }
    let step = view.agent.trends.step
    let span = step * (samples.count - 1)
    let limits = limits(of: point, view)
    let shown = limits.filter { isNear($0.value, low, high) }
    let scale = Scale(
      shown.reduce(low) { min($0, $1.value) }, shown.reduce(high) { max($0, $1.value) })
    let sentence =
      "\(name), last \(Wording.duration(span)): lowest \(Wording.number(low, unit: unit)), "
      + "highest \(Wording.number(high, unit: unit)), now "
      + (samples.last.flatMap { $0 }.map { Wording.number($0, unit: unit) } ?? "unknown")
    page.element("figure", ["class": "hour"]) { figure in
      figure.element("figcaption", [:], sentence)
      figure.element(
        "svg",
        [
          "viewBox": "0 0 \(Int(width)) \(Int(height))", "role": "img", "aria-label": sentence,
        ]
      ) { svg in
        for value in scale.ticks {
          let y = height(of: value, scale)
          svg.shape(
            "path", ["class": "grid", "d": "M\(tenths(left)) \(y) H\(tenths(width))"])
          svg.element(
            "text", ["class": "tick", "x": tenths(left - 8), "y": y, "text-anchor": "end"],
            Wording.number(value, unit: unit))
        }
        for limit in shown {
          let y = height(of: limit.value, scale)
          svg.shape("path", ["class": "limit", "d": "M\(tenths(left)) \(y) H\(tenths(width))"])
          svg.element(
            "text", ["class": "limit-name", "x": tenths(left + 6), "y": y, "dy": "-4"], limit.name)
        }
        for path in TrendFigure.paths(
          samples, from: left, width: width - left - 6, height: { height(of: $0, scale) })
        {
          svg.shape("polyline", ["points": path])
        }
        times(span, view, into: &svg)
      }
    }
  }

  /// The setpoints of the alarms on a point.
  private static func limits(
    of point: PointIndex, _ view: PlantView
  ) -> [(name: String, value: Double)] {
    view.agent.alarms.definitions.compactMap { definition in
      guard definition.point == point,
        case .limit(let level, let setpoint, _) = definition.condition
      else { return nil }
      return ("\(Wording.name(definition.name)) \(Wording.name(level.rawValue))", setpoint)
    }
  }

  /// Whether a limit lies so near to what was measured that drawing it leaves the rest legible.
  private static func isNear(_ limit: Double, _ low: Double, _ high: Double) -> Bool {
    let reach = max(3 * (high - low), max(low.magnitude, high.magnitude) / 4)
    return limit >= low - reach && limit <= high + reach
  }

  private static func times(_ span: Duration, _ view: PlantView, into svg: inout Markup) {
    let end = view.agent.trends.newest ?? view.now
    for (share, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
      let time = end - span * (1 - share)
      svg.element(
        "text",
        [
          "class": "tick", "x": tenths(left + (width - left - 6) * share),
          "y": tenths(height - 6), "text-anchor": anchor,
        ], String(view.clock(time).prefix(5)))
    }
  }

  private static func height(of value: Double, _ scale: Scale) -> String {
    let share = (value - scale.low) / (scale.high - scale.low)
    return tenths(height - bottom - share * (height - bottom - 18))
  }

  private static func tenths(_ number: Double) -> String { TrendFigure.tenths(number) }

  /// The numbers that the vertical axis goes through: round ones.
  struct Scale {
    var low: Double
    var high: Double
    var ticks: [Double] = []

    init(_ least: Double, _ most: Double) {
      // Not so fine that what differs in its last digit fills the figure.
      let span = max(most - least, max(least.magnitude, most.magnitude) * 0.02, 1e-6)
      let step = Self.round(span / 4)
      low = (least / step).rounded(.down) * step
      high = (most / step).rounded(.up) * step
      if high <= low { high = low + step }
      let count = Int(((high - low) / step).rounded())
      for number in 0...max(1, min(count, 10)) { ticks.append(low + Double(number) * step) }
    }

    /// The next of 1, 2, 5, 10, 20, 50 …
    private static func round(_ number: Double) -> Double {
      var power = 1.0
      while power * 10 <= number { power *= 10 }
      while power > number { power /= 10 }
      let lead = number / power
      return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10)
    }
  }
}
