import Configuration
import DeviceProfiles
import Readings
import Registers
import Testing

@Suite("Mutations of the catalogue")
struct MutationTests {
  @Test(
    "at least 95 in 100 wrong addresses, word orders, scales and bits make a capture fail",
    arguments: ProfileCatalogue.load().map(\.name))
  func capturesCatchMutations(name: String) throws {
    let captures = try CatalogueCaptures.of(name)
    var survivors: [String] = []
    var count = 0
    var seen: Set<PointDefinition> = []
    for choice in [ProfileChoice()] + Set(captures.map(\.choice)) {
      let unlocated = try #require(ProfileCatalogue.named(name, choice: choice))
      let same = captures.filter { $0.choice == choice }
      let profile = unlocated.located(by: same.first?.blocks ?? [])
      let own = same.filter { unlocated.located(by: $0.blocks) == profile }
      for index in profile.points.indices where !own.isEmpty {
        guard seen.insert(profile.points[index]).inserted else { continue }
        let circle = MutationCircle(of: index, in: profile, own)
        for (kind, mutant) in Mutant.all(of: profile.points[index]) {
          count += 1
          if !circle.notices(mutant) { survivors.append("\(mutant.name): \(kind)") }
        }
      }
    }
    let share = count == 0 ? 1 : Double(count - survivors.count) / Double(count)
    print(
      "mutations: \(name) \(count - survivors.count) of \(count) caught"
        + (survivors.isEmpty ? "" : "; survivors: " + survivors.joined(separator: ", ")))
    #expect(share >= 0.95, "survivors: \(survivors)")
  }
}

/// The points that a change of one point can show in, with what they say in every capture.
private struct MutationCircle {
  let profile: DeviceProfile
  /// Where the changed point is in `profile`.
  let place: Int
  let captures: [GoldenCapture]
  let said: [[Seen]]

  /// What a capture shows of the circle: the outcomes of the points that lie in its words, and the
  /// flags that are active.
  struct Seen: Equatable {
    var place: Int
    var outcome: Reading.Outcome
    var active: [String]

    /// Numbers are as equal as captures take them.
    static func == (left: Self, right: Self) -> Bool {
      guard left.place == right.place, left.active == right.active else { return false }
      guard
        case (.value(.number(let one)), .value(.number(let other))) =
          (left.outcome, right.outcome)
      else { return left.outcome == right.outcome }
      return abs(one - other) <= max(abs(one), abs(other)) * 1e-6
    }
  }

  init(of index: Int, in whole: DeviceProfile, _ captures: [GoldenCapture]) {
    let own = whole.points[index]
    func sources(_ point: PointDefinition) -> [String] {
      point.sources + (point.computation?.sources ?? [])
    }
    var names = Set(sources(own) + [own.name])
    for other in whole.points where sources(other).contains(own.name) {
      names.formUnion(sources(other) + [other.name])
    }
    var profile = whole
    profile.points = whole.points.filter { names.contains($0.name) }
    self.profile = profile
    place = profile.points.firstIndex { $0.name == own.name } ?? 0
    self.captures = captures
    said = captures.map { Self.seen(in: $0, profile) }
  }

  /// Whether a capture would fail with the mutant in the point's place.
  func notices(_ mutant: PointDefinition) -> Bool {
    var wrong = profile
    wrong.points[place] = mutant
    return zip(captures, said).contains { Self.seen(in: $0, wrong) != $1 }
  }

  private static func seen(in capture: GoldenCapture, _ profile: DeviceProfile) -> [Seen] {
    var decoder = DeviceDecoder(profile: profile)
    var outcomes: [Int: Reading.Outcome] = [:]
    for block in capture.blocks { decoder.decode(block) { outcomes[$0] = $1 } }
    for computation in profile.computations()
    where computation.inputs.contains(where: { outcomes[$0] != nil }) {
      outcomes[computation.place] = computation.outcome(
        of: computation.inputs.map { outcomes[$0] ?? .none(.waitingForInitialData) })
    }
    return outcomes.sorted { $0.key < $1.key }.map { place, outcome in
      var active: [String] = []
      if case .value(let value) = outcome {
        active = profile.points[place].series.filter {
          $0.quantity.kind == .flag && $0.extraction.number(of: value) == 1
        }.map(\.text)
      }
      return Seen(place: place, outcome: outcome, active: active)
    }
  }
}

/// The mistakes that a person makes in one point, each with what it is.
private enum Mutant {
  static func all(of point: PointDefinition) -> [(String, PointDefinition)] {
    if case .anyOf(let conditions)? = point.computation { return shorter(point, conditions) }
    guard point.computation == nil else { return [] }
    var mutants = places(of: point)
    func add(_ kind: String, _ change: (inout PointDefinition) -> Void) {
      var mutant = point
      change(&mutant)
      mutants.append((kind, mutant))
    }
    if case .number(var scaling) = point.meaning {
      scaling.scale *= 10
      add("scale × 10") { $0.meaning = .number(scaling) }
    }
    if case .flag(let inverted) = point.meaning {
      add("inverted") { $0.meaning = .flag(inverted: !inverted) }
    }
    if let field = point.field {
      let shift = field.shift == 0 ? field.width : field.shift - field.width
      add("field") {
        $0.field =
          field.mask.map { BitField(mask: $0 & ($0 - 1)) }
          ?? BitField(shift: shift, width: field.width)
      }
    }
    for part in point.parts.indices {
      add("part \(part)") { $0.parts[part].scale *= 10 }
    }
    if case .flags(let names) = point.meaning {
      for place in names.indices {
        mutants.append(("bit \(names[place].bit)", moved(point, place)))
      }
    }
    return mutants
  }

  private static func places(of point: PointDefinition) -> [(String, PointDefinition)] {
    var mutants: [(String, PointDefinition)] = []
    func add(_ kind: String, _ change: (inout PointDefinition) -> Void) {
      var mutant = point
      change(&mutant)
      mutants.append((kind, mutant))
    }
    if point.address < .max { add("one address later") { $0.address += 1 } }
    if point.address > 0 { add("one address earlier") { $0.address -= 1 } }
    if point.encoding.registerCount > 1, point.meaning != .text {
      add("word order") {
        $0.encoding.wordOrder = $0.encoding.wordOrder == .big ? .little : .big
      }
    }
    if point.meaning == .text, !point.hasWideLetters {
      add("byte order") {
        $0.encoding.byteOrder = $0.encoding.byteOrder == .big ? .little : .big
      }
    }
    return mutants
  }

  private static func shorter(
    _ point: PointDefinition, _ conditions: [PointCondition]
  ) -> [(String, PointDefinition)] {
    conditions.indices.map { place in
      var mutant = point
      var fewer = conditions
      fewer.remove(at: place)
      mutant.computation = .anyOf(fewer)
      return ("without condition \(place)", mutant)
    }
  }

  /// The point with one flag on the next bit, and its series with it.
  private static func moved(_ point: PointDefinition, _ place: Int) -> PointDefinition {
    guard case .flags(var names) = point.meaning else { return point }
    var mutant = point
    let bit = names[place].bit
    let next = (bit + 1) % point.rawBitCount
    names[place].bit = next
    mutant.meaning = .flags(names)
    for index in mutant.series.indices where mutant.series[index].extraction == .bit(bit) {
      mutant.series[index].extraction = .bit(next)
    }
    return mutant
  }
}
