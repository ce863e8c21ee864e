extension GeneratorSet {
  /// - Parameter mains: the mains that the controller senses.
  func number(_ question: Question, mains: Supply, mainsPower: Double) -> Double? {
    switch question.quantity {
    case "engine_speed_rpm": speed
    case "engine_oil_pressure_pascals": oilPressure
    case "engine_coolant_temperature_celsius": coolantTemperature
    case "engine_oil_temperature_celsius": oilTemperature
    case "engine_run_time_seconds_total": runSeconds
    case "engine_starts_total": Double(starts)
    case "fuel_level_ratio": fuelLevel
    case "fuel_consumption_cubic_meters_per_second":
      isRunning ? (0.05 * ratedPower + 0.25 * power) / 1000 / 3600 / 1000 : 0
    case "starter_battery_voltage_volts": starterVoltage
    case "charge_alternator_voltage_volts": chargeVoltage
    case "electric_energy_joules_total": energy
    case .some(let quantity) where quantity.hasPrefix("electric_"):
      question.side == "mains" || question.side == "input"
        ? Circuit(supply: mains, power: mainsPower).number(question)
        : Circuit(supply: supply, power: power, ratedPower: ratedPower).number(question)
    default: setting(question.point)
    }
  }

  private func setting(_ point: String) -> Double? {
    switch point {
    case "manufacturer_code": 1
    case "model_number": 7420
    case "serial_number": Double(42_000_000 + index)
    case "alarm_count": 32
    default: nil
    }
  }

  func states(_ question: Question) -> [String] {
    switch question.quantity {
    case "genset_state": stateNames
    case "genset_mode": isInAutomatic ? ["auto"] : ["manual", "stop"]
    default:
      // The controller's alarm codes: each point is one alarm in one of a few grades.
      question.stateNames.contains("inactive") ? alarmGrade(question.point) : []
    }
  }

  private var stateNames: [String] {
    switch phase {
    case .stopped: ["stopped"]
    case .starting, .cranking, .resting: ["starting"]
    case .warmingUp: ["warming", "starting"]
    case .available: ["running"]
    case .coolingDown: ["cooling", "running"]
    case .stopping: ["stopping", "cooling", "stopped"]
    case .lockedOut: ["fault", "stopped"]
    }
  }

  private func alarmGrade(_ point: String) -> [String] {
    // Searching in names is slow, and nearly always there is nothing to say.
    if trips.isEmpty, fuelLevel >= 0.1 { return ["inactive"] }
    for (word, shutdown, warning) in Self.alarmWords where point.contains(word) {
      if let shutdown, trips.contains(shutdown) { return ["shutdown"] }
      if let warning, trips.contains(warning) { return ["warning"] }
    }
    if point.contains("low_fuel"), fuelLevel < 0.1 { return ["warning"] }
    return ["inactive"]
  }

  private typealias AlarmWord = (word: String, shutdown: GeneratorTrip?, warning: GeneratorTrip?)

  private static let alarmWords: [AlarmWord] = [
    ("fail_to_start", .failToStart, nil),
    ("emergency_stop", .emergencyStop, nil),
    ("low_oil_pressure", .lowOilPressure, .lowOilPressureWarning),
    ("high_coolant_temperature", .highCoolantTemperature, .highCoolantTemperatureWarning),
    ("low_fuel", .fuelEmpty, nil),
  ]

  /// Whether one of the flags of an alarm word is set, by its neutral name.
  func flag(named name: String) -> Bool {
    alarmGrade(name) != ["inactive"] || (name == "not_in_auto" && !isInAutomatic)
  }
}
