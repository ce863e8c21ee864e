/// What can be done to a hall. Devices, feeds and rooms are given by their place in the hall.
package enum HallAction: Hashable, Sendable {
  /// The mains of the feeds fail or come back.
  case utility(isPresent: Bool, feeds: [Int])
  /// The mains dip to a share of their voltage for a while.
  case utilitySag(remaining: Double, duration: Duration, feeds: [Int])
  case generatorFault(GeneratorFault, isPresent: Bool, devices: [Int])
  /// The fuel tank stands at a level from 0 to 1.
  case fuelLevel(Double, devices: [Int])
  /// A generator runs for so long without load, as it does once a month.
  case generatorExercise(Duration, devices: [Int])
  /// Cooling units and chillers.
  case coolingTrip(isTripped: Bool, devices: [Int])
  /// The pumps of chillers stop, or run again.
  case pumps(areStopped: Bool, devices: [Int])
  case upsBypass(isOrdered: Bool, devices: [Int])
  /// A UPS tests its battery under load.
  case upsSelfTest(devices: [Int])
  /// Age has left the batteries of a UPS, or a pack, such a share of their capacity.
  case batteryAge(health: Double, devices: [Int])
  /// A cell of the packs runs away: at once, or warmed by so many watts until it does.
  case batteryRunaway(heating: Double, devices: [Int])
  /// What the racks draw, as a share of what they are meant to.
  case rackLoad(Double)
  /// In degrees Celsius.
  case outdoorTemperature(Double)
  /// Water on a leak cable, so many metres along it; nil when it has dried.
  case leak(at: Double?, devices: [Int])
  /// The same with water that runs on along the cable, so many metres a minute.
  case runningLeak(at: Double, metresPerMinute: Double, devices: [Int])
  case leakCable(isBroken: Bool, devices: [Int])
  /// A fire that adds so much obscuration (share of light per metre) each second, and heat in watts.
  /// Both zero when it is out.
  case fire(smoke: Double, heat: Double, rooms: [Int])
  /// Water gets into the air, so many kilograms an hour; zero when it no longer does.
  case humidity(kilogramsPerHour: Double, rooms: [Int])
  /// Somebody resets the fire panel of a room and closes its sprinklers.
  case firePanelReset(rooms: [Int])
  /// The release of gas is set to manual, or back to automatic.
  case suppressionManual(Bool, rooms: [Int])
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
