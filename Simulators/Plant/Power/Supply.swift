/// Alternating voltage as it stands on a conductor at one instant.
struct Supply: Sendable, Equatable {
  /// Phase to neutral, in volts; 0 when dead.
  var voltage: Double
  /// In hertz; 0 when dead.
  var frequency: Double

  static let dead = Supply(voltage: 0, frequency: 0)
  /// Direct current for controls.
  static let controls = Supply(voltage: 24, frequency: 0)
  /// What everything in the hall is made for.
  static let nominal = Supply(voltage: 230, frequency: 50)

  /// Whether equipment can run on it: 85 % to 115 % of nominal, 47 to 53 Hz.
  var isAcceptable: Bool {
    let share = voltage / Supply.nominal.voltage
    return share >= 0.85 && share <= 1.15 && frequency >= 47 && frequency <= 53
  }
}
