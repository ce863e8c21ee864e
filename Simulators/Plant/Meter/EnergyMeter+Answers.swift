extension EnergyMeter {
  func number(_ question: Question) -> Double? {
    if question.quantity == "electric_energy_joules_total" {
      // Nothing in the hall feeds back into the mains.
      if question.label("direction") == "export" { return 0 }
      switch question.phase {
      case "l1": return importedEnergy[0]
      case "l2": return importedEnergy[1]
      case "l3": return importedEnergy[2]
      default: return importedEnergy.reduce(0, +)
      }
    }
    if question.point == "energy_total" { return importedEnergy.reduce(0, +) }
    let circuit = Circuit(supply: supply, power: power, powerFactor: powerFactor)
    return question.point == "current_sum" ? circuit.totalCurrent : circuit.number(question)
  }
}
