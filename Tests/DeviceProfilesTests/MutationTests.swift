import Configuration
import DeviceProfiles
import Registers
import Testing

@Suite("Mutations of the catalogue")
struct MutationTests {
  @Test("at least 95 in 100 wrong addresses, word orders, scales and bits make a capture fail")
  func capturesCatchMutations() throws {
    var survivors: [String] = []
    var count = 0
    for profile in ProfileCatalogue.load() {
      let captures = try CatalogueCaptures.of(profile.name)
      for index in profile.points.indices {
        for (kind, mutant) in mutants(of: profile.points[index]) {
          var wrong = profile
          wrong.points[index] = mutant
          count += 1
          if captures.allSatisfy({ $0.differences(from: wrong).isEmpty }) {
            survivors.append("\(profile.name) \(mutant.name): \(kind)")
          }
        }
      }
    }
    let caught = count - survivors.count
    print("mutations: \(caught) of \(count) caught; survivors: \(survivors)")
    #expect(count > 800)
    #expect(Double(caught) >= 0.95 * Double(count), "survivors: \(survivors)")
  }

  /// The mistakes that a person makes in one point, each with what it is.
  private func mutants(of point: PointDefinition) -> [(String, PointDefinition)] {
    var mutants: [(String, PointDefinition)] = []
    func add(_ kind: String, _ change: (inout PointDefinition) -> Void) {
      var mutant = point
      change(&mutant)
      mutants.append((kind, mutant))
    }
    add("one address later") { $0.address += 1 }
    if point.address > 0 { add("one address earlier") { $0.address -= 1 } }
    if point.encoding.registerCount > 1, point.meaning != .text {
      add("word order") {
        $0.encoding.wordOrder = $0.encoding.wordOrder == .big ? .little : .big
      }
    }
    if point.meaning == .text { add("byte order") { $0.encoding.byteOrder = .little } }
    if case .number(var scaling) = point.meaning {
      scaling.scale *= 10
      add("scale × 10") { $0.meaning = .number(scaling) }
    }
    if case .flag(let inverted) = point.meaning {
      add("inverted") { $0.meaning = .flag(inverted: !inverted) }
    }
    if let field = point.field {
      let shift = field.shift == 0 ? field.width : field.shift - field.width
      add("field") { $0.field = BitField(shift: shift, width: field.width) }
    }
    if case .flags(let names) = point.meaning {
      for place in names.indices {
        mutants.append(("bit \(names[place].bit)", moved(point, place)))
      }
    }
    return mutants
  }

  /// The point with one flag on the next bit, and its series with it.
  private func moved(_ point: PointDefinition, _ place: Int) -> PointDefinition {
    guard case .flags(var names) = point.meaning else { return point }
    var mutant = point
    let bit = names[place].bit
    let next = (bit + 1) % 16
    names[place].bit = next
    mutant.meaning = .flags(names)
    for index in mutant.series.indices where mutant.series[index].extraction == .bit(bit) {
      mutant.series[index].extraction = .bit(next)
    }
    return mutant
  }
}
