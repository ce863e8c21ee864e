import DeviceProfiles
import Registers

extension ProfileFile {
  /// The points of one entry of `points`, in a profile or inline in a site file: one, or as many as
  /// its `repeat` says. Mistakes are in the value's log; a point that has some is left out.
  static func readPoint(_ value: ValueReader, context: PointContext) -> [PlacedPoint] {
    let before = value.log.problems.count
    var group = Repetition()
    let first = value.object { reader -> PlacedPoint? in
      group = reader.optional("repeat")?.object { Repetition.read($0) } ?? Repetition()
      return read(reader, value, context: context, group: group, step: 0)
    }
    guard let first = first ?? nil, value.log.problems.count == before else { return [] }
    var points = [first]
    for step in 1..<max(1, group.count) {
      // The same text again with another number: its mistakes were found in the first pass.
      let quiet = ValueReader(value.node, place: value.place, log: ProblemLog())
      let next = quiet.object { reader -> PlacedPoint? in
        _ = reader.optional("repeat")
        return read(reader, value, context: context, group: group, step: step)
      }
      guard let next = next ?? nil else {
        value.report("repetition \(step + 1) ends past address 65535; lower `count` or `stride`")
        break
      }
      points.append(next)
    }
    return points
  }

  private static func read(
    _ reader: ObjectReader, _ value: ValueReader, context: PointContext, group: Repetition,
    step: Int
  ) -> PlacedPoint? {
    PointReader(reader, context: context, group: group, step: step).read().map {
      PlacedPoint(definition: $0.definition, value: value, conditions: $0.conditions)
    }
  }
}

/// How often an entry of `points` stands for a point: `{ count: 16, stride: 1, first: 1 }`. In
/// names, labels and help, `{n}` is the number of the repetition.
struct Repetition {
  var count = 1
  /// How many addresses from one to the next.
  var stride = 0
  /// The number of the first.
  var first = 1

  static func read(_ reader: ObjectReader) -> Repetition {
    Repetition(
      count: reader.required("count", example: "16")?.integer(in: 1...1000) ?? 1,
      stride: reader.required("stride", example: "1")?.integer(in: 0...10_000) ?? 0,
      first: reader.optional("first")?.integer(in: 0...100_000) ?? 1)
  }
}
