import DeviceProfiles
import Readings
import Registers

extension PointReader {
  /// The raw values that mean no value: the point's own `invalid`, or the file's for its type.
  func readSentinels(_ type: RegisterEncoding.ValueType, _ field: BitField?) -> [Sentinel] {
    let edges = Self.edges(type, field)
    if let own = reader.optional("invalid") { return Self.sentinels(own, edges) }
    let name = field.map { "u\($0.width)" } ?? type.description
    guard let shared = context.invalidByType.first(where: { $0.type == name }) else {
      return []
    }
    return Self.sentinels(shared.invalid, edges)
  }

  /// The list `invalid` of a point of that type.
  static func sentinels(
    _ list: ValueReader, _ type: RegisterEncoding.ValueType, _ field: BitField?
  ) -> [Sentinel] {
    sentinels(list, edges(type, field))
  }

  /// The lowest and highest raw value of a type, nil for one that has none.
  private static func edges(
    _ type: RegisterEncoding.ValueType, _ field: BitField?
  ) -> ClosedRange<Int64>? {
    let point = PointDefinition(
      name: "", table: .holdingRegister, address: 0, encoding: RegisterEncoding(type), field: field,
      meaning: .text)
    guard point.holdsInteger else { return nil }
    // The highest of 64 bits without a sign is all ones, which is -1 as a pattern.
    return type == .u64 ? -1 ... -1 : point.rawRange
  }

  /// A list of numbers, `"all_ones"`, `"highest"`, `"lowest"`, and `{ raw: …, means: … }` or `{ from: …, to: …, means: … }`.
  private static func sentinels(
    _ list: ValueReader, _ edges: ClosedRange<Int64>?
  ) -> [Sentinel] {
    (list.array() ?? []).compactMap { element in
      switch element.node.content {
      case .number:
        return element.integer(in: Int.min...Int.max).map { .value(Int64($0), .notAvailable) }
      case .string:
        return edge(element, edges, .notAvailable)
      case .object:
        return element.object { sentinel($0, edges) } ?? nil
      default:
        element.report(
          "expected a raw value, \"all_ones\", { raw, means } or { from, to, means }")
        return nil
      }
    }
  }

  /// A raw value by name, for any width.
  private static func edge(
    _ value: ValueReader, _ edges: ClosedRange<Int64>?, _ reason: NoData
  ) -> Sentinel? {
    var choices = [(name: "all_ones", choice: Sentinel.allOnes(reason))]
    if let edges {
      choices += [
        ("highest", .value(edges.upperBound, reason)), ("lowest", .value(edges.lowerBound, reason)),
      ]
    }
    return value.choice(among: choices)
  }

  private static func sentinel(
    _ reader: ObjectReader, _ edges: ClosedRange<Int64>?
  ) -> Sentinel? {
    let names = sentinelReasons.map { (name: $0.name, choice: $0) }
    let reason = reader.optional("means")?.choice(among: names) ?? .notAvailable
    let raw = reader.optional("raw")
    if let mask = reader.optional("mask")?.integer(in: 1...Int.max) {
      return reader.required("raw", example: "0x00FF")?.integer(in: 0...Int.max).map {
        .masked(mask: UInt64(mask), value: UInt64($0), reason)
      }
    }
    let from = reader.optional("from")?.integer(in: Int.min...Int.max)
    let to = reader.optional("to")?.integer(in: Int.min...Int.max)
    switch (raw, from, to) {
    case (let raw?, nil, nil):
      if case .string = raw.node.content {
        return edge(raw, edges, reason)
      }
      return raw.integer(in: Int.min...Int.max).map { .value(Int64($0), reason) }
    case (nil, let from?, let to?) where from <= to:
      return .band(Int64(from)...Int64(to), reason)
    default:
      reader.report("expected `raw`, or `from` and a `to` that is not below it")
      return nil
    }
  }

  /// What a device can say about itself by a raw value.
  static var sentinelReasons: [NoData] {
    [.notAvailable, .notFitted, .overRange, .underRange, .deviceFailure, .notApplicable]
  }
}
