extension Dashboard {
  /// The recommended envelope of ASHRAE TC 9.9 (2021): 18 to 27 °C at the inlet of the equipment.
  private static let envelope: [Panel.Step] = [
    .init(color: "blue", from: nil), .init(color: "green", from: 18), .init(color: "red", from: 27),
  ]

  static let climate = Dashboard(
    "climate", title: "climate",
    description: "The air of the rooms against the envelope of ASHRAE TC 9.9, and what cools it."
  ) {
    [
      .row("At the inlet of the equipment"),
      .graph(
        "Cold aisles", unit: "celsius", steps: envelope,
        "Recommended are 18 to 27 °C (lines); class A1 allows 15 to 32 °C.",
        Query(
          Query.plant("air_temperature_celsius", "aisle=\"cold\""),
          legend: "{{device}} {{rack}} {{position}}")),
      .graph(
        "Outside the envelope", unit: "percentunit", range: 0...1,
        "The share of cold-aisle probes below 18 or above 27 °C.",
        Query(
          "sum(\(coldAisle) > bool 27 or \(coldAisle) < bool 18) / count(\(coldAisle))",
          legend: "share")),
      .row("All air"),
      .graph(
        "Air temperature", unit: "celsius", "Every probe.",
        Query(
          Query.plant("air_temperature_celsius"), legend: "{{device}} {{aisle}} {{position}}")),
      .graph(
        "Relative humidity", unit: "percentunit", width: 6, range: 0...1,
        steps: [.init(color: "green", from: nil), .init(color: "red", from: 0.7)],
        "Recommended is at most 70 % (line).",
        Query(Query.plant("air_relative_humidity_ratio"), legend: "{{device}}")),
      .graph(
        "Dew point", unit: "celsius", width: 6,
        steps: [
          .init(color: "blue", from: nil), .init(color: "green", from: -9),
          .init(color: "red", from: 15),
        ],
        "Recommended are -9 to 15 °C (lines). Below, charges build up; above, water condenses.",
        Query(Query.plant("air_dew_point_celsius"), legend: "{{device}}")),
      .row("Cooling"),
      .graph(
        "Cooling output", unit: "percentunit", width: 8, "The share of its capacity.",
        Query(Query.plant("cooling_utilization_ratio"), legend: "{{device}}")),
      .graph(
        "Fan speed", unit: "percentunit", width: 8, "The share of the full speed.",
        Query(Query.plant("cooling_fan_speed_ratio"), legend: "{{device}} {{fan}}")),
      .graph(
        "Hottest against coldest", unit: "celsius", width: 8,
        "How far the air of each room spreads.",
        Query(
          "max by (room) (\(Query.plant("air_temperature_celsius"))) "
            + "- min by (room) (\(Query.plant("air_temperature_celsius")))", legend: "{{room}}")),
    ]
  }

  private static var coldAisle: String {
    Query.plant("air_temperature_celsius", "aisle=\"cold\"")
  }

  static let fireAndLeak = Dashboard(
    "fire-and-leak", title: "fire and leak",
    description: "What panels and detectors report: alarm above supervisory above trouble. "
      + "Mirrored, never reset from here."
  ) {
    [
      .row("Fire"),
      .flags(
        "Fire alarm", width: 8, one: "FIRE", "A detector or a panel reports fire.",
        Query(Query.plant("fire_alarm"), legend: "{{device}}")),
      .flags(
        "Supervisory", width: 8, one: "yes", color: "orange",
        "Something that must work in a fire is not as it should be.",
        Query(Query.plant("fire_supervisory"), legend: "{{device}}")),
      .flags(
        "Trouble", width: 8, one: "yes", color: "yellow",
        "The fire system has a fault: what it does not report is not known.",
        Query(Query.plant("fire_trouble"), legend: "{{device}}")),
      .row("Leak"),
      .flags(
        "Leak", width: 8, one: "LEAK", "A cable, a zone or a spot detector is wet.",
        Query(Query.plant("leak_detected"), legend: "{{device}} {{zone}}")),
      .flags(
        "Cable broken", width: 8, one: "yes", color: "orange",
        "Behind the break nothing is detected.",
        Query(Query.plant("leak_cable_break"), legend: "{{device}} {{zone}}")),
      .graph(
        "Cable current", unit: "amp", width: 8,
        "Current between the sensing wires: rises before a leak is declared.",
        Query(Query.plant("leak_cable_current_amperes"), legend: "{{device}}")),
    ]
  }
}
