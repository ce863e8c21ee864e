import DeviceProfiles

/// What a point asks of the hall: its quantity and labels rather than its place in a register map,
/// so that a device family needs no model of its own.
struct Question: Sendable {
  /// The point's name in its profile.
  let point: String
  /// The neutral quantity; nil for points that make no series.
  let quantity: String?
  let side: String?
  let phase: String?
  /// Further labels of the series, and those of the device.
  private let labels: [Label]
  /// Neutral names of the states of the point, or the profile's own where it has none.
  let stateNames: [String]

  init(_ point: PointDefinition, labels deviceLabels: [Label]) {
    // An alarm that the device makes of a state comes first, and is not what the state is about.
    let quantities = point.series.filter { $0.quantity.name != "device_alarm_active" }
    self.init(point, about: quantities.first ?? point.series.first, labels: deviceLabels)
  }

  /// What one series of a point is about, such as that of one flag of a word.
  init(
    _ point: PointDefinition, about series: SeriesDefinition?, labels deviceLabels: [Label]
  ) {
    self.point = point.name
    quantity = series?.quantity.name
    labels = (series?.labels ?? []) + deviceLabels
    side = series?.labels.first { $0.name == "side" }?.value
    phase = series?.labels.first { $0.name == "phase" }?.value
    if case .states(let states) = point.meaning {
      let neutral = series?.stateNames ?? []
      stateNames = neutral.isEmpty ? states.map(\.name) : neutral
    } else {
      stateNames = []
    }
  }

  /// The value of a label of the series or of the device.
  func label(_ name: String) -> String? { labels.first { $0.name == name }?.value }

  /// The number at the end of a label or of the point's name, such as 3 for `cell3_voltage`.
  func number(_ labelName: String) -> Int? {
    if let value = label(labelName), let number = Int(value) { return number }
    return Int(point.drop { !$0.isNumber }.prefix { $0.isNumber })
  }
}
