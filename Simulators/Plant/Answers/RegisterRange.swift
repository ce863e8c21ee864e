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
    let raw: ClosedRange<Double>? =
      switch point.encoding.type {
      case .u16: 0...65_535
      case .i16: -32_768...32_767
      case .u32: 0...4_294_967_295
      case .i32: -2_147_483_648...2_147_483_647
      case .u64: 0...1.8e19
      case .i64: -9.2e18...9.2e18
      default: nil
      }
    let ends = raw.map {
      [$0.lowerBound, $0.upperBound].map { $0 * scaling.scale + scaling.offset }.sorted()
    }
    switch (ends.map { $0[0]...$0[1] }, point.plausible) {
    case (let registers?, let plausible?):
      range = registers.overlaps(plausible) ? registers.clamped(to: plausible) : plausible
    case (let registers, let plausible): range = registers ?? plausible
    }
  }

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
