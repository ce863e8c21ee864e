import Agent

/// The alarms that hallwatch brings along, in the form in which a site file has them. Figures are
/// those of public guidance; where a standard names none, of practice, and then the rule says so.
enum DefaultAlarmText {
  /// The air at the inlet of equipment, after ASHRAE TC 9.9, Thermal Guidelines, 5th edition
  /// (2021): warnings at the recommended envelope, critical at the allowable one of the class.
  static func air(of ashraeClass: ASHRAEClass) -> String {
    let limits = InletLimits(ashraeClass)
    let place = "labels: { aisle: \"cold\" }, ashrae_class: \"\(ashraeClass.rawValue)\""
    return """
      [
        { name: "inlet_temperature", on: { quantity: "air_temperature_celsius", \(place) },
          high_high: { at: \(limits.highest), priority: "critical", on_delay: "5m" },
          high: { at: \(limits.high), on_delay: "10m" }, low: { at: 18, on_delay: "30m" },
          low_low: { at: \(limits.lowest), on_delay: "10m" }, deadband: 1, off_delay: "2m",
          priority: "medium",
          consequence: "Equipment throttles, then switches off; its life is shorter.",
          cause: "A cooling unit stands or lacks water, or air comes round the racks.",
          response: "Look which cooling unit stands and start it; close gaps between the racks.",
          time_to_respond: "10m" },
        { name: "inlet_dew_point", on: { quantity: "air_dew_point_celsius", \(place) },
          high_high: { at: \(limits.highestDewPoint), priority: "high", on_delay: "5m" },
          high: { at: 15, on_delay: "15m" }, low: { at: -9, on_delay: "30m" },
          low_low: { at: -12, on_delay: "10m" }, deadband: 1, off_delay: "5m", priority: "low",
          consequence: "Corrosion and condensation when too moist, static discharge when too dry.",
          response: "Check humidifiers and the outside-air damper.", time_to_respond: "1h" },
        { name: "inlet_humidity", on: { quantity: "air_relative_humidity_ratio", \(place) },
          high_high: { at: \(limits.highestHumidity), priority: "high", on_delay: "5m" },
          high: { at: 0.7, on_delay: "15m" }, low: { at: 0.2, on_delay: "30m" },
          low_low: { at: 0.08, on_delay: "10m" }, deadband: 0.03, off_delay: "5m", priority: "low",
          consequence: "Corrosion when too moist, static discharge when too dry.",
          response: "Check humidifiers and the outside-air damper.", time_to_respond: "1h" },
        { name: "inlet_temperature_rise", on: { quantity: "air_temperature_celsius", \(place) },
          rise: 5, within: "15m", off_delay: "5m", priority: "high", hazard: "heat",
          consequence: "Without cooling the hall passes its limit within minutes.",
          cause: "Cooling was lost.",
          response: "Bring cooling back; if that fails, shut equipment down in order.",
          time_to_respond: "5m" },
      ]
      """
  }

  /// What is the same for all classes.
  static let common = power + rooms

