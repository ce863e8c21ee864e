import Agent
import Configuration
import DeviceProfiles
import Readings
import Registers

/// Finds the families of the catalogue that a unit may belong to, by a few registers of each.
struct ProfileGuessing {
  let unit: UnitID
  /// Nil for what was refused. Families share addresses, and each is asked for once.
  private var known: [RegisterSpan: RegisterBlock?] = [:]

  init(unit: UnitID) { self.unit = unit }

  /// The guesses, the better founded first.
  ///
  /// - Parameter read: asks the unit.
  /// - Throws: what `read` throws, when the line is lost. Silence ends the guessing.
  mutating func guesses(
    reading read: (RegisterSpan) throws(ModbusFault) -> RegisterBlock
  ) throws(ModbusFault) -> [ProfileGuess] {
    var guesses: [ProfileGuess] = []
    do throws(ModbusFault) {
      for profile in ProfileCatalogue.load() {
        if let reason = try resemblance(to: profile, read) {
          guesses.append(ProfileGuess(profile: profile.name, reason: reason))
        }
      }
    } catch {
      if case .unreachable = error { throw error }
    }
    let founded = guesses.filter { $0.reason == .identity }
    // Where one family is recognised, mere likeness to others says nothing.
    return founded.isEmpty ? guesses : founded
  }

  private mutating func resemblance(
    to profile: DeviceProfile, _ read: (RegisterSpan) throws(ModbusFault) -> RegisterBlock
  ) throws(ModbusFault) -> ProfileGuess.Reason? {
    let telling = Self.tellingItems(of: profile)
    var survey = DeviceSurvey(profile: profile)
    var words: [UInt16] = []
    for item in telling {
      guard let block = try block(item, read) else { return nil }
      survey.take(block)
      words += block.words
    }
    guard !telling.isEmpty else { return nil }
    survey.decode()
    if !profile.identity.isEmpty {
      let names = Set(profile.identity.map(\.point))
      let areRead = zip(profile.points, survey.outcomes).allSatisfy { point, outcome in
        !names.contains(point.name) || outcome.isGood
      }
      return areRead && survey.identityMismatches.isEmpty ? .identity : nil
    }
    let areGood = survey.outcomes.allSatisfy { outcome in
      if case .read(.none, _) = outcome { false } else { true }
    }
    // All zeros fit every family.
    return areGood && words.contains { $0 != 0 } ? .registers : nil
  }

  private mutating func block(
    _ span: RegisterSpan, _ read: (RegisterSpan) throws(ModbusFault) -> RegisterBlock
  ) throws(ModbusFault) -> RegisterBlock? {
    if let block = known[span] { return block }
    do throws(ModbusFault) {
      let block = try read(span)
      known[span] = .some(block)
      return block
    } catch {
      guard case .exception = error else { throw error }
      known[span] = .some(nil)
      return nil
    }
  }

  /// What tells the family from others; for families without such registers, the first of what is
  /// polled, the last and one between.
  private static func tellingItems(of profile: DeviceProfile) -> [RegisterSpan] {
    let items = profile.pollItems().map(\.item).sorted()
    if !profile.identity.isEmpty {
      let names = Set(profile.identity.map(\.point))
      let spans = profile.points.filter { names.contains($0.name) }.compactMap(\.span)
      return items.filter { item in spans.contains { item.contains($0) } }
    }
    guard let first = items.first, let last = items.last else { return [] }
    let between = items[items.count / 2]
    return [first, between, last].reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension DeviceSurvey.Outcome {
  fileprivate var isGood: Bool { if case .read(.value, _) = self { true } else { false } }
}
