import DeviceProfiles
import Registers

/// Changes points of a profile for one device whose settings differ from the family's.
///
/// `overrides: { air_temperature: { scale: 0.01, unit: "fahrenheit" }, "*": { labels: { … } } }`
enum OverrideReader {
  static func apply(_ value: ValueReader?, to profile: inout DeviceProfile) {
    for (name, value) in value?.members() ?? [] {
      let places =
        name == "*"
        ? Array(profile.points.indices)
        : profile.points.indices.filter { profile.points[$0].name == name }
      guard !places.isEmpty else {
        value.report(
          "\(profile.name) has no point \(quoted(name)); "
            + suggestion(for: name, among: profile.points.map(\.name)))
        continue
      }
      _ = value.object { reader in
        if name == "*" {
          PointChange.addLabels(reader, to: places, of: &profile)
        } else {
          change(&profile.points[places[0]], reader)
          PointChange.addLabels(reader, to: places, of: &profile)
        }
      }
    }
  }

  private static func change(_ point: inout PointDefinition, _ reader: ObjectReader) {
    if let value = reader.optional("quantity"),
      let quantity = PointChange.quantity(value, for: point)
    {
      point.series = [SeriesDefinition(quantity)]
      point.unit = quantity.unit
    }
    if case .number(var scaling) = point.meaning {
      if let scale = reader.optional("scale")?.number() { scaling.scale = scale }
      if let offset = reader.optional("offset")?.number() { scaling.offset = offset }
      point.meaning = .number(scaling)
    }
    if let unit = reader.optional("unit") { changeUnit(of: &point, to: unit, reader) }
    if let value = reader.optional("inverted"), let inverted = value.boolean() {
      if case .flag = point.meaning {
        point.meaning = .flag(inverted: inverted)
      } else {
        value.report("\(point.name) is no contact; only a point of type bool is inverted")
      }
    }
    if let range = PointChange.plausible(reader) { point.plausible = range }
    if let list = reader.optional("invalid") {
      point.sentinels = PointReader.sentinels(list, point.encoding.type, point.field)
    }
  }

  /// `unit`: what the device is set to, where its registers do not tell.
  private static func changeUnit(
    of point: inout PointDefinition, to value: ValueReader, _ reader: ObjectReader
  ) {
    guard point.unit == "celsius", case .number = point.meaning else {
      value.report("\(point.name) is no temperature; for other units give `scale` and `offset`")
      return
    }
    let choices: [(name: String, choice: (scale: Double, offset: Double))] = [
      ("celsius", (1, 0)), ("fahrenheit", (5.0 / 9, -160.0 / 9)), ("kelvin", (1, -273.15)),
    ]
    guard let unit = value.choice(among: choices) else { return }
    let range = point.plausible
    PointChange.compose(scale: unit.scale, offset: unit.offset, on: &point, reader)
    // The sensor measures what it did, whatever it is shown in.
    point.plausible = range
  }
}
