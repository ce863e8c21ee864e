extension UPS {
  func number(_ question: Question, packs: [BatteryPack], mains: Supply) -> Double? {
    switch question.quantity {
    case "battery_charge_ratio": battery.stateOfCharge(packs)
    case "battery_health_ratio": battery.health(packs)
    case "battery_capacity_coulombs": battery.capacity(packs)
    case "battery_runtime_seconds": runtime(packs)
    case "battery_voltage_volts": battery.voltage(packs)
    case "battery_current_amperes": battery.current(packs)
    case "battery_nominal_voltage_volts": battery.floatVoltage(packs).rounded()
    case "battery_discharge_time_seconds": dischargeTime
    case "battery_temperature_celsius": battery.temperature(packs)
    case "device_temperature_celsius": temperature ?? 30
    case "electric_energy_joules_total": outputEnergy
    case "electric_rated_real_power_watts", "electric_rated_apparent_power_voltamperes":
      ratedPower
    case .some(let quantity) where quantity.hasPrefix("electric_"):
      circuit(question.side, mains: mains).number(question)
    default: setting(question.point)
    }
  }

  func flag(_ question: Question, packs: [BatteryPack]) -> Bool? {
    switch question.quantity {
    case "ups_on_battery": mode == .onBattery
    case "ups_on_bypass": mode == .bypass
    case "ups_output_on": hasOutput
    case "ups_overload": isOverloaded
    case "battery_low": isBatteryLow(packs)
    case "battery_charging": batteryPower < -20
    case "electric_source_available": question.side == "output" ? hasOutput : input.isAcceptable
    case "electric_source_on_load":
      question.side == "bypass" ? mode == .bypass : question.side == "input" && mode == .online
    default: nil
    }
  }

  /// Whether one of the flags of a status or alarm word is set, by its neutral name.
  ///
  /// - Parameter point: the word; what is too hot in a word about the battery is the battery.
  func flag(named name: String, point: String, packs: [BatteryPack]) -> Bool {
    switch name {
    case "online": mode == .online
    case "on_battery", "power_failure": mode == .onBattery
    case "on_bypass", "bypass_active": mode == .bypass
    case "output_off", "off": !hasOutput
    case "output_on", "on": hasOutput
    case "overload", "output_overload": isOverloaded
    case "input_not_acceptable", "mains_not_available", "input_failure": !input.isAcceptable
    case "acceptable": input.isAcceptable && !isQualifyingInput
    case "pending_acceptable": isQualifyingInput
    case "voltage_too_low": input.voltage < 0.85 * Supply.nominal.voltage
    case "voltage_too_high": input.voltage > 1.15 * Supply.nominal.voltage
    case "frequency_too_low": input.frequency < 47
    case "frequency_too_high": input.frequency > 53
    case "not_phase_locked": !input.isAcceptable
    case "over_temperature", "overtemperature", "temperature_high", "high_temperature":
      point.contains("battery") ? battery.temperature(packs) > 50 : isHot
    case "battery_test_failed", "test_failed": testResult == .failed
    case "battery_disconnected", "no_battery", "not_connected": battery.isOpen(packs)
    case "shutdown_imminent", "battery_low", "low_battery": isBatteryLow(packs)
    case "main_group", "group0", "ok", "passed", "source_internal": true
    default: false
    }
  }

  /// The neutral names of the state that a point may be in, the best first.
  func states(_ question: Question) -> [String] {
    switch question.quantity {
    case "ups_supply_source":
      switch mode {
      case .online: ["inverter"]
      case .onBattery: ["battery"]
      case .bypass: ["bypass"]
      case .off: ["none"]
      }
    case "battery_charger_state":
      switch mode {
      case .online: batteryPower < -20 ? ["charging", "float"] : ["float"]
      case .onBattery: ["discharging", "off"]
      case .bypass, .off: ["off"]
      }
    case "battery_test_state":
      switch testResult {
      case .none: ["none", "passed"]
      case .running: ["running"]
      case .passed: ["passed"]
      case .failed: ["failed"]
      }
    default: question.point == "status_change_cause" ? [lastCause.stateName] : []
    }
  }

  private func circuit(_ side: String?, mains: Supply) -> Circuit {
    switch side {
    case "input", "mains":
      Circuit(supply: input, power: inputPower, powerFactor: 0.99, ratedPower: ratedPower)
    case "bypass":
      Circuit(
        supply: mains, power: mode == .bypass ? outputPower : 0, ratedPower: ratedPower)
    default:
      Circuit(
        supply: outputSupply, power: outputPower, powerFactor: isDirect ? 1 : 0.98,
        ratedPower: ratedPower, isSinglePhase: true)
    }
  }

  private func setting(_ point: String) -> Double? {
    switch point {
    // Days of service as Unix time: made and installed in 2024, batteries due in 2034.
    case "manufacture_date": 1_709_251_200
    case "battery_install_date": 1_717_200_000
    case "battery_replace_date": 2_032_560_000
    case "battery_packs", "battery_strings": 1
    default: nil
    }
  }
}

extension UPSTransferCause {
  /// The name of the cause in the Smart-UPS profile.
  fileprivate var stateName: String {
    switch self {
    case .systemInitialization: "system_initialization"
    case .lowInputVoltage: "low_input_voltage"
    case .acceptableInput: "acceptable_input"
    case .protocolCommand: "protocol_command"
    case .selfTest: "automatic_test"
    case .testEnded: "test_ended"
    case .overTemperature: "power_system_error"
    case .lowBatteryVoltage: "low_battery_voltage"
    case .automaticRestart: "automatic_restart"
    }
  }
}
