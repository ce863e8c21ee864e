// The standard library has square roots but no exponential, and a libm may differ in the last bit
// from machine to machine. Simulated runs are compared byte for byte, so these are computed here
// from additions and multiplications alone.

/// e to the power of a number from -50 to 50, to about 15 digits.
func exponential(_ power: Double) -> Double {
  // e^x = 2^k · e^r with r within half of ln 2, where a short series is exact.
  let doublings = (power / naturalLogarithmOf2).rounded()
  let rest = power - doublings * naturalLogarithmOf2
  var term = 1.0
  var sum = 1.0
  for order in 1...16 {
    term *= rest / Double(order)
    sum += term
  }
  return Double(sign: .plus, exponent: Int(doublings), significand: sum)
}

/// The natural logarithm of a positive number, to about 14 digits.
func naturalLogarithm(_ number: Double) -> Double {
  let exponent = number.exponent
  let significand = number.significand
  // ln(s) = 2 artanh((s-1)/(s+1)); s lies in 1..<2, so the ratio is below 1/3.
  let ratio = (significand - 1) / (significand + 1)
  let square = ratio * ratio
  var power = ratio
  var sum = 0.0
  for order in 0..<16 {
    sum += power / Double(2 * order + 1)
    power *= square
  }
  return 2 * sum + Double(exponent) * naturalLogarithmOf2
}

/// The third root of a positive number.
func cubeRoot(_ number: Double) -> Double { exponential(naturalLogarithm(number) / 3) }

private let naturalLogarithmOf2 = 0.693_147_180_559_945_3