  private static let power = """
    [
      { name: "ups_runtime", on: { quantity: "battery_runtime_seconds" },
        low: 600, low_low: { at: 180, priority: "critical", on_delay: "0s" }, deadband: 60,
        on_delay: "5s", off_delay: "60s", priority: "high",
        consequence: "The load of this feed is lost when the runtime ends.",
        response: "Shut down what is not needed; bring the generator to the feed.",
        time_to_respond: "3m" },
      { name: "ups_load", on: { quantity: "electric_load_ratio", labels: { side: "output" } },
        high: 0.8, high_high: { at: 0.95, priority: "critical" }, deadband: 0.02,
        on_delay: "60s", off_delay: "60s", priority: "medium",
        consequence: "The UPS goes to bypass or switches off when it is overloaded.",
        response: "Move load away, or bring the other feed back.", time_to_respond: "30m" },
      { name: "ups_on_battery_prolonged", on: { quantity: "ups_on_battery" }, is: true,
        on_delay: "2m", off_delay: "10s", priority: "critical",
        consequence: "When the battery is empty the feed loses its load.",
        cause: "No acceptable input: mains and generator, or the path from them.",
        response: "Check that the generator runs and that its breaker is closed.",
        time_to_respond: "3m" },
      { name: "ups_on_bypass_prolonged", on: { quantity: "ups_on_bypass" }, is: true,
        on_delay: "30m", off_delay: "10s", priority: "critical",
        consequence: "The load has no battery behind it: the next dip of the mains takes it.",
        response: "Find why the inverter does not carry the load; call the maintainer.",
        time_to_respond: "30m" },
      { name: "battery_charge", on: { quantity: "battery_charge_ratio" },
        low: { at: 0.9, on_delay: "1d" }, low_low: { at: 0.5, priority: "high", on_delay: "5s" },
        deadband: 0.05, off_delay: "10s", priority: "medium",
        consequence: "Little time is left when the mains fail.",
        response: "Check that the UPS charges; start no planned work.", time_to_respond: "15m" },
      { name: "battery_temperature", on: { quantity: "battery_temperature_celsius" },
        high: { at: 45, on_delay: "10s" }, high_high: { at: 55, priority: "critical" },
        deadband: 1, off_delay: "60s", priority: "high", hazard: "heat",
        in_maintenance: { high: 40, high_high: 50 },
        consequence: "Cells may go into thermal runaway.",
        response: "Stay out of the battery room; take the string out of service from outside.",
        time_to_respond: "5m" },
      { name: "generator_fuel", on: { quantity: "fuel_level_ratio" },
        low: 0.8, low_low: { at: 0.5, priority: "high" }, deadband: 0.02, on_delay: "60s",
        off_delay: "5m", priority: "medium",
        consequence: "The contracted hours of running are no longer there.",
        response: "Order fuel; look for a leak if the engine did not run.",
        time_to_respond: "4h" },
      { name: "engine_oil_pressure", on: { quantity: "engine_oil_pressure_pascals" },
        low: 124000, low_low: { at: 103000, priority: "critical" }, deadband: 5000,
        on_delay: "5s", off_delay: "5s", priority: "high",
        suppress_when: { quantity: "engine_speed_rpm", below: 600 }, suppress_off_delay: "15s",
        consequence: "The engine is destroyed, or shuts itself down.",
        response: "Let the generator rest if the mains are there; check oil level and leaks.",
        time_to_respond: "2m" },
      { name: "engine_coolant_temperature", on: { quantity: "engine_coolant_temperature_celsius" },
        high: 95, high_high: { at: 98, priority: "critical" }, deadband: 2, on_delay: "5s",
        off_delay: "30s", priority: "high",
        consequence: "The engine shuts itself down, and the load hangs on the batteries.",
        response: "Check radiator, fan and louvres; take load off the generator.",
        time_to_respond: "5m" },
      { name: "generator_not_in_auto", on: { quantity: "genset_mode" }, is_not: "auto",
        on_delay: "10m", off_delay: "5s", priority: "critical",
        consequence: "The generator will not start by itself when the mains fail.",
        response: "Ask who works on it; set the controller to automatic.",
        time_to_respond: "10m" },
    """

  /// Moisture where batteries or UPS stand may be water that comes in: hours before the fire of
  /// Strasbourg in 2021 it was the only sign.
  private static func moisture(_ use: String) -> String {
    """
      { name: "\(use)_room_humidity",
        on: { quantity: "air_relative_humidity_ratio", room_use: "\(use)" },
        high: { at: 0.7, on_delay: "15m" }, high_high: { at: 0.8, priority: "high", on_delay: "5m" },
        deadband: 0.03, off_delay: "5m", priority: "medium",
        consequence: "Moisture leads to earth faults and arcs.",
        cause: "Water comes in, a cooling unit carries drops over, or a door is open.",
        response: "Look for water, above and below; check the cooling units.",
        time_to_respond: "15m" },
      { name: "\(use)_room_humidity_rise",
        on: { quantity: "air_relative_humidity_ratio", room_use: "\(use)" },
        rise: 0.15, within: "15m", off_delay: "5m", priority: "high",
        consequence: "Water may come in: earth faults, arcs and fire may follow.",
        cause: "A leak, a burst cooling pipe, or an open door.",
        response: "Send a person to look for water now.", time_to_respond: "5m" },

    """
  }

