extension Float {
  /// The number that the device meant: the decimal with the fewest places that reads back as this
  /// very float, as a Double.
  ///
  /// A meter that says 230.1 sends the float nearest to it; widened as it stands, that is
  /// 230.10000610351562, which no instrument has measured. The value stays within half a unit in
  /// the last place of the float.
  package var decimalDouble: Double {
    let wide = Double(self)
    guard isFinite, wide != wide.rounded() else { return wide }
    var power = 1.0
    for _ in 0..<12 {
      power *= 10
      let scaled = (wide * power).rounded()
      // Beyond 2^53 a whole number is no longer exact, and neither is the quotient.
      guard abs(scaled) < 9_007_199_254_740_992 else { break }
      let candidate = scaled / power
      if Float(candidate) == self { return candidate }
    }
    return wide
  }
}
