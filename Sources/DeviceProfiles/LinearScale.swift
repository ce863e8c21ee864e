/// raw × scale + offset, so that decimal scales give the decimal that the device means.
///
/// 3 × 0.1 is 0.30000000000000004 in binary; 3 ÷ 10 is 0.3. So a scale that is one over a whole
/// number divides.
struct LinearScale: Sendable {
  private let factor: Double
  private let divides: Bool
  let offset: Double

  init(scale: Double, offset: Double) {
    let inverse = (1 / scale).rounded()
    divides = abs(scale) < 1 && inverse.isFinite && 1 / inverse == scale
    factor = divides ? inverse : scale
    self.offset = offset
  }

  init(_ scaling: Scaling) { self.init(scale: scaling.scale, offset: scaling.offset) }

  /// The raw number in the profile's unit.
  @inline(__always)
  func value(of raw: Double) -> Double { (divides ? raw / factor : raw * factor) + offset }

  /// The raw number, not rounded, that stands for a value.
  func raw(of value: Double) -> Double {
    divides ? (value - offset) * factor : (value - offset) / factor
  }
}

/// 10 to the power of an exponent that a device gave; nil outside −30…30, which no device means.
/// Negative exponents divide, for the same reason as `LinearScale`.
func shifted(_ value: Double, byPowerOfTen exponent: Int64) -> Double? {
  guard (-30...30).contains(exponent) else { return nil }
  var power = 1.0
  for _ in 0..<abs(exponent) { power *= 10 }
  return exponent < 0 ? value / power : value * power
}

/// The share that `exponent` lengths take when one takes `share`: obscuration per foot to
/// obscuration per metre. Nil when the share is not between 0 and 1.
func compounded(_ share: Double, exponent: Double) -> Double? {
  guard (0...1).contains(share) else { return nil }
  return exponent == 1 ? share : 1 - power(1 - share, exponent)
}

/// base^exponent for a base from 0 to 1 and a positive exponent. The standard library has no `pow`:
/// whole powers by multiplication, the rest by repeated square roots of the base, to the last bits
/// of a Double.
func power(_ base: Double, _ exponent: Double) -> Double {
  let whole = exponent.rounded(.down)
  var result = 1.0
  for _ in 0..<Int(min(whole, 1000)) { result *= base }
  var fraction = exponent - whole
  var root = base
  for _ in 0..<60 where fraction > 0 {
    root = root.squareRoot()
    fraction *= 2
    if fraction >= 1 {
      result *= root
      fraction -= 1
    }
  }
  return result
}
