import Configuration
import DeviceProfiles
import Readings
import Registers
import TestSupport
import Testing

@Suite("Encoding and decoding")
struct RoundTripTests {
  @Test(
    "what a device says by any words, the encoder can say again",
    arguments: ProfileCatalogue.load().map(\.name))
  func wordsThereAndBack(name: String) throws {
    let profile = try #require(ProfileCatalogue.named(name)).locatedAsUsual
    var generator = SeededGenerator(seed: 20_260_101)
    let fresh = DeviceDecoder(profile: profile)
    for index in profile.points.indices where profile.points[index].computation == nil {
      for _ in 0..<16 {
        var device = Registers()
        let relevant = profile.points[index].sources + [profile.points[index].name]
        for other in profile.points where relevant.contains(other.name) {
          device.fill(other, &generator)
        }
        device.makeSourcesValid(of: profile.points[index], profile, &generator)
        let said = device.outcome(of: index, profile, fresh)
        let sourceRaw = device.sourceRaw(of: profile.points[index], profile)
        guard said != .none(.notApplicable) || profile.points[index].validWhile.isEmpty else {
          continue
        }
        guard let words = profile.encode(point: index, said, sourceRaw: sourceRaw) else {
          Issue.record("\(profile.points[index].name) cannot say \(said)")
          continue
        }
        device.write(words, profile.points[index].table)
        let again = device.outcome(of: index, profile, fresh)
        #expect(isSame(said, again), "\(profile.points[index].name): \(said) became \(again)")
      }
    }
  }

  @Test("a factor that is not given is chosen, and comes along")
  func chosenFactor() throws {
    let profile = try #require(ProfileCatalogue.named("rle-seahawk-ld2100"))
    let distance = try #require(profile.points.firstIndex { $0.name == "leak_distance" })
    let words = try #require(profile.encode(point: distance, .value(.number(42))))
    #expect(words.map(\.address) == [1, 2])
    #expect(words.map(\.word) == [42, 0])
    let feet = try #require(
      profile.encode(point: distance, .value(.number(38.1)), sourceRaw: 1))
    #expect(feet.map(\.word) == [125])
  }

  @Test("words belong to the point only under their mask")
  func masks() throws {
    let profile = try #require(ProfileCatalogue.named("deepsea-gencomm"))
    let alarm = try #require(profile.points.firstIndex { $0.name == "alarm_low_oil_pressure" })
    let words = try #require(profile.encode(point: alarm, .value(.state(3))))
    #expect(words.map(\.address) == [39425])
    #expect(words.map(\.word) == [0x0300])
    #expect(words.map(\.mask) == [0x0F00])
  }

  @Test("what cannot be said is refused: another kind, out of range, or a sentinel by accident")
  func refusals() throws {
    var one = point(.u16, .number(Scaling(scale: 0.1)))
    one.sentinels = [.value(0xFFFF, .notAvailable)]
    let number = profile([one])
    #expect(number.encode(point: 0, .value(.number(6553.4)))?.map(\.word) == [0xFFFE])
    #expect(number.encode(point: 0, .value(.number(6553.5))) == nil)
    #expect(number.encode(point: 0, .value(.number(-1))) == nil)
    #expect(number.encode(point: 0, .value(.number(7000))) == nil)
    #expect(number.encode(point: 0, .value(.flag(true))) == nil)
    #expect(number.encode(point: 0, .none(.notAvailable))?.map(\.word) == [0xFFFF])
    #expect(number.encode(point: 0, .none(.stale)) == nil)
    #expect(number.encode(point: 1, .none(.stale)) == nil)
    let text = profile([point(.ascii(count: 4), .text)])
    #expect(text.encode(point: 0, .value(.text("AB")))?.map(\.word) == [0x4142, 0x2020])
    #expect(text.encode(point: 0, .value(.text("ABCDE"))) == nil)
  }

  @Test("a number without a sentinel goes out of its plausible range")
  func outOfRange() throws {
    let profile = try #require(ProfileCatalogue.named("generic-xy-md02-sht20"))
    for reason in [NoData.overRange, .underRange] {
      let words = try #require(profile.encode(point: 0, .none(reason)))
      #expect(decode(profile.points[0], words.map(\.word)) == .none(reason))
    }
  }

  private func isSame(_ first: Reading.Outcome, _ second: Reading.Outcome) -> Bool {
    guard case (.value(.number(let one)), .value(.number(let other))) = (first, second) else {
      return first == second
    }
    return abs(one - other) <= max(abs(one), abs(other)) * 1e-6 + 1e-12
  }
}

