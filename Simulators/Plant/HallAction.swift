/// What can be done to a hall. Devices, feeds and rooms are given by their place in the hall.
package enum HallAction: Hashable, Sendable {
  /// The mains of the feeds fail or come back.
  case utility(isPresent: Bool, feeds: [Int])
  /// The mains dip to a share of their voltage for a while.
  case utilitySag(remaining: Double, duration: Duration, feeds: [Int])
  case generatorFault(GeneratorFault, isPresent: Bool, devices: [Int])
  /// The fuel tank stands at a level from 0 to 1.
  case fuelLevel(Double, devices: [Int])
  case coolingTrip(isTripped: Bool, devices: [Int])
  case upsBypass(isOrdered: Bool, devices: [Int])
  /// What the racks draw, as a share of what they are meant to.
  case rackLoad(Double)
  /// In degrees Celsius.
  case outdoorTemperature(Double)
  /// Water on a leak cable, so many metres along it; nil when it has dried.
  case leak(at: Double?, devices: [Int])
  case leakCable(isBroken: Bool, devices: [Int])
  /// A fire that adds so much obscuration (share of light per metre) each second, and heat in watts.
  /// Both zero when it is out.
  case fire(smoke: Double, heat: Double, rooms: [Int])
  /// A contact is held set or clear, or let go again when nil.
  case contact(point: String, state: Bool?, devices: [Int])
  /// A blocked pipe of an aspirating detector.
  case aspiratorBlocked(Bool, devices: [Int])
  /// A sensor goes wrong; a nil point means every number of the device.
  case sensor(SensorFault, point: String?, devices: [Int])
  /// A point says what a story wants; nil lets it say again what the plant does.
  case script(PointScript?, point: String, devices: [Int])
  /// Devices stop answering, or answer again.
  case reachability(Bool, devices: [Int])
  /// Nothing physical: a line in the story.
  case marker
}
