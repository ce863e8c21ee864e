import DeviceProfiles
import Readings
import Registers

extension PointReader {
  /// The raw values that mean no value: the point's own `invalid`, or the file's for its type.
  func readSentinels(_ type: RegisterEncoding.ValueType, _ field: BitField?) -> [Sentinel] {
    if let own = reader.optional("invalid") { return Self.sentinels(own) }
    let name = field.map { "u\($0.width)" } ?? type.description
    guard let shared = context.invalidByType.first(where: { $0.type == name }) else {
      return []
    }
    return Self.sentinels(shared.invalid)
  }

  /// A list of numbers, `"all_ones"`, and `{ raw: …, means: … }` or `{ from: …, to: …, means: … }`.
  private static func sentinels(_ list: ValueReader) -> [Sentinel] {
    (list.array() ?? []).compactMap { element in
      switch element.node.content {
      case .number:
        return element.integer(in: Int.min...Int.max).map { .value(Int64($0), .notAvailable) }
      case .string:
        return element.choice(among: [("all_ones", Sentinel.allOnes(.notAvailable))])
      case .object:
        return element.object { sentinel($0) } ?? nil
      default:
        element.report(
          "expected a raw value, \"all_ones\", { raw, means } or { from, to, means }")
        return nil
      }
    }
  }

  private static func sentinel(_ reader: ObjectReader) -> Sentinel? {
    let names = sentinelReasons.map { (name: $0.name, choice: $0) }
    let reason = reader.optional("means")?.choice(among: names) ?? .notAvailable
    let raw = reader.optional("raw")
    let from = reader.optional("from")?.integer(in: Int.min...Int.max)
    let to = reader.optional("to")?.integer(in: Int.min...Int.max)
    switch (raw, from, to) {
    case (let raw?, nil, nil):
      if case .string = raw.node.content {
        return raw.choice(among: [("all_ones", Sentinel.allOnes(reason))])
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
  private static var sentinelReasons: [NoData] {
    [.notAvailable, .notFitted, .overRange, .underRange, .deviceFailure, .notApplicable]
  }
}
