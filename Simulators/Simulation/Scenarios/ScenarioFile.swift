import Alarms
package import Configuration
package import Plant

/// The JSON5 form of a scenario.
package enum ScenarioFile {
  /// The scenario for a hall, or nil with every mistake that was found. Targets are resolved
  /// against the hall's devices, feeds and rooms.
  package static func read(
    _ text: String, file: String, hall: Hall
  ) -> (Scenario?, [ConfigurationProblem]) {
    let log = ProblemLog()
    let scenario = ObjectReader.read(text, file: file, log: log) { read($0, hall: hall) }
    guard log.problems.isEmpty, let scenario else { return (nil, log.problems) }
    return (scenario, [])
  }

  private static func read(_ reader: ObjectReader, hall: Hall) -> Scenario {
    let name = reader.required("name", example: "\"utility-failure\"")?.nonEmptyString()
    let title = reader.optional("title")?.nonEmptyString()
    let lead = reader.optional("lead")?.duration(in: .zero...longest) ?? .zero
    let clock = StoryClock(lead: lead)
    let duration = reader.required("duration", example: "\"5m\"")?
      .duration(in: .seconds(1)...longest)
    let events = reader.required("events", example: "[]")?.array() ?? []
    let expectations = reader.optional("expect")?.array() ?? []
    let site = reader.optional("site")?.nonEmptyString()
    if !expectations.isEmpty, site == nil {
      reader.report("`expect` names devices of one site; add `site: \"demo-hall\"`")
    }
    return Scenario(
      name: name ?? "", title: title ?? name ?? "", duration: lead + (duration ?? .zero),
      lead: lead,
      events: events.flatMap { value in
        value.object { ScenarioEventReader($0, hall: hall, clock: clock).read() } ?? []
      },
      site: site,
      expectations: expectations.compactMap { value in
        value.object { readExpectation($0, clock) } ?? nil
      },
      onlyExpected: reader.optional("only_expected")?.boolean() ?? false)
  }

  private static func readExpectation(
    _ reader: ObjectReader, _ clock: StoryClock
  ) -> Scenario.Expectation? {
    let alarm = reader.required("alarm", example: "\"ups_on_battery\"")?.nonEmptyString()
    let device = reader.required("device", example: "\"ups-a\"")?.nonEmptyString()
    let limit = reader.optional("limit")?.choice(
      among: ["high_high", "high", "low", "low_low"].map { ($0, $0) })
    let change: Scenario.Expectation.Change? = reader.optional("becomes")?.choice()
    let priority: AlarmPriority? = reader.optional("priority")?.choice()
    let after = reader.required("after", example: "\"20s\"").flatMap(clock.time)
    let within = reader.required("within", example: "\"10s\"")?.duration(in: .zero...longest)
    guard let alarm, let device, let after, let within else { return nil }
    return Scenario.Expectation(
      alarm: alarm, device: device, limit: limit, change: change ?? .active,
      priority: priority, after: after, within: within)
  }

  /// A year: nobody waits longer for a story.
  static let longest = Duration.seconds(365 * 86_400)
}

/// Reads times of a story. Where the story has a lead, they count from its end and may be negative.
struct StoryClock {
  let lead: Duration

  /// Since the start of the story; nil after reporting.
  func time(_ value: ValueReader) -> Duration? {
    guard let text = value.text, text.hasPrefix("-"), lead > .zero else {
      return value.duration(in: .zero...ScenarioFile.longest).map { lead + $0 }
    }
    guard let before = parseDuration(String(text.dropFirst())), before <= lead else {
      value.report("\"\(text)\" is not within the lead of \(durationText(lead))")
      return nil
    }
    return lead - before
  }
}
