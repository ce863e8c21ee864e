extension Chiller {
  func number(_ question: Question, water: ChilledWater, outdoor: Double) -> Double? {
    switch question.quantity {
    case "cooling_fluid_temperature_celsius": fluid(question, water, outdoor)
    case "cooling_setpoint_celsius": ChilledWater.setpoint
    case "cooling_utilization_ratio":
      ["compressor", "total", nil].contains(question.label("component")) ? share : 0
    case "cooling_refrigerant_pressure_pascals":
      question.side == "discharge" ? 700_000 + 900_000 * share : 320_000
    case "cooling_runtime_seconds_total": runSeconds
    case "cooling_output_watts": heat
    case "air_temperature_celsius":
      question.label("position") == "outside" ? outdoor : nil
    case "electric_real_power_watts": power
    default: nil
    }
  }

  func flag(_ question: Question) -> Bool? {
    switch question.quantity {
    case "cooling_component_running":
      question.label("component").map { $0.hasPrefix("pump") } == true ? isPumping : isRunning
    case "cooling_waterflow_lost": !isPumping
    default: nil
    }
  }

  func states(_ question: Question) -> [String] {
    if question.point.hasPrefix("pump") { return [isPumping ? "on" : "off"] }
    return switch question.quantity {
    case "cooling_unit_state": isTripped ? ["off", "alarm"] : isRunning ? ["on"] : ["standby"]
    case "cooling_unit_status": isTripped || !isPumping ? ["alarm"] : ["normal"]
    case "device_state": isTripped ? ["alarm"] : []
    default: []
    }
  }

  private func fluid(_ question: Question, _ water: ChilledWater, _ outdoor: Double) -> Double {
    let isReturn = question.label("direction") == "return" || question.label("sensor") == "b1"
    if question.label("circuit") == "condenser" {
      // Dry coolers give up the heat ten degrees above the outdoors.
      return outdoor + 10 + (isReturn ? 5 * share : 0)
    }
    return isReturn ? water.returnTemperature : water.temperature
  }
}
