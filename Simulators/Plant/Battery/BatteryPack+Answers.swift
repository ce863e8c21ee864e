extension BatteryPack {
  func number(_ question: Question, ambient: Double) -> Double? {
    switch question.quantity {
    case "battery_current_amperes": return current
    case "battery_voltage_volts": return voltage
    case "battery_charge_ratio": return stateOfCharge
    case "battery_health_ratio": return 0.985
    case "battery_cell_voltage_volts":
      guard let cell = question.number("cell"), (1...cellOffsets.count).contains(cell) else {
        return nil
      }
      return cellVoltage(cell - 1)
    case "battery_temperature_celsius":
      // Probes between the cells differ by where they sit.
      let place = Double((question.number("sensor") ?? 1) - 1)
      return temperature + 0.2 * place - 0.2
    case "battery_capacity_coulombs": return capacity(kind: question.label("kind"))
    case "battery_cycles_total": return (37 + discharged / capacity).rounded(.down)
    case "device_temperature_celsius":
      let load = abs(current) * 3600 / capacity
      return question.point.contains("ambient") ? ambient : temperature + 3 + 6 * load
    case "air_temperature_celsius": return ambient
    default: return capacity(kind: question.point.split(separator: "_").last.map(String.init))
    }
  }

  private func capacity(kind: String?) -> Double? {
    switch kind {
    case "remaining": charge * 0.985
    case "full": capacity * 0.985
    case "design": capacity
    default: nil
    }
  }
}
