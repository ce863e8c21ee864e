import DeviceProfiles

/// Collects the series and alarms of one point while its states, flags and own keys are read.
struct PointSeriesReader {
  private(set) var series: [SeriesDefinition] = []
  private(set) var alarms: [DeviceAlarmDefinition] = []
  private let point: PointReader
  private let pointName: String
  /// The neutral name of each state.
  private var stateNames: [String] = []
  private var names: [String] = []
  private let alarmName: String?

  init(_ point: PointReader, pointName: String) {
    self.point = point
    self.pointName = pointName
    alarmName = point.reader.optional("alarm")?.nonEmptyString().map { point.numbered($0) }
  }

  /// One state: its neutral name, and what being in it means.
  mutating func addState(_ place: Int, name: String, neutral: String?, _ reader: ObjectReader) {
    stateNames.append(neutral ?? name)
    names.append(name)
    // States with a quantity are alarms of that name: one point can tell of several.
    let own = reader.optional("quantity")?.node.content
    var alarm = alarmName ?? pointName
    if case .string(let quantity) = own { alarm = quantity }
    add(.states([place]), alarm: alarm, reader)
  }

  /// One bit of a word of flags.
  mutating func addFlag(_ bit: Int, name: String, _ reader: ObjectReader) {
    add(.bit(bit), alarm: name, reader)
  }

  /// Asks for the keys of a state or flag that cannot be read.
  func skip(_ reader: ObjectReader) {
    for key in ["quantity", "labels", "severity", "hazard", "alarm"] { _ = reader.optional(key) }
  }

  /// The keys of the point itself, and its list of further series.
  mutating func readWhole(_ meaning: PointMeaning) {
    let reader = point.reader
    switch meaning {
    case .number: addNumber(reader)
    case .flag: add(.whole, alarm: pointName, reader)
    case .states: addStates(reader)
    case .flags: refuse(reader, "put it on the flags that it is about")
    case .text: refuse(reader, "a text is shown by `info`, as a label of device_info")
    }
    for entry in reader.optional("series")?.array() ?? [] {
      _ = entry.object { addEntry($0, meaning) }
    }
  }

  private mutating func addNumber(_ reader: ObjectReader) {
    let quantity = readQuantity(reader)
    if quantity == nil, reader.has("quantity") { return skip(reader) }
    switch quantity?.kind {
    case .gauge, .counter:
      for key in ["severity", "hazard", "alarm"] where reader.has(key) {
        reader.report(
          "`\(key)` is for flags and states; a measurement gets limits in the site file")
      }
      if let quantity {
        series.append(SeriesDefinition(quantity, labels: readLabels(reader, quantity)))
      }
    case .states, .info:
      reader.optional("quantity")?.report(
        "\(quantity?.name ?? "") needs a point with states or a text; this one is a number")
      skip(reader)
    case .flag, nil: add(.nonZero, alarm: alarmName ?? pointName, reader)
    }
  }

  private mutating func addStates(_ reader: ObjectReader) {
    for key in ["severity", "hazard"] where reader.has(key) {
      reader.report("`\(key)` of a point with states: put it on the states that it is about")
    }
    guard let quantity = readQuantity(reader) else {
      if reader.has("labels"), !reader.has("quantity") {
        reader.report("`labels` without `quantity`: name the quantity that they belong to")
      }
      return
    }
    guard quantity.kind == .states else {
      reader.optional("quantity")?.report(
        quantity.kind == .flag
          ? "\(quantity.name) is 0 or 1; put it on the states that set it"
          : "\(quantity.name) is a \(quantity.kind.rawValue); a point with states needs "
            + "a quantity of states, such as device_state")
      _ = reader.optional("labels")
      return
    }
    var labels = readLabels(reader, quantity)
    if quantity.name == "device_state", !labels.contains(where: { $0.name == "point" }) {
      labels.append(Label("point", pointName))
    }
    series.append(SeriesDefinition(quantity, labels: labels, stateNames: stateNames))
  }

  private func refuse(_ reader: ObjectReader, _ advice: String) {
    for key in ["quantity", "labels", "severity", "hazard"] where reader.has(key) {
      reader.report("`\(key)` does not belong here: \(advice)")
    }
  }

  /// An entry of `series`: a quantity with `bit`, `states` or `non_zero`, or the whole value.
  private mutating func addEntry(_ reader: ObjectReader, _ meaning: PointMeaning) {
    let bit = reader.optional("bit")?.integer(in: 0...63)
    let nonZero = reader.optional("non_zero")?.boolean() ?? false
    let wanted = reader.optional("states")?.array()
    var places: Set<Int> = []
    for value in wanted ?? [] {
      guard let name = value.string() else { continue }
      if let place = names.firstIndex(of: name) {
        places.insert(place)
      } else {
        value.report("no state \(quoted(name)); " + suggestion(for: name, among: names))
      }
    }
    if let bit {
      add(.bit(bit), alarm: alarmName ?? pointName, reader)
    } else if wanted != nil {
      add(.states(places), alarm: alarmName ?? pointName, reader)
    } else if nonZero {
      add(.nonZero, alarm: alarmName ?? pointName, reader)
    } else if case .number = meaning {
      addNumber(reader)
    } else {
      add(.whole, alarm: alarmName ?? pointName, reader)
    }
  }

