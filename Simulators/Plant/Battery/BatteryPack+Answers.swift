extension BatteryPack {
  func number(_ question: Question, ambient: Double) -> Double? {
    switch question.quantity {
    case "battery_current_amperes": return current
    case "battery_voltage_volts": return voltage
    case "battery_charge_ratio": return stateOfCharge
    case "battery_health_ratio": return reportedHealth
    case "battery_cell_voltage_volts":
      guard let cell = question.number("cell"), (1...cellOffsets.count).contains(cell) else {
        return nil
      }
      return cellVoltage(cell - 1)
    case "battery_temperature_celsius":
      // Probes between the cells differ by where they sit.
      let place = Double((question.number("sensor") ?? 1) - 1)
      return temperature + 0.2 * place - 0.2 + (place == 0 ? runaway?.excess ?? 0 : 0)
    case "battery_capacity_coulombs": return capacity(kind: question.label("kind"))
    case "battery_cycles_total": return (37 + discharged / designCapacity).rounded(.down)
    case "device_temperature_celsius":
      let load = abs(current) * 3600 / designCapacity
      return question.point.contains("ambient") ? ambient : temperature + 3 + 6 * load
    case "air_temperature_celsius": return ambient
    default: return capacity(kind: question.point.split(separator: "_").last.map(String.init))
    }
  }

  /// Whether a flag of a status or alarm word is set, by its neutral name.
  func flag(named name: String) -> Bool {
    let hottest = temperature + (runaway?.excess ?? 0)
    return switch name {
    case "cell_overtemperature", "over_temperature", "overtemperature", "high_temperature":
      hottest > 60
    case "cell_undervoltage", "pack_undervoltage", "undervoltage", "low_voltage":
      isDisconnected || stateOfCharge < 0.05
    case "protection", "breaker_open", "disconnected": isDisconnected
    case "charging": current > 0.1
    case "discharging": current < -0.1
    default: false
    }
  }

  private func capacity(kind: String?) -> Double? {
    switch kind {
    case "remaining": charge * 0.985
    case "full": capacity * 0.985
    case "design": designCapacity
    default: nil
    }
  }
}
