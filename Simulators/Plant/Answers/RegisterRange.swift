import DeviceProfiles
import Registers

/// The numbers that a point's registers can hold, in the point's unit.
struct RegisterRange: Sendable {
  private let range: ClosedRange<Double>?
  /// One step of the registers.
  private let step: Double

  init(_ point: PointDefinition) {
    guard case .number(let scaling) = point.meaning else {
      (range, step) = (nil, 0)
      return
    }
    step = abs(scaling.scale)
    let ends = point.sayableNumbers ?? Self.wholeRange(of: point, scaling)
    switch (ends, point.plausible) {
    case (let registers?, let plausible?):
      range = registers.overlaps(plausible) ? registers.clamped(to: plausible) : plausible
    case (let registers, let plausible): range = registers ?? plausible
    }
  }

  /// The numbers of the raw values, where a factor of another register is 1, as it is in the plant.
  private static func wholeRange(
    of point: PointDefinition, _ scaling: Scaling
  ) -> ClosedRange<Double>? {
    guard point.holdsInteger else { return nil }
    let ends = [point.rawRange.lowerBound, point.rawRange.upperBound]
      .map { Double($0) * scaling.scale + scaling.offset }.sorted()
    return ends[0]...ends[1]
  }

  /// Whether a number is in reach.
  func contains(_ number: Double) -> Bool { range?.contains(number) ?? false }

  /// The numbers in reach that lie nearest to one out of reach, the nearest first: the ends of a
  /// range are often taken for other things.
  func nearest(to number: Double) -> [Double] {
    guard let range else { return [] }
    let end = min(range.upperBound, max(range.lowerBound, number))
    let inward = end == range.upperBound ? -step : step
    let inside = (1...4).map { end + Double($0) * inward }
    return [end] + inside.map { min(range.upperBound, max(range.lowerBound, $0)) }
  }
}
