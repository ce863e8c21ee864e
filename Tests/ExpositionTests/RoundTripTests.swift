import Exposition
import TestSupport
import Testing

@Suite("Round trip")
struct RoundTripTests {
  /// Label values out of pieces that have broken writers before.
  private static let pieces = [
    "a", "B9", " ", "\"", "\\", "\\n", "\n", "{", "}", ",", "=", "#", "# EOF", "\u{0}", "\u{7F}",
    "é", "온", "👩‍🔧", "e\u{301}", "\u{202E}", "\u{FEFF}", "\r\n", "\u{85}",
  ]

  private func labelValue(_ generator: inout SeededGenerator) -> String {
    let count = Int.random(in: 0...(Bool.random(using: &generator) ? 4 : 200), using: &generator)
    return (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
  }

  private func number(_ generator: inout SeededGenerator) -> Double {
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: Double(Int.random(in: -100_000...100_000, using: &generator))
    case 1: Double(Int.random(in: -100_000...100_000, using: &generator)) / 100
    case 2: Double(bitPattern: generator.next())
    case 3: SampleValue.absent
    default:
      [-0.0, 0, .infinity, 1e300, .leastNonzeroMagnitude].randomElement(using: &generator) ?? 0
    }
  }

  private func families(_ generator: inout SeededGenerator) -> [MetricFamily] {
    (0..<Int.random(in: 0...8, using: &generator)).map { place in
      let type = MetricType.allCases.randomElement(using: &generator) ?? .gauge
      let unit = ["celsius", "volts", nil].randomElement(using: &generator) ?? nil
      let name =
        "q\(generator.next() % 97)_\(place)" + (unit.map { "_" + $0 } ?? "")
        + (type.sampleSuffix ?? "")
      return MetricFamily(name: name, type: type, help: "A \"\\ \(place).", unit: unit)
    }
  }

  @Test("what is written is read back the same, in both formats", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var builder = SeriesLayout.Builder()
    var expected: [(family: MetricFamily, labels: [String: String], value: Double)] = []
    var values: [Double] = []
    var extra: [DynamicFamily] = []
    for family in families(&generator) {
      var dynamic = Bool.random(using: &generator) ? try DynamicFamily(family) : nil
      for place in 0..<Int.random(in: 0...6, using: &generator) {
        let pairs = [
          (name: "device", value: "d\(place)"), (name: "text", value: labelValue(&generator)),
          (name: "other", value: labelValue(&generator)),
        ].shuffled(using: &generator)
        let value = number(&generator)
        if dynamic == nil {
          try builder.series(family, pairs)
          values.append(value)
        } else {
          let isNew = dynamic?.add(pairs, value: value) ?? false
          #expect(isNew)
        }
        var labels: [String: String] = [:]
        for pair in pairs where !pair.value.isEmpty {
          labels[pair.name] = LabelValue.sanitized(pair.value)
        }
        if value.isFinite { expected.append((family, labels, value)) }
      }
      if let dynamic { extra.append(dynamic) }
    }
    let layout = try builder.finish()
    for format in ExpositionFormat.allCases {
      let bytes = ExpositionEncoder.encode(layout, values: values, extra: extra, format: format)
      let parsed = try ExpositionParser.parse(bytes, format: format)
      let names = parsed.families.map(\.description.name)
      #expect(names == names.sorted())
      #expect(parsed.families.reduce(0) { $0 + $1.samples.count } == expected.count)
      for (family, labels, value) in expected {
        let sample = parsed[family.name].first { $0[label: "device"] == labels["device"] }
        let read = Dictionary(
          uniqueKeysWithValues: (sample?.labels ?? []).map { ($0.name, $0.value) })
        #expect(read == labels)
        #expect(sample?.value == value)
      }
      for family in parsed.families where format == .openMetrics100 {
        let original = expected.first { $0.family.name == family.description.name }?.family
        #expect(family.description.type == original?.type)
        #expect(family.description.help == original?.help)
        #expect(family.description.unit == original?.statedUnit)
      }
    }
  }
}
