extension CoolingUnit {
  /// - Parameter water: the chilled water that the unit gets; nil when it has a compressor.
  func number(_ question: Question, air: RoomAir, water: ChilledWater?) -> Double? {
    switch question.quantity {
    case "air_temperature_celsius": airTemperature(question, air.cells[cell])
    case "air_relative_humidity_ratio":
      Psychrometrics.relativeHumidity(
        moisture: air.moisture, celsius: airTemperature(question, air.cells[cell]))
    case "cooling_fluid_temperature_celsius":
      (water?.temperature ?? 7.2)
        + (question.label("direction") == "return" ? 5.5 * compressorShare : 0)
    case "cooling_fan_speed_ratio": fanSpeed
    case "cooling_fan_speed_rpm": 1800 * fanSpeed
    case "cooling_output_watts": heatRemoved
    case "cooling_demand_watts": compressorShare * capacity
    case "cooling_utilization_ratio": utilization(question.label("component"))
    case "cooling_valve_position_ratio": compressorShare
    case "cooling_setpoint_celsius": Self.setpoint
    case "cooling_setpoint_humidity_ratio": 0.45
    case "cooling_runtime_seconds_total": 3600 * 6200 + runSeconds
    case "cooling_refrigerant_pressure_pascals":
      question.side == "discharge" ? 900_000 + 1_300_000 * compressorShare : 850_000
    case "device_maintenance_used_ratio": 0.31
    case "electric_real_power_watts": power
    default: question.point.contains("efficiency") ? 0.92 : nil
    }
  }

  func flag(_ question: Question) -> Bool? {
    switch question.quantity {
    case "cooling_airflow_lost": isTripped && !isRunning
    case "cooling_waterflow_lost": false
    default: nil
    }
  }

  func flag(named name: String) -> Bool {
    switch name {
    case "unit_on", "running", "cooling": isRunning
    case "loss_of_air_flow", "airflow_lost", "unit_off", "common_alarm": !isRunning
    default: false
    }
  }

  func states(_ question: Question) -> [String] {
    switch question.quantity {
    case "cooling_unit_state": isTripped ? ["alarm", "off"] : isRunning ? ["on"] : ["standby"]
    case "cooling_unit_status": isTripped ? ["alarm"] : ["normal"]
    default: question.point.contains("control_sensor") ? ["remote"] : []
    }
  }

  private func airTemperature(_ question: Question, _ air: AirCell) -> Double {
    switch question.label("position") {
    case "supply", "outlet": return supplyTemperature
    case "return", "inlet": return air.hotTemperature
    default:
      // Rack sensors hang at different heights of the doors before the unit.
      let height = Double((question.number("sensor") ?? 5) % 4)
      return air.coldTemperature - 0.4 + 0.3 * height
    }
  }

  private func utilization(_ component: String?) -> Double {
    switch component {
    case "compressor", "total", nil: compressorShare
    default: 0
    }
  }
}
