import Configuration
import DeviceProfiles
import Readings
import Registers
import Testing

@testable import Plant

/// Every family of the catalogue as a simulated device.
@Suite("The catalogue simulated")
struct CatalogueTests {
  /// One device of each family, on one feed and in one room.
  static let hall: Hall = {
    var hall = Hall(
      devices: ProfileCatalogue.load().map {
        PlantDevice(name: $0.name, profile: $0, labels: [Label("feed", "A"), Label("room", "r")])
      }, seed: 1)
    hall.advance(to: .seconds(30))
    return hall
  }()

  @Test(
    "what a device's registers say is what the plant holds, in the resolution of the registers",
    arguments: ProfileCatalogue.load().map(\.name))
  func roundTrip(family: String) throws {
    var hall = Self.hall
    let device = try #require(hall.device(named: family))
    let profile = hall.devices[device].profile
    // Calm, and with everything going on at once.
    for action in [HallAction.marker] + Self.commotion(hall) {
      hall.perform(action)
      hall.advance(by: .seconds(45))
      let blocks = try profile.pollItems().map { try block($0.item, hall, device) }
      var decoder = DeviceDecoder(profile: profile)
      // Once for the points that others are scaled by and that lie too far off for one answer.
      for block in blocks { decoder.decode(block) { _, _ in } }
      var seen: Set<Int> = []
      for block in blocks {
        decoder.decode(block) { point, outcome in
          seen.insert(point)
          expect(outcome, hall.outcome(device: device, point: point), profile.points[point])
        }
      }
      let read = profile.points.count { $0.computation == nil }
      #expect(seen.count == read, "points are in no item")
    }
  }

  @Test("a number by which the family means no value is said with the reason of that value")
  func sentinel() throws {
    let device = try #require(Self.hall.device(named: "deif-agc150"))
    let profile = Self.hall.devices[device].profile
    let speed = try #require(profile.points.firstIndex { $0.name == "engine_speed" })
    // The engine stands still.
    #expect(Self.hall.outcome(device: device, point: speed) == .none(.notAvailable))
  }

  private static let engines = ProfileCatalogue.load().filter { profile in
    profile.deviceClass == .generator
      && profile.points.contains { $0.series.contains { $0.quantity.name == "genset_state" } }
  }

  @Test(
    "an engine that runs, and one that does not start, is said by each family that has a word for it",
    arguments: engines.map(\.name))
  func engine(family: String) throws {
    let profile = try #require(ProfileCatalogue.named(family))
    let mains = try #require(ProfileCatalogue.named("eastron-sdm630"))
    var hall = Hall(
      devices: [
        PlantDevice(name: "mains", profile: mains, labels: [Label("feed", "A")]),
        PlantDevice(name: "engine", profile: profile, labels: [Label("feed", "A")]),
      ], seed: 1)
    let place = try #require(
      profile.points.firstIndex { $0.series.contains { $0.quantity.name == "genset_state" } })
    let series = try #require(
      profile.points[place].series.first { $0.quantity.name == "genset_state" })
    func state(_ hall: Hall) -> String? {
      guard case .value(.state(let state)) = hall.outcome(device: 1, point: place) else {
        return nil
      }
      return series.stateNames[state]
    }
    hall.advance(to: .seconds(10))
    #expect(state(hall) == "stopped")
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(by: .seconds(60))
    #expect(state(hall) == "running")

    hall = Hall(devices: hall.devices, seed: 1)
    hall.perform(.generatorFault(.failToStart, isPresent: true, devices: [1]))
    hall.perform(.utility(isPresent: false, feeds: [0]))
    hall.advance(to: .seconds(120))
    #expect(state(hall) == (series.stateNames.contains("fault") ? "fault" : "stopped"))
  }

  @Test(
    "every number of a family that makes a series comes from a model, none is made up",
    arguments: ProfileCatalogue.load().map(\.name))
  func modelled(family: String) throws {
    let device = try #require(Self.hall.device(named: family))
    let profile = Self.hall.devices[device].profile
    let missing = profile.points.indices.filter { index in
      let point = profile.points[index]
      guard case .number = point.meaning, let quantity = point.series.first?.quantity.name,
        !Self.unmodelled.contains(quantity)
      else { return false }
      return Self.hall.numberWithoutFault(device: device, point: index) == nil
    }.map { profile.points[$0].name }
    #expect(Set(missing).subtracting(Self.notFitted) == [])
  }

  /// What the hall has no physics for: such points say nothing, or rest.
  static let unmodelled: Set<String> = [
    "air_wet_bulb_celsius", "air_enthalpy_joules_per_gram", "air_specific_humidity_ratio",
    "air_humidity_mixing_ratio", "air_absolute_humidity_grams_per_cubic_meter",
    "air_vapor_pressure_pascals", "air_water_vapor_ppm", "air_dew_point_difference_celsius",
    "air_sound_level_decibels", "air_voc_ppb", "ambient_illuminance_lux", "contact_pulses_total",
    "fluid_volume_cubic_meters_total", "device_uptime_seconds", "battery_capacity_coulombs",
    "battery_discharge_time_seconds", "battery_nominal_voltage_volts",
    "electric_phase_angle_degrees", "fire_heat_cable_alarm_distance_meters",
  ]

  /// Zero, and rightly: no zone modules are fitted to the leak panel.
  static let notFitted: Set<String> = [
    "virtual_zone_alarm_mask", "cell_voltage_maximum", "cell_voltage_minimum",
    "auto_report_interval",
  ]

  private static func commotion(_ hall: Hall) -> [HallAction] {
    [
      .utility(isPresent: false, feeds: [0]),
      .fire(smoke: 0.0005, heat: 1000, rooms: [0]),
      .leak(at: 17, devices: hall.plan.devices(of: .leak)),
      .coolingTrip(isTripped: true, devices: hall.plan.devices(of: .cooling)),
      .rackLoad(1.6),
    ]
  }

  private func block(_ span: RegisterSpan, _ hall: Hall, _ device: Int) throws -> RegisterBlock {
    let answer = hall.respond(
      device: device, table: span.table, start: span.start, count: span.count)
    guard case .words(let words) = answer else {
      throw Refusal(span: span, answer: answer)
    }
    return RegisterBlock(span: span, words: words)
  }

  private struct Refusal: Error {
    var span: RegisterSpan
    var answer: PlantAnswer
  }

  private func expect(
    _ decoded: Reading.Outcome, _ held: Reading.Outcome, _ point: PointDefinition
  ) {
    switch (decoded, held) {
    case (.value(.number(let number)), .value(.number(let truth))):
      guard case .number(let scaling) = point.meaning else { return }
      let isFloat = point.encoding.type == .f32 || point.encoding.type == .f64
      let resolution = isFloat ? abs(truth) * 1e-6 : abs(scaling.scale) * 0.501
      #expect(
        abs(number - truth) <= resolution + abs(truth) * 1e-9,
        "\(point.name): \(number) for \(truth)")
    case (.none(.notApplicable), _): break
    case (.none, .none): break
    default: #expect(decoded == held, "\(point.name)")
    }
  }
}
