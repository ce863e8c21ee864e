import DeviceProfiles

/// What part of the hall a device reports.
enum InstrumentKind: Sendable, Hashable {
  case ups, generator, transferSwitch, meter, pdu, pack, cooling, probe, leak, smoke, contacts
  case chiller
  /// A device of no known kind: it answers from the place where it stands.
  case other

  /// The kind that a profile describes. Devices made of the site's own points have no class that
  /// says it, so what their points measure decides.
  ///
  /// - Parameter role: the label `role`: `chiller` makes one of a cooling device whose map does not
  ///   say so.
  init(_ profile: DeviceProfile, role: String? = nil) {
    let quantities = Set(profile.points.flatMap { $0.series.map(\.quantity.name) })
    let isAspirating =
      quantities.contains("fire_smoke_obscuration_ratio_per_meter")
      || quantities.contains("fire_aspirator_fan_rpm")
    switch profile.deviceClass {
    case .ups: self = .ups
    case .generator: self = .generator
    case .transferSwitch: self = .transferSwitch
    case .meter: self = .meter
    case .pdu: self = .pdu
    case .battery: self = .pack
    case .environment, .gas: self = .probe
    case .leak: self = .leak
    case .cooling:
      let hasCondenserWater = profile.points.contains { point in
        point.series.contains { $0.labels.contains(Label("circuit", "condenser")) }
      }
      self = hasCondenserWater || role == "chiller" ? .chiller : .cooling
    case .fire: self = isAspirating ? .smoke : .contacts
    case .io, .other: self = Self.guessed(from: quantities, isAspirating: isAspirating)
    }
  }

  private static func guessed(from quantities: Set<String>, isAspirating: Bool) -> Self {
    if isAspirating { return .smoke }
    if quantities.contains("air_temperature_celsius") { return .probe }
    if quantities.contains("leak_detected") { return .leak }
    if quantities.contains("fire_alarm") { return .contacts }
    if quantities.contains("electric_real_power_watts") { return .meter }
    return .other
  }
}
