package import Agent
import Alarms
import DeviceProfiles
import Plant
import Readings

/// What came of a story played against a site: what happened, what the agent said of it and when,
/// and what nobody would have noticed. It reads like the report of an incident, and says on every
/// page that it is a drill.
package struct DrillReport: Sendable {
  /// One thing that the story did, and the first alarm that tells of it.
  package struct Finding: Sendable {
    /// Since the time 0 of the story.
    package var at: Duration
    package var what: String
    /// The first alarm about the same device, feed or room; nil when none came.
    package var alarm: AlarmMoment?
    /// How long that took; nil when no alarm came.
    package var delay: Duration? { alarm.map { $0.at - at - lead } }
    var lead: Duration
  }

  /// Something that was wrong in the plant, and the first alarm that tells of it.
  package struct Peril: Sendable {
    /// Since the time 0 of the story.
    package var at: Duration
    /// Nil while it lasts at the end.
    package var until: Duration?
    package var what: String
    /// Nil when none came about any device that could tell.
    package var alarm: AlarmMoment?
    /// How long that took, zero when it came before; nil when no alarm came.
    package var delay: Duration? { alarm.map { max(.zero, $0.at - at - lead) } }
    var lead: Duration
  }

  /// An expectation of the story, and when it was met.
  package struct Deadline: Sendable {
    package var expectation: Scenario.Expectation
    package var isMet: Bool
    /// When; nil for what had to stay, or did not come.
    package var at: Duration?
  }

  package let site: String
  package let scenario: String
  package let title: String
  package let lead: Duration
  package let duration: Duration
  package let deviceCount: Int
  package let findings: [Finding]
  package let deadlines: [Deadline]
  /// Every alarm that people were told of, in order.
  package let occurrences: [AlarmMoment]
  /// The first alarm of each room.
  package let firstOut: [(room: String, alarm: AlarmMoment)]
  /// Alarms that are still active at the end.
  package let standing: [String]
  /// The most alarms that came within ten minutes.
  package let peak: Int
  /// Promises that broke on the way.
  package let violations: [Violation]
  /// What was wrong in the plant by its own physics, and what told of it.
  package let perils: [Peril]

  /// How long a person may wait for the first alarm about something before nobody would notice.
  package static let patience = Duration.seconds(900)

  package init(_ record: DrillRecord, settings: AgentSettings, seed: UInt64) {
    let scenario = record.scenario
    site = settings.site
    self.scenario = scenario.name
    title = scenario.title
    lead = scenario.lead
    duration = scenario.duration
    deviceCount = settings.devices.count
    let came = record.moments.filter(\.comesIntoView)
    occurrences = came
    let places = DrillPlaces(settings)
    findings = Self.findings(scenario, came, places)
    deadlines = scenario.site == settings.site ? Self.deadlines(record) : []
    firstOut = Self.firstOut(came, places)
    standing = record.standing
    peak = Self.peak(came)
    violations = record.violations
    let watch = PerilWatch(scenario, settings: settings, seed: seed)
    perils = watch.spells.map { spell in
      Peril(
        at: spell.from - scenario.lead, until: spell.until.map { $0 - scenario.lead },
        what: "\(spell.peril.place.text): \(spell.peril.kind.rawValue)",
        alarm: Self.standing(at: spell.from, record.moments, of: spell.witnesses)
          ?? came.first {
            $0.at >= spell.from - Self.foresight && spell.witnesses.contains($0.device)
          }, lead: scenario.lead)
    }
  }

  /// The first alarm of these devices that people see at a time, because it came and has not gone.
  static func standing(
    at time: Duration, _ moments: [AlarmMoment], of devices: [String]
  ) -> AlarmMoment? {
    var standing: [AlarmMoment] = []
    for moment in moments where moment.at <= time && devices.contains(moment.device) {
      if moment.comesIntoView {
        standing.append(moment)
      } else if moment.kind == .returned || moment.state.isHidden {
        standing.removeAll { $0.isSameAlarm(as: moment) }
      }
    }
    return standing.first
  }

  /// An alarm that came so shortly before is about what was coming.
  private static let foresight = Duration.seconds(60)

  /// What nobody would have noticed in time: when, and what.
  package var unnoticed: [(at: Duration, what: String)] {
    let events = findings.filter { $0.delay.map { $0 > Self.patience } ?? true }
      .map { (at: $0.at, what: $0.what) }
    let perils = perils.filter { $0.delay.map { $0 > Self.patience } ?? true }
      .map { (at: $0.at, what: $0.what) }
    return (events + perils).sorted { $0.at < $1.at }
  }

  package var missed: [Deadline] { deadlines.filter { !$0.isMet } }

  /// Whether the story went as its file says, and no promise broke.
  package var isGood: Bool { missed.isEmpty && violations.isEmpty }

  private static func findings(
    _ scenario: Scenario, _ came: [AlarmMoment], _ places: DrillPlaces
  ) -> [Finding] {
    scenario.events.sorted { $0.at < $1.at }.filter(\.action.isTrouble).map { event in
      let touched = places.devices(touchedBy: event.action)
      let alarm = came.first { $0.at >= event.at && touched.contains($0.device) }
      return Finding(
        at: event.at - scenario.lead, what: event.text, alarm: alarm, lead: scenario.lead)
    }
  }

  private static func deadlines(_ record: DrillRecord) -> [Deadline] {
    record.scenario.expectations.map { expectation in
      let moment = record.moments.first { expectation.isMet(by: $0) }
      let stays = expectation.change == .staysActive
      return Deadline(
        expectation: expectation, isMet: expectation.isMet(by: record.moments),
        at: stays ? nil : moment?.at)
    }
  }

  private static func firstOut(
    _ came: [AlarmMoment], _ places: DrillPlaces
  ) -> [(room: String, alarm: AlarmMoment)] {
    var seen: Set<String> = []
    return came.compactMap { moment in
      guard let room = places.room(of: moment.device), seen.insert(room).inserted else {
        return nil
      }
      return (room, moment)
    }
  }

  private static func peak(_ came: [AlarmMoment]) -> Int {
    var (first, most) = (0, 0)
    for (index, moment) in came.enumerated() {
      while moment.at - came[first].at > .seconds(600) { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }
}

extension HallAction {
  /// Whether it is something that somebody should be told of, and not its end.
  fileprivate var isTrouble: Bool {
    switch self {
    case .utility(let isPresent, _): !isPresent
    case .utilitySag: true
    case .generatorFault(_, let isPresent, _): isPresent
    case .fuelLevel(let level, _): level < 0.5
    case .coolingTrip(let isTripped, _): isTripped
    case .upsBypass(let isOrdered, _): isOrdered
    case .pumps(let areStopped, _): areStopped
    case .batteryAge(let health, _): health < 0.8
    case .batteryRunaway, .runningLeak: true
    case .humidity(let amount, _): amount > 0
    case .suppressionManual(let isManual, _): isManual
    case .leak(let place, _): place != nil
    case .leakCable(let isBroken, _): isBroken
    case .fire(let smoke, let heat, _): smoke > 0 || heat > 0
    case .contact(_, let state, _): state == true
    case .aspiratorBlocked(let isBlocked, _): isBlocked
    case .sensor(let fault, _, _): fault != .none
    case .reachability(let answers, _): !answers
    // What a story makes a point say is told by what it makes of it.
    case .generatorExercise, .upsSelfTest, .firePanelReset, .script, .rackLoad,
      .outdoorTemperature, .marker:
      false
    }
  }
}
