/// The meaning of a number in the array of values that an exposition is made of.
package enum SampleValue {
  /// The mark of a series that has no sample now. It is not written at all: neither is any other
  /// NaN, nor an infinity, because to Prometheus those would be values.
  package static let absent = Double.nan

  /// Whether a sample is written for the value.
  package static func isPresent(_ value: Double) -> Bool { value.isFinite }
}
