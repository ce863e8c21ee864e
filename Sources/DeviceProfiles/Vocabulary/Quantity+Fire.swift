// Alarm stands above supervisory above trouble. The labels are those of the panel: `zone`,
// `detector`, `stage` (alert, action_1, action_2, fire_1, fire_2, alarm), `input`, `fault`.

extension Quantity {
  /// What fire panels and detectors say. A mirror for information: never part of a safety function.
  static let fireQuantities: [Quantity] = [
    flag(
      "fire_alarm", ["zone", "detector", "stage", "input"], alarm: DefaultAlarm(.critical, .fire),
      "1 while a fire alarm stands."),
    flag(
      "fire_prealarm", ["zone", "detector", "stage", "input"],
      alarm: DefaultAlarm(.warning, .fire),
      "1 while a detector reports smoke or heat below its fire stage."),
    flag(
      "fire_supervisory", ["zone", "detector", "input"],
      alarm: DefaultAlarm(.warning, .fireSupervisory),
      "1 while a supervisory signal stands, such as a closed sprinkler valve."),
    flag(
      "fire_trouble", ["zone", "detector", "input", "fault"],
      alarm: DefaultAlarm(.warning, .fireTrouble),
      "1 while the fire system has a fault of its own."),
    flag(
      "fire_disabled", ["zone", "detector", "input"],
      alarm: DefaultAlarm(.warning, .fireSupervisory),
      "1 while a part of the fire system is disabled, isolated or does not detect."),
    flag("fire_test", ["zone", "detector", "input"], "1 while the fire system is in test."),
    flag(
      "fire_sprinkler_flow", ["zone", "input"], alarm: DefaultAlarm(.critical, .fire),
      "1 while water flows in the sprinkler pipe."),
    flag(
      "fire_sprinkler_valve_closed", ["zone", "input"],
      alarm: DefaultAlarm(.warning, .fireSupervisory),
      "1 while the sprinkler valve is not fully open."),
    states(
      "fire_suppression_state",
      ["normal", "first_zone", "countdown", "released", "abort", "manual", "blocked"],
      labels: ["zone"], "What the extinguishing control does."),
    flag(
      "fire_suppression_released", ["zone", "input"], alarm: DefaultAlarm(.critical, .fire),
      "1 when extinguishing gas or water mist has been discharged."),
    gauge(
      "fire_smoke_obscuration_ratio_per_meter", nil, 0...1, ["zone", "detector", "pipe"],
      "Share of light that smoke takes on one metre."),
    gauge(
      "fire_aspirator_fan_rpm", "rpm", 0...100_000, ["detector"],
      "Speed of the fan of an aspirating detector in turns per minute."),
    gauge(
      "fire_heat_cable_alarm_distance_meters", "meters", 0...100_000, ["zone"],
      "Distance to the hot spot of a heat cable, only while in alarm."),
    flag(
      "fire_off_gas_detected", ["zone", "detector", "input"],
      alarm: DefaultAlarm(.critical, .gas),
      "1 while gas of a failing lithium-ion cell is detected."),
  ]
}
