extension AspiratingDetector {
  func number(_ question: Question) -> Double? {
    switch question.point {
    case "smoke_obscuration_daily_maximum": return dailyMaximum
    case "smoke_obscuration_daily_minimum": return dailyMinimum
    case "particulate_level":
      return min(10, (obscuration / SmokeStage.fire1.threshold * 10).rounded(.down))
    case "lifetime": return 412 * 86_400
    case "filter_cover_open": return 0
    default: break
    }
    for stage in SmokeStage.allCases where question.point == "\(stage.name)_threshold" {
      return stage.threshold
    }
    return switch question.quantity {
    case "fire_smoke_obscuration_ratio_per_meter": obscuration
    case "fire_aspirator_fan_rpm": fanSpeed
    default: nil
    }
  }

  func flag(_ question: Question) -> Bool? {
    switch question.quantity {
    case "fire_alarm", "fire_prealarm":
      SmokeStage.allCases.first { $0.name == question.label("stage") }.map(isActive)
    case "fire_trouble": isFlowLow
    default: nil
    }
  }

  func flag(named name: String) -> Bool {
    if let stage = SmokeStage.allCases.first(where: { $0.name == name }) { return isActive(stage) }
    return isFlowLow && (name == "low_flow" || name == "minor_fault")
  }

  func states(_ question: Question) -> [String] {
    switch question.point {
    case "operating_mode": ["normal"]
    case "filter_cover_open": ["closed"]
    // Percent per metre, as sold outside North America.
    case "obscuration_unit": ["percent_per_meter"]
    default: []
    }
  }
}
