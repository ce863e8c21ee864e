/// A three-phase conductor with a load on it, as any meter would describe it.
struct Circuit {
  var supply: Supply
  /// In watts.
  var power: Double
  var powerFactor = 0.98
  /// The rating that load ratios refer to, in watts; nil when there is none.
  var ratedPower: Double?
  /// Whether the whole load is on one phase.
  var isSinglePhase = false

  /// The answer to a question about electricity; nil when it is about something else.
  func number(_ question: Question) -> Double? {
    let phase = question.phase
    switch question.quantity {
    case "electric_voltage_volts":
      return supply.voltage * ((phase?.count ?? 0) > 2 ? 1.732_050_807_568_877_2 : 1)
    case "electric_current_amperes": return current(phase)
    case "electric_real_power_watts": return power * share(phase)
    case "electric_apparent_power_voltamperes": return power * share(phase) / powerFactor
    case "electric_reactive_power_vars": return reactivePower * share(phase)
    case "electric_power_factor_ratio": return powerFactor
    case "electric_frequency_hertz": return supply.frequency
    case "electric_load_ratio":
      guard let ratedPower else { return nil }
      let isApparent = question.label("kind") == "apparent"
      if question.label("kind") == "reactive" { return reactivePower / ratedPower }
      return power / ratedPower / (isApparent ? powerFactor : 1)
    case "electric_thd_ratio":
      return supply.voltage < 1 ? 0 : question.label("of") == "current" ? 0.045 : 0.018
    case "electric_unbalance_ratio": return supply.voltage < 1 ? 0 : 0.006
    case "electric_rated_real_power_watts", "electric_rated_apparent_power_voltamperes":
      return ratedPower
    case "electric_nominal_voltage_volts": return Supply.nominal.voltage
    case "electric_nominal_frequency_hertz": return Supply.nominal.frequency
    default: return nil
    }
  }

  /// Amperes of all phases together.
  var totalCurrent: Double { current(nil) }

  private var reactivePower: Double { power * (1 / (powerFactor * powerFactor) - 1).squareRoot() }

  private func current(_ phase: String?) -> Double {
    guard supply.voltage > 1, phase != "earth" else { return 0 }
    if phase == "n" { return 0.03 * power / (supply.voltage * powerFactor) }
    return power * share(phase) / (supply.voltage * powerFactor)
  }

  /// How much of the whole is on a phase.
  private func share(_ phase: String?) -> Double {
    switch phase {
    case "l1": isSinglePhase ? 1 : EnergyMeter.shares[0]
    case "l2": isSinglePhase ? 0 : EnergyMeter.shares[1]
    case "l3": isSinglePhase ? 0 : EnergyMeter.shares[2]
    default: 1
    }
  }
}
