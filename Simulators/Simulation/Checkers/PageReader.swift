import Agent
import DeviceProfiles
import Exposition
import Readings

/// Reads the text that Prometheus would read, and finds the point of each plant series by its own
/// reckoning from the site file.
struct PageReader: Sendable {
  /// Where a series comes from.
  struct Origin: Sendable {
    /// The point that it shows.
    var point: Int
    /// The points whose registers it was made of: the point itself, or those that a computed one
    /// is worked out from.
    var sources: [Int]
    /// Whether one source is enough for the series to be 1, whatever the others are.
    var isAnyOf: Bool
    var maximumAge: Duration
    var device: Int
    /// Of what is read in every cycle of the device; what is read seldom is shown only while the
    /// device is heard that often.
    var deviceAge: Duration
    /// What is shown of the point, or the states of the point that make the series 1.
    var extraction: Extraction
    /// For families of states, the series of each state name.
    var stateNames: [String]
  }

  /// One line of the text that shows something of a point.
  struct Sample: Sendable {
    var origin: Int
    /// The label `state`; nil where the family has none.
    var state: String?
    var value: Double
    /// Which of the series that were ever seen.
    var series: Int
  }

  private(set) var origins: [Origin] = []
  /// What the text showed when it was last read.
  private(set) var samples: [Sample] = []
  /// The text of every series that was ever seen.
  private(set) var seriesTexts: [String] = []
  /// The origin and the state of each of these; nil for what shows no point.
  private var known: [(origin: Int, state: String?)?] = []
  private var placeOfText: [[UInt8]: Int] = [:]
  private var originOfKey: [String: Int] = [:]
  /// The series of the last text in their order: the next is mostly the same.
  private var lastOrder: [(text: [UInt8], place: Int)] = []
  private var isLinted: Bool

  /// - Parameter isLinting: whether the first text is also read, slowly, by the parser that knows
  ///   every rule of the format.
  init(_ settings: AgentSettings, isLinting: Bool) {
    isLinted = !isLinting
    let points = PointTable(devices: settings.devices)
    for (index, device) in settings.devices.enumerated() {
      let first = points.points(of: DeviceIndex(rawValue: index)).lowerBound
      for (place, point) in device.profile.points.enumerated() {
        let sources =
          point.computation == nil
          ? [place]
          : device.profile.points.indices.filter {
            point.computation?.sources.contains(device.profile.points[$0].name) == true
          }
        let isAnyOf = if case .anyOf = point.computation { true } else { false }
        for series in point.series {
          let labels = [Label("device", device.name)] + device.labels + series.labels
          originOfKey[Self.key(series.quantity.metricName, labels)] = origins.count
          origins.append(
            Origin(
              point: first + place, sources: sources.map { first + $0 }, isAnyOf: isAnyOf,
              maximumAge: device.maximumAge(of: point.pace), device: index,
              deviceAge: device.maximumAge, extraction: series.extraction,
              stateNames: series.quantity.kind == .states ? series.stateNames : []))
        }
      }
    }
  }

  struct Unreadable: Error {}

  /// Takes a text.
  mutating func read(_ text: [UInt8]) throws {
    if !isLinted {
      isLinted = true
      _ = try ExpositionParser.parse(text, format: .text004)
    }
    samples.removeAll(keepingCapacity: true)
    var order: [(text: [UInt8], place: Int)] = []
    order.reserveCapacity(lastOrder.count)
    var expected = 0
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      defer { start = end + 1 }
      guard text[start..<end].starts(with: Self.prefix),
        let space = text[start..<end].lastIndex(of: UInt8(ascii: " "))
      else { continue }
      let series = text[start..<space]
      let place: Int
      if expected < lastOrder.count, lastOrder[expected].text.elementsEqual(series) {
        place = lastOrder[expected].place
        order.append(lastOrder[expected])
      } else {
        let bytes = Array(series)
        place = placeOfText[bytes] ?? learn(bytes)
        order.append((bytes, place))
        if let found = lastOrder.firstIndex(where: { $0.place == place }) { expected = found }
      }
      expected += 1
      guard let origin = known[place] else { continue }
      guard let value = Double(String(decoding: text[(space + 1)..<end], as: UTF8.self)) else {
        throw Unreadable()
      }
      samples.append(
        Sample(origin: origin.origin, state: origin.state, value: value, series: place))
    }
    lastOrder = order
  }

  /// Gives each sample the value of the next, as a mistaken order would.
  mutating func shift() {
    guard let first = samples.first?.value else { return }
    for index in samples.indices.dropLast() { samples[index].value = samples[index + 1].value }
    samples[samples.count - 1].value = first
  }

  private static let prefix = Array("facility_".utf8)

  private mutating func learn(_ bytes: [UInt8]) -> Int {
    let text = String(decoding: bytes, as: UTF8.self)
    let place = known.count
    placeOfText[bytes] = place
    seriesTexts.append(text)
    let (name, labels) = Self.parts(text)
    let state = labels.first { $0.name == "state" }?.value
    let plain = Self.key(name, labels)
    if let origin = originOfKey[plain], origins[origin].stateNames.isEmpty {
      known.append((origin, nil))
    } else if let origin = originOfKey[Self.key(name, labels.filter { $0.name != "state" })] {
      known.append((origin, state))
    } else {
      // What the agent says of a whole device has no one point.
      known.append(nil)
    }
    return place
  }

  private static func key(_ name: String, _ labels: [Label]) -> String {
    name + labels.sorted().reduce(into: "") { $0 += " \($1.name)=\($1.value)" }
  }

  /// The name and the labels of a series.
  static func parts(_ series: String) -> (name: String, labels: [Label]) {
    guard let brace = series.firstIndex(of: "{") else { return (series, []) }
    var labels: [Label] = []
    var (name, value) = ("", "")
    var (isQuoted, isEscaped) = (false, false)
    for character in series[series.index(after: brace)...] {
      if isEscaped {
        value.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if isQuoted {
        switch character {
        case "\\": isEscaped = true
        case "\"":
          isQuoted = false
          labels.append(Label(name, value))
          (name, value) = ("", "")
        default: value.append(character)
        }
      } else {
        switch character {
        case "\"": isQuoted = true
        case ",", "=", "}": break
        default: name.append(character)
        }
      }
    }
    return (String(series[..<brace]), labels)
  }
}