  /// A flag: its own quantity, or `device_alarm_active` when it only has a severity.
  private mutating func add(_ extraction: Extraction, alarm: String, _ reader: ObjectReader) {
    let quantity = readQuantity(reader)
    if let quantity, quantity.kind != .flag || quantity.name == "device_alarm_active" {
      reader.optional("quantity")?.report(
        quantity.kind == .flag
          ? "give a `severity` in place of the quantity device_alarm_active"
          : "\(quantity.name) is a \(quantity.kind.rawValue); expected a quantity that is 0 or 1")
      skip(reader)
      return
    }
    let labels = quantity.map { readLabels(reader, $0) } ?? []
    let graded = readSeverity(reader)
    let severity = graded?.severity ?? quantity?.alarm?.severity
    let isSilenced = graded != nil && graded?.severity == nil
    let hazard: DeviceAlarmDefinition.Hazard? = reader.optional("hazard")?.choice()
    let name = reader.optional("alarm")?.nonEmptyString().map { point.numbered($0) } ?? alarm
    if quantity == nil, !reader.has("quantity") {
      for key in ["labels", "hazard"] where reader.has(key) && severity == nil {
        reader.report("`\(key)` says nothing without a `quantity` or `severity`")
      }
    }
    if let quantity { append(SeriesDefinition(quantity, labels: labels, extraction: extraction)) }
    guard let severity, !isSilenced else { return }
    if quantity == nil, let active = Quantity.named("device_alarm_active") {
      let labels = [Label("alarm", name), Label("severity", severity.rawValue)]
      append(SeriesDefinition(active, labels: labels, extraction: extraction))
    }
    append(
      DeviceAlarmDefinition(
        name: name, severity: severity, hazard: hazard ?? quantity?.alarm?.hazard ?? .none,
        extraction: extraction))
  }

  /// `severity`, where "none" takes a quantity's own alarm away; nil when it is not given.
  private func readSeverity(_ reader: ObjectReader)
    -> (severity: DeviceAlarmDefinition.Severity?, Void)?
  {
    typealias Severity = DeviceAlarmDefinition.Severity
    let choices = Severity.allCases.map { (name: $0.rawValue, choice: Severity?.some($0)) }
    guard let value = reader.optional("severity"),
      let severity = value.choice(among: choices + [(name: "none", choice: nil)])
    else { return nil }
    return (severity, ())
  }

  /// States that mean the same are one series.
  private mutating func append(_ more: SeriesDefinition) {
    if case .states(let added) = more.extraction,
      let place = series.firstIndex(where: {
        $0.quantity == more.quantity && $0.labels == more.labels
      }), case .states(let known) = series[place].extraction
    {
      series[place].extraction = .states(known.union(added))
    } else {
      series.append(more)
    }
  }

  private mutating func append(_ more: DeviceAlarmDefinition) {
    if case .states(let added) = more.extraction,
      let place = alarms.firstIndex(where: {
        $0.name == more.name && $0.severity == more.severity && $0.hazard == more.hazard
      }), case .states(let known) = alarms[place].extraction
    {
      alarms[place].extraction = .states(known.union(added))
    } else {
      alarms.append(more)
    }
  }

  private func readQuantity(_ reader: ObjectReader) -> Quantity? {
    guard let value = reader.optional("quantity"), let name = value.nonEmptyString() else {
      return nil
    }
    if let quantity = Quantity.named(name) { return quantity }
    if name.hasPrefix("facility_"), Quantity.named(String(name.dropFirst(9))) != nil {
      value.report("a quantity is written without facility_: \(quoted(String(name.dropFirst(9))))")
    } else {
      value.report(
        "no quantity \(quoted(name)) in the vocabulary; "
          + suggestion(for: name, among: Quantity.vocabulary.map(\.name)))
    }
    return nil
  }

  private func readLabels(_ reader: ObjectReader, _ quantity: Quantity) -> [Label] {
    var labels: [Label] = []
    for (key, value) in reader.optional("labels")?.members() ?? [] {
      guard let text = value.nonEmptyString() else { continue }
      guard quantity.labels.contains(key) else {
        value.report(
          "\(quantity.name) has no label \(quoted(key)); "
            + suggestion(for: key, among: quantity.labels))
        continue
      }
      labels.append(Label(key, point.numbered(text)))
    }
    for (key, value) in point.context.labels
    where quantity.labels.contains(key) && !labels.contains(where: { $0.name == key }) {
      if let text = value.nonEmptyString() { labels.append(Label(key, point.numbered(text))) }
    }
    return labels
  }
}