/// The registers of a device, with as many random values as a device can have.
private struct Registers {
  private var words: [RegisterTable: [UInt16: UInt16]] = [:]

  mutating func fill(_ point: PointDefinition, _ generator: inout SeededGenerator) {
    let span = point.span!
    for address in span.addresses {
      // Small numbers are states that exist; characters of a text have seven bits.
      let wide = point.meaning == .text ? 0x7F7F : 0xFFFF
      let bits = span.table.holdsBits ? 1 : generator.below(4) == 0 ? 0xF : wide
      words[span.table, default: [:]][UInt16(address)] =
        UInt16(truncatingIfNeeded: generator.next()) & UInt16(bits)
    }
  }

  mutating func write(
    _ changes: [(address: UInt16, word: UInt16, mask: UInt16)], _ table: RegisterTable
  ) {
    for (address, word, mask) in changes {
      let old = words[table]?[address] ?? 0
      words[table, default: [:]][address] = (old & ~mask) | (word & mask)
    }
  }

  /// Sets the points that scale or validate a point to something that gives it a value.
  mutating func makeSourcesValid(
    of point: PointDefinition, _ profile: DeviceProfile, _ generator: inout SeededGenerator
  ) {
    if case .number(let scaling) = point.meaning, let factor = scaling.factor,
      let source = profile.points.first(where: { $0.name == factor.point }),
      let raw = factor.numberByRaw.keys.sorted().randomElement(using: &generator)
    {
      write([(address: source.address, word: UInt16(raw), mask: .max)], source.table)
    }
    for condition in point.validWhile {
      guard let place = profile.points.firstIndex(where: { $0.name == condition.point }),
        let value = condition.example(of: profile.points[place]),
        let words = profile.encode(point: place, .value(value))
      else { continue }
      write(words, profile.points[place].table)
    }
  }

  func sourceRaw(of point: PointDefinition, _ profile: DeviceProfile) -> Int64? {
    guard case .number(let scaling) = point.meaning, let factor = scaling.factor,
      let source = profile.points.first(where: { $0.name == factor.point })
    else { return nil }
    return words[source.table]?[source.address].map { Int64($0) }
  }

  /// What a point says after its sources and then itself were read.
  func outcome(of index: Int, _ profile: DeviceProfile, _ fresh: DeviceDecoder)
    -> Reading.Outcome
  {
    var decoder = fresh
    var outcome = Reading.Outcome.none(.waitingForInitialData)
    let point = profile.points[index]
    let read = profile.points.filter { point.sources.contains($0.name) } + [point]
    for one in read {
      let span = one.span!
      let block = RegisterBlock(
        span: span, words: span.addresses.map { words[span.table]?[UInt16($0)] ?? 0 })
      decoder.decode(block) { if $0 == index { outcome = $1 } }
    }
    return outcome
  }
}

extension PointCondition {
  /// A value of the point asked for which the condition holds.
  fileprivate func example(of point: PointDefinition) -> Value? {
    switch (test, point.meaning) {
    case (.clear, .flags): .flags(0)
    case (.extraction(.bit(let bit), let isNegated), _): .flags(isNegated ? 0 : 1 << UInt64(bit))
    case (.extraction(.nonZero, let isNegated), _): .number(isNegated ? 0 : 1)
    case (.extraction(.whole, let isNegated), .flag): .flag(!isNegated)
    case (.extraction(.states(let places), let isNegated), .states(let states)):
      states.indices.first { places.contains($0) != isNegated }.map { .state($0) }
    case (.known, .states): .state(0)
    case (.known, .number): .number(1)
    case (.known, .flags): .flags(0)
    default: nil
    }
  }
}