  private static let rooms = """
      { name: "battery_room_temperature",
        on: { quantity: "air_temperature_celsius", room_use: "battery" },
        high: { at: 27, on_delay: "1h" }, high_high: { at: 35, priority: "critical" },
        low: { at: 18, on_delay: "1h" }, low_low: 10, deadband: 1, on_delay: "60s",
        off_delay: "2m", priority: "medium",
        consequence: "Batteries age fast when warm and hold less when cold.",
        response: "Check the ventilation of the battery room.", time_to_respond: "30m" },
      { name: "battery_room_temperature_rise",
        on: { quantity: "air_temperature_celsius", room_use: "battery" },
        rise: 2, within: "1m", off_delay: "5m", latch: true, priority: "critical", hazard: "heat",
        in_maintenance: { rise: 1 },
        consequence: "A battery may be on fire.",
        response: "Look at smoke and gas alarms; stay out of the room; call the fire service.",
        time_to_respond: "1m" },
    \(moisture("battery"))\(moisture("electrical"))
      { name: "electrical_room_temperature",
        on: { quantity: "air_temperature_celsius", room_use: "electrical" },
        high: { at: 35, on_delay: "10m" }, high_high: { at: 40, priority: "critical" }, deadband: 1,
        on_delay: "60s", off_delay: "2m", priority: "medium",
        consequence: "UPS and switchgear switch themselves off from heat, and the load with them.",
        response: "Check the cooling of the room; move load away.", time_to_respond: "15m" },
      { name: "tape_room_humidity_rise",
        on: { quantity: "air_relative_humidity_ratio", room_use: "tape" },
        rise: 0.05, within: "1h", off_delay: "5m", priority: "medium",
        consequence: "Tape changes its length and cannot be read; the limit is 5 % in an hour.",
        response: "Check humidifiers and the outside air of the room.", time_to_respond: "15m" },
      { name: "tape_room_temperature_rise",
        on: { quantity: "air_temperature_celsius", room_use: "tape" },
        rise: 4, within: "1h", off_delay: "5m", priority: "medium",
        consequence: "Tape changes its length and cannot be read; the limit is 5 °C in an hour.",
        response: "Check the cooling of the room.", time_to_respond: "15m" },
      { name: "hydrogen", on: { quantity: "gas_concentration_lel_ratio", labels: { gas: "h2" } },
        high: 0.1, high_high: { at: 0.25, priority: "critical" }, deadband: 0.02,
        off_delay: "5m", latch: true, priority: "high", hazard: "gas",
        in_maintenance: { high: 0.05, high_high: 0.1 },
        consequence: "At the lower explosive limit (4 % of the air) a spark is enough.",
        cause: "A battery is overcharged or goes into runaway, or the ventilation stands.",
        response: "Start the emergency ventilation from outside; stop charging.",
        time_to_respond: "1m" },
      { name: "fire_trouble_prolonged", on: { quantity: "fire_trouble" }, is: true,
        on_delay: "30m", priority: "critical",
        consequence: "A fire may not be detected.",
        response: "Call the maintainer of the fire system; have the room watched.",
        time_to_respond: "30m" },
      { name: "fire_disabled_prolonged", on: { quantity: "fire_disabled" }, is: true,
        on_delay: "1d", priority: "critical",
        consequence: "A fire may not be detected, or not be put out.",
        response: "Ask who disabled it; enable it, or have the room watched.",
        time_to_respond: "1h" },
      { name: "leak_cable_break_prolonged", on: { quantity: "leak_cable_break" }, is: true,
        on_delay: "60s", priority: "critical",
        consequence: "Water is not seen any more.",
        response: "Check the cable and its connectors; have the room watched.",
        time_to_respond: "30m" },
    ]
    """
}

/// The figures of one class: dry bulb, dew point and relative humidity at the inlet.
private struct InletLimits {
  var high = 27
  var highest: Int
  var lowest: Int
  var highestDewPoint = 21
  var highestHumidity = 0.8

  init(_ ashraeClass: ASHRAEClass) {
    switch ashraeClass {
    case .a1: (highest, lowest, highestDewPoint) = (32, 15, 17)
    case .a2: (highest, lowest) = (35, 10)
    case .a3: (highest, lowest, highestDewPoint, highestHumidity) = (40, 5, 24, 0.85)
    case .a4: (highest, lowest, highestDewPoint, highestHumidity) = (45, 5, 24, 0.9)
    case .h1: (high, highest, lowest, highestDewPoint) = (22, 25, 5, 17)
    }
  }
}
