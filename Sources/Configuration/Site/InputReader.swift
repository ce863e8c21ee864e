import DeviceProfiles

/// Gives inputs of a device the meaning that the site file says: contacts a role, raw analogue
/// channels a quantity, and points of a panel the names of its site.
///
/// `inputs: { 3: { role: "fire_alarm", zone: "battery-a", inverted: true } }`
enum InputReader {
  static func apply(
    _ inputs: [(key: String, value: ValueReader)], to profile: inout DeviceProfile
  ) {
    let known = profile.points.compactMap(\.input)
    for (key, value) in inputs {
      let places = profile.points.indices.filter { profile.points[$0].input == key }
      guard !places.isEmpty else {
        value.report(
          known.isEmpty && profile.inputsOnDemand.isEmpty
            ? "\(profile.name) has no inputs to give a meaning to"
            : "\(profile.name) has no input \(quoted(key)); "
              + suggestion(for: key, among: known + profile.inputsOnDemand))
        continue
      }
      _ = value.object { reader in apply(reader, key, places, &profile) }
    }
  }

  private static func apply(
    _ reader: ObjectReader, _ key: String, _ places: [Int], _ profile: inout DeviceProfile
  ) {
    let role = reader.optional("role")
    let quantity = reader.optional("quantity")
    guard role != nil || quantity != nil else {
      return PointChange.addLabels(reader, to: places, of: &profile)
    }
    guard places.count == 1 else {
      reader.report("\(key) stands for \(places.count) points; give it labels, not a meaning")
      return
    }
    let place = places[0]
    if let help = reader.optional("help")?.string() { profile.points[place].help = help }
    switch (profile.points[place].meaning, role, quantity) {
    case (.flag, let role?, nil): contact(reader, key, role, &profile.points[place])
    case (.number, nil, let quantity?):
      channel(reader, quantity, &profile.points[place])
    case (.flag, _, _): reader.report("a contact has a `role`, such as \"fire_alarm\"")
    case (.number, _, _):
      reader.report("a number has a `quantity`, such as \"air_differential_pressure_pascals\"")
    default: reader.report("\(profile.points[place].name) is neither a contact nor a number")
    }
  }

  /// A contact: a flag of the vocabulary, or `contact_active` with a role of the site's own.
  private static func contact(
    _ reader: ObjectReader, _ key: String, _ role: ValueReader, _ point: inout PointDefinition
  ) {
    guard let name = role.nonEmptyString() else { return }
    guard var quantity = Quantity.named("contact_active") else { return }
    if let known = Quantity.named(name) {
      guard known.kind == .flag, known.name != "device_alarm_active" else {
        role.report("\(name) is a \(known.kind.rawValue); a contact is 0 or 1")
        return
      }
      quantity = known
    } else {
      guard name.allSatisfy({ ("a"..."z").contains($0) || $0 == "_" || $0.isNumber }) else {
        role.report(
          "a role is a flag of the vocabulary, or a word of lower-case letters and underscores")
        return
      }
    }
    // A word that is no flag of the vocabulary is the label `role` of `contact_active` itself.
    var labels = PointChange.labels(reader, of: quantity)
    if quantity.labels.contains("input"), !labels.contains(where: { $0.name == "input" }) {
      labels.append(Label("input", key))
    }
    if let inverted = reader.optional("inverted")?.boolean() {
      point.meaning = .flag(inverted: inverted)
    }
    point.series = [SeriesDefinition(quantity, labels: labels)]
    point.alarms = []
    let severity: DeviceAlarmDefinition.Severity? = reader.optional("severity")?.choice()
    let hazard: DeviceAlarmDefinition.Hazard? = reader.optional("hazard")?.choice()
    let alarm = reader.optional("alarm")?.nonEmptyString()
    guard let grade = severity ?? quantity.alarm?.severity else { return }
    point.alarms = [
      DeviceAlarmDefinition(
        name: alarm ?? name, severity: grade, hazard: hazard ?? quantity.alarm?.hazard ?? .none,
        extraction: .whole)
    ]
  }

  /// A raw channel: its quantity, and how the channel's number becomes that.
  private static func channel(
    _ reader: ObjectReader, _ value: ValueReader, _ point: inout PointDefinition
  ) {
    let scale = reader.optional("scale")?.number() ?? 1
    let offset = reader.optional("offset")?.number() ?? 0
    guard let quantity = PointChange.quantity(value, for: point) else { return }
    point.series = [
      SeriesDefinition(quantity, labels: PointChange.labels(reader, of: quantity))
    ]
    point.unit = quantity.unit
    PointChange.compose(scale: scale, offset: offset, on: &point, reader)
    if let range = PointChange.plausible(reader) { point.plausible = range }
  }
}
