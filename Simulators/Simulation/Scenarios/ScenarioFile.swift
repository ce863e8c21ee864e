import Alarms
package import Configuration
package import Plant

/// The JSON5 form of a scenario.
package enum ScenarioFile {
  /// The scenario for a hall, or nil with every mistake that was found. Targets are resolved
  /// against the hall's devices, feeds and rooms.
  ///
  /// - Parameter base: the text of the scenario that another one `extends`, by its name; nil when
  ///   there is none.
  package static func read(
    _ text: String, file: String, hall: Hall,
    base: (String) -> String? = { BuiltIn.scenario($0) }
  ) -> (Scenario?, [ConfigurationProblem]) {
    let log = ProblemLog()
    let scenario = ObjectReader.read(text, file: file, log: log) {
      read($0, hall: hall, log: log, base: base)
    }
    guard log.problems.isEmpty, let scenario else { return (nil, log.problems) }
    return (scenario, [])
  }

  private static func read(
    _ reader: ObjectReader, hall: Hall, log: ProblemLog, base: (String) -> String?
  ) -> Scenario {
    let extended = extended(reader, hall: hall, log: log, base: base)
    let name = reader.required("name", example: "\"utility-failure\"")?.nonEmptyString()
    let title = reader.optional("title")?.nonEmptyString()
    let lead =
      reader.optional("lead")?.duration(in: .zero...longest) ?? extended?.lead ?? .zero
    let clock = StoryClock(lead: lead)
    let duration =
      !reader.has("extends")
      ? reader.required("duration", example: "\"5m\"")?.duration(in: .seconds(1)...longest)
      : reader.optional("duration")?.duration(in: .seconds(1)...longest)
    let events = reader.required("events", example: "[]")?.array() ?? []
    let expectations = reader.optional("expect")?.array() ?? []
    let site = reader.optional("site")?.nonEmptyString() ?? extended?.site
    if !expectations.isEmpty, site == nil {
      reader.report("`expect` names devices of one site; add `site: \"demo-hall\"`")
    }
    let shift = lead - (extended?.lead ?? .zero)
    return Scenario(
      name: name ?? "", title: title ?? name ?? "",
      duration: duration.map { lead + $0 } ?? (extended?.duration ?? .zero) + shift, lead: lead,
      events: (extended?.events ?? []).map { $0.later(by: shift) }
        + events.flatMap { value in
          value.object { ScenarioEventReader($0, hall: hall, clock: clock).read() } ?? []
        },
      site: site,
      expectations: (extended?.expectations ?? []).map { $0.later(by: shift) }
        + expectations.compactMap { value in
          value.object { readExpectation($0, clock) } ?? nil
        },
      onlyExpected: reader.optional("only_expected")?.boolean() ?? extended?.onlyExpected ?? false)
  }

  /// The scenario that this one extends: all of it happens, and what is added.
  private static func extended(
    _ reader: ObjectReader, hall: Hall, log: ProblemLog, base: (String) -> String?
  ) -> Scenario? {
    guard let value = reader.optional("extends"), let name = value.nonEmptyString() else {
      return nil
    }
    guard let text = base(name) else {
      value.report("no scenario \"\(name)\" to extend")
      return nil
    }
    // One step only, so that a story cannot extend itself.
    let (scenario, problems) = read(text, file: name, hall: hall) { _ in nil }
    log.report(problems)
    return scenario
  }

  private static func readExpectation(
    _ reader: ObjectReader, _ clock: StoryClock
  ) -> Scenario.Expectation? {
    let alarm = reader.required("alarm", example: "\"ups_on_battery\"")?.nonEmptyString()
    let place = reader.optional("of")?.nonEmptyString()
    let device =
      place == nil
      ? reader.required("device", example: "\"ups-a\"")?.nonEmptyString()
      : reader.optional("device")?.nonEmptyString() ?? ""
    let limit = reader.optional("limit")?.choice(
      among: ["high_high", "high", "low", "low_low"].map { ($0, $0) })
    let change: Scenario.Expectation.Change? = reader.optional("becomes")?.choice()
    let priority: AlarmPriority? = reader.optional("priority")?.choice()
    let after = reader.required("after", example: "\"20s\"").flatMap(clock.time)
    let within = reader.required("within", example: "\"10s\"")?.duration(in: .zero...longest)
    guard let alarm, let device, let after, let within else { return nil }
    return Scenario.Expectation(
      alarm: alarm, device: device, place: place, limit: limit, change: change ?? .active,
      priority: priority, after: after, within: within)
  }

  /// A year: nobody waits longer for a story.
  static let longest = Duration.seconds(365 * 86_400)
}

extension HallEvent {
  fileprivate func later(by shift: Duration) -> HallEvent {
    HallEvent(at: at + shift, action: action, text: text)
  }
}

extension Scenario.Expectation {
  fileprivate func later(by shift: Duration) -> Self {
    var later = self
    later.after += shift
    return later
  }
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
