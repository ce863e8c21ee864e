package import Readings

/// Which faults strike when, and how often: a script for one line.
package struct FaultSchedule: Sendable {
  /// One line of the script.
  package struct Rule: Sendable {
    package var fault: any Fault
    /// Strikes this many of `outOf` requests.
    package var chance: Int
    package var outOf: Int
    /// On from this instant until the other.
    package var from: Instant
    package var until: Instant
    /// The unit that is concerned; nil for all.
    package var unit: UInt8?

    package init(
      _ fault: any Fault, chance: Int = 1, outOf: Int = 1, from: Instant = .origin,
      until: Instant = Instant(nanoseconds: .max), unit: UInt8? = nil
    ) {
      precondition(outOf > 0, "a ratio has a denominator")
      self.fault = fault
      self.chance = chance
      self.outOf = outOf
      self.from = from
      self.until = until
      self.unit = unit
    }

    func isOn(at now: Instant) -> Bool { from <= now && now < until }
  }

  /// The first that strikes counts.
  package var rules: [Rule]

  package init(_ rules: [Rule] = []) { self.rules = rules }

  /// The fault that strikes a request; nil when it is answered well.
  func fault(
    for exchange: Exchange, using generator: inout some RandomNumberGenerator
  ) -> (any Fault)? {
    for rule in rules where rule.isOn(at: exchange.at) {
      guard rule.unit == nil || rule.unit == exchange.request.unit,
        rule.chance >= rule.outOf
          || Int.random(in: 0..<rule.outOf, using: &generator) < rule.chance,
        rule.fault.strikes(exchange)
      else { continue }
      return rule.fault
    }
    return nil
  }

  /// The fault that keeps a connection from being made; nil when none does.
  func refusal(
    at now: Instant, using generator: inout some RandomNumberGenerator
  ) -> (any Fault)? {
    for rule in rules
    where rule.isOn(at: now) && rule.unit == nil && rule.fault.admission != .accept {
      if rule.chance >= rule.outOf
        || Int.random(in: 0..<rule.outOf, using: &generator) < rule.chance
      {
        return rule.fault
      }
    }
    return nil
  }
}
