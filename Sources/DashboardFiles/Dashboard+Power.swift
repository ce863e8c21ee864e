extension Dashboard {
  static let powerChain = Dashboard(
    "power-chain", title: "power chain",
    description: "From the mains to the racks: voltages, currents, power and energy, by feed."
  ) {
    [
      .row("Voltage and frequency"),
      .graph(
        "Voltage", unit: "volt", width: 16, "Every voltage that is measured.",
        Query(
          Query.plant("electric_voltage_volts"), legend: "{{device}} {{side}} {{phase}}")),
      .graph(
        "Frequency", unit: "hertz", width: 8, "Where a voltage is; a dead source has none.",
        Query("\(Query.plant("electric_frequency_hertz")) > 0", legend: "{{device}} {{side}}")),
      .row("Load"),
      .graph(
        "Real power by feed", unit: "watt", "Totals of the meters and UPS of a feed.",
        Query(
          "sum by (feed, device, side) (\(Query.plant("electric_real_power_watts", "phase=\"\"")))",
          legend: "{{feed}} {{device}} {{side}}")),
      .graph(
        "Current", unit: "amp", "Every current that is measured.",
        Query(
          Query.plant("electric_current_amperes"), legend: "{{device}} {{side}} {{phase}}")),
      .graph(
        "Power factor", unit: "percentunit", "Real to apparent power.",
        Query(
          Query.plant("electric_power_factor_ratio"), legend: "{{device}} {{side}} {{phase}}")),
      .graph(
        "Energy", unit: "joule", "What was taken in the shown time.",
        Query(
          "increase(\(imported)[$__range])",
          legend: "{{device}}")),
    ]
  }

  private static var imported: String {
    Query.plant("electric_energy_joules_total", "direction=\"import\"")
  }

  static let upsAndBatteries = Dashboard(
    "ups-and-batteries", title: "UPS and batteries",
    description: "What carries the load while nothing else does, and how long it will."
  ) {
    [
      .row("UPS"),
      .flags(
        "On battery", width: 8, one: "on battery", "UPS that live from their batteries.",
        Query(Query.plant("ups_on_battery"), legend: "{{device}}")),
      .flags(
        "On bypass", width: 8, one: "on bypass", color: "orange",
        "UPS whose load is not protected.",
        Query(Query.plant("ups_on_bypass"), legend: "{{device}}")),
      .graph(
        "Load", unit: "percentunit", width: 8,
        steps: [.init(color: "green", from: nil), .init(color: "red", from: 0.8)],
        "The share of the rating. Two feeds of a 2N system may carry half each.",
        Query(Query.plant("electric_load_ratio"), legend: "{{device}} {{kind}} {{phase}}")),
      .row("Batteries"),
      .graph(
        "Charge", unit: "percentunit", width: 8, range: 0...1, "What is left.",
        Query(Query.plant("battery_charge_ratio"), legend: "{{device}}")),
      .graph(
        "Runtime", unit: "s", width: 8, "How long it lasts at the present load.",
        Query(Query.plant("battery_runtime_seconds"), legend: "{{device}}")),
      .graph(
        "Battery temperature", unit: "celsius", width: 8,
        "A battery that is warmer than its neighbours is the earliest sign of a fire.",
        Query(Query.plant("battery_temperature_celsius"), legend: "{{device}} {{sensor}}")),
      .graph(
        "Cell voltage", unit: "volt", "The lowest and the highest cell of each pack.",
        Query(
          "min by (device) (\(Query.plant("battery_cell_voltage_volts")))",
          legend: "{{device}} lowest"),
        Query(
          "max by (device) (\(Query.plant("battery_cell_voltage_volts")))",
          legend: "{{device}} highest")),
      .graph(
        "Battery voltage", unit: "volt", "Of each pack or string.",
        Query(Query.plant("battery_voltage_volts"), legend: "{{device}}")),
    ]
  }

  static let generators = Dashboard(
    "generators", title: "generators and fuel",
    description: "Whether the engines start, how they run, and for how long there is fuel."
  ) {
    [
      .row("Engine"),
      .flags(
        "State", width: 16, zero: "", one: "so", color: "blue",
        "The state that each controller says it is in.",
        Query("\(Query.plant("genset_state")) == 1", legend: "{{device}} {{state}}")),
      .graph(
        "Speed", unit: "rotrpm", width: 8, "Engine speed.",
        Query(Query.plant("engine_speed_rpm"), legend: "{{device}}")),
      .graph(
        "Coolant", unit: "celsius", width: 8, "Coolant temperature.",
        Query(Query.plant("engine_coolant_temperature_celsius"), legend: "{{device}}")),
      .graph(
        "Oil pressure", unit: "pressurepa", width: 8,
        "Zero while it stands; below 100 kPa while it runs stops the engine.",
        Query(Query.plant("engine_oil_pressure_pascals"), legend: "{{device}}")),
      .graph(
        "Starter battery", unit: "volt", width: 8,
        "The commonest reason why a generator does not start.",
        Query(Query.plant("starter_battery_voltage_volts"), legend: "{{device}}")),
      .row("Fuel and output"),
      .graph(
        "Fuel", unit: "percentunit", range: 0...1, "How full the tank is.",
        Query(Query.plant("fuel_level_ratio"), legend: "{{device}}")),
      .graph(
        "Generator voltage", unit: "volt", "What the generator gives.",
        Query(
          Query.plant("electric_voltage_volts", "side=\"generator\""),
          legend: "{{device}} {{phase}}")),
    ]
  }
}
