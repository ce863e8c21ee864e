import Alarms
package import DeviceProfiles
import Polling
package import Readings
import Registers

extension Agent {
  /// Carries out what the poller decided: line work goes out as effects, answers become readings.
  mutating func perform(
    _ actions: [PollAction], at now: Instant, into effects: inout [AgentEffect]
  ) {
    var transitions: [AlarmTransition] = []
    effects.reserveCapacity(effects.count + actions.count)
    for action in actions {
      switch action {
      case .open(let line, let deadline):
        effects.append(.open(line, deadline: deadline))
      case .send(let line, let request, let token, let deadline):
        effects.append(.send(line, request, token: token, deadline: deadline))
      case .close(let line):
        effects.append(.close(line))
      case .deliver(let device, let block):
        take(block, of: device, at: now, into: &transitions, &effects)
      case .refuse(let device, let span, let code):
        refuse(span, of: device, code: code, at: now, into: &transitions)
      case .doubtIdentity(let device):
        devices[device.rawValue].doubtIdentity()
        decoders[device.rawValue].forget()
      case .cycleEnded(let device, let outcome):
        endCycle(of: device, outcome, at: now, into: &transitions, &effects)
        recordLearning(of: device, at: now, into: &effects)
      }
    }
    report(transitions, at: now, into: &effects)
  }

  /// Decodes a proven block, stores what it says and lets the alarms judge it.
  private mutating func take(
    _ block: RegisterBlock, of device: DeviceIndex, at now: Instant,
    into transitions: inout [AlarmTransition], _ effects: inout [AgentEffect]
  ) {
    let index = device.rawValue
    guard !walkOn(by: block, of: device, at: now, into: &effects) else { return }
    if devices[index].identity != .unchecked {
      checkIdentity(block, of: device, at: now, into: &effects)
    }
    if devices[index].isCanaryDue { checkCanary(block, of: device, at: now, into: &effects) }
    guard devices[index].admitsReadings else {
      devices[index].hasMissedReadings = true
      return
    }
    let first = points.points(of: device).lowerBound
    watchHeartbeat(of: device, in: block, at: now, into: &transitions)
    let isFrozen = derived[index].heartbeat?.isStale == true
    let isDerived = isFrozen || !derived[index].counters.isEmpty
    var goodCount = 0
    var news: [Int] = []
    decoders[index].decode(block) { place, said in
      let point = PointIndex(rawValue: first + place)
      let outcome = isDerived ? derived[index].counted(said, at: place, news: &news) : said
      let reading = Reading(outcome, at: now)
      readings.store(reading, of: point)
      if case .value = outcome, !isFrozen { goodCount += 1 }
      alarms.observe(
        point, reading, quality: reading.value == nil ? .bad : .good, at: now, into: &transitions)
    }
    devices[index].goodReadingsInCycle += goodCount
    refreshComputed(of: device, after: block.span, at: now, into: &transitions)
    if !news.isEmpty { recordCounters(news, of: device, at: now, into: &effects) }
  }

  /// Points that the device refuses have no value, and say why.
  private mutating func refuse(
    _ span: RegisterSpan, of device: DeviceIndex, code: ExceptionCode, at now: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    let reason: NoData =
      code == .deviceFailure || code == .memoryParity ? .deviceFailure : .configurationError
    guard !endWalk(byRefusalOf: span, of: device, at: now) else { return }
    let profile =
      locatedProfiles[device.rawValue] ?? settings.devices[device.rawValue].profile
    for (place, definition) in profile.points.enumerated() {
      guard let own = definition.span, span.contains(own) else { continue }
      let point = points.point(place, of: device)
      // A canary that the device does not have any more can prove nothing; it is taken as it is.
      if canaryPoints[device.rawValue]?.place == place {
        devices[device.rawValue].isCanaryDue = false
      }
      let reading = Reading(.none(reason), at: now)
      readings.store(reading, of: point)
      alarms.observe(point, reading, quality: .bad, at: now, into: &transitions)
      if let known = identityPoints[device.rawValue].first(where: { $0.place == place }) {
        confirm(known.check, of: device)
        if devices[device.rawValue].identity == .verified {
          devices[device.rawValue].identity = .unavailable
        }
      }
    }
    refreshComputed(of: device, after: span, at: now, into: &transitions)
  }

  private mutating func endCycle(
    of device: DeviceIndex, _ outcome: CycleOutcome, at now: Instant,
    into transitions: inout [AlarmTransition], _ effects: inout [AgentEffect]
  ) {
    let index = device.rawValue
    let answered = outcome.goodRequests > 0
    let isGood =
      answered && devices[index].admitsReadings && devices[index].goodReadingsInCycle > 0
    devices[index].hasCompletedCycle = true
    if devices[index].hasMissedReadings, devices[index].admitsReadings {
      devices[index].hasMissedReadings = false
      poller.readSeldomAgain(device)
    }
    if devices[index].identity == .mismatch, devices[index].failedCyclesInRow % 10 == 9 {
      // A device that starts, or restarts its gateway, may say for a while that it is nobody.
      poller.askOnceAgain(device)
    }
    devices[index].lastCycleGaveReadings = isGood
    devices[index].goodReadingsInCycle = 0
    if isGood {
      devices[index].lastSuccess = now
      devices[index].lastSuccessWall = clock.wallTime(at: now)
      devices[index].failedCyclesInRow = 0
      devices[index].goodCyclesInRow += 1
    } else {
      devices[index].goodCyclesInRow = 0
      devices[index].failedCyclesInRow += 1
      alarms.samplesMissed(device, since: outcome.started)
    }
    judgeCommunication(of: device, at: now, into: &transitions)
  }

  /// A device that was lost when the earlier run ended is lost until it is found again: otherwise
  /// one that answers at once would never be said to have returned.
  mutating func resumeLosses() {
    for index in devices.indices {
      let id = "\(AlarmBinding.communicationAlarmName)/\(settings.devices[index].name)"
      guard let alarm = alarms.index(of: id), alarms[alarm].isActive else { continue }
      devices[index].isLost = true
    }
  }

  /// Looks at ages once a second: a device may be so dead that not even its cycles end.
  mutating func survey(at now: Instant, into transitions: inout [AlarmTransition]) {
    nextSurvey = now + Self.surveyInterval
    for index in devices.indices {
      judgeCommunication(of: DeviceIndex(rawValue: index), at: now, into: &transitions)
    }
    alarms.surveyed(at: now, into: &transitions)
    surveyOwn(at: now, into: &transitions)
    sampleTrends(at: now)
  }

  /// Since when the device can have answered.
  func began(_ device: DeviceIndex) -> Instant {
    max(startedAt, devices[device.rawValue].beganAt)
  }

  private mutating func judgeCommunication(
    of device: DeviceIndex, at now: Instant, into transitions: inout [AlarmTransition]
  ) {
    let index = device.rawValue
    let health = devices[index]
    let silence = now.since(health.lastSuccess ?? began(device))
    let isSilent =
      health.failedCyclesInRow >= CommunicationJudgement.failedCyclesToLose
      || silence > settings.devices[index].maximumAge
    // The first verdict after a start is said too: what an earlier run knew waits for it.
    if isSilent {
      // Good cycles from before the silence are no sign that it is over.
      devices[index].goodCyclesInRow = 0
      guard !health.isLost || !health.isJudged else { return }
      devices[index].isLost = true
      devices[index].isJudged = true
      alarms.communicationChanged(device, isLost: true, at: now, into: &transitions)
      alarms.dataLost(device, at: now, into: &transitions)
    } else if health.goodCyclesInRow >= CommunicationJudgement.goodCyclesToFind,
      health.isLost || !health.isJudged
    {
      devices[index].isLost = false
      devices[index].isJudged = true
      alarms.communicationChanged(device, isLost: false, at: now, into: &transitions)
    }
  }
}

// MARK: - Identity

/// Where an identity check of a profile reads.
struct IdentityPoint: Sendable {
  /// The check's place in the profile's list.
  var check: Int
  /// The point's place in the profile.
  var place: Int
  var span: RegisterSpan

  /// The checks of a profile whose point exists.
  static func all(of profile: DeviceProfile) -> [IdentityPoint] {
    profile.identity.enumerated().compactMap { check, expectation in
      guard let place = profile.points.firstIndex(where: { $0.name == expectation.point }),
        let span = profile.points[place].span
      else { return nil }
      return IdentityPoint(check: check, place: place, span: span)
    }
  }
}

extension Agent {
  /// Holds the identity points of a block against the profile. A device whose identity is in doubt
  /// gives no readings: registers of another firmware would decode to plausible nonsense.
  private mutating func checkIdentity(
    _ block: RegisterBlock, of device: DeviceIndex, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    let index = device.rawValue
    let concerned = identityPoints[index].filter { block.span.contains($0.span) }
    guard !concerned.isEmpty else { return }
    var outcomes: [Int: Reading.Outcome] = [:]
    // A decoder of its own: the real one must not learn from a device that may be another.
    var decoder = decoders[index]
    decoder.forget()
    decoder.decode(block) { place, outcome in outcomes[place] = outcome }
    for identityPoint in concerned {
      guard let outcome = outcomes[identityPoint.place] else { continue }
      let check = settings.devices[index].profile.identity[identityPoint.check]
      if case .value(let value) = outcome {
        noteIdentity(value, of: device, identityPoint.check, at: now, into: &effects)
      }
      if case .value(let value) = outcome, !check.expectation.holds(for: value) {
        reject(device, point: check.point, value: value, at: now, into: &effects)
        return
      }
      confirm(identityPoint.check, of: device)
    }
  }

  /// A device that says something else of itself than before has been exchanged, whether or not it
  /// is still of the profile's family.
  private mutating func noteIdentity(
    _ value: Value, of device: DeviceIndex, _ check: Int, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    let index = device.rawValue
    let last = devices[index].identityValues.updateValue(value, forKey: check)
    guard let last, last != value else { return }
    recordIdentityChange(
      of: device, point: settings.devices[index].profile.identity[check].point,
      from: last.plainText, to: value.plainText, at: now, into: &effects)
  }

  mutating func recordIdentityChange(
    of device: DeviceIndex, point: String, from: String, to: String, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    let settings = settings.devices[device.rawValue]
    lineWatches[settings.line.rawValue].identityChanges += 1
    record(
      .identityChanged,
      [
        .init("device", .text(settings.name)),
        .init("line", .text(self.settings.lines[settings.line.rawValue].name)),
        .init("point", .text(point)), .init("from", .text(from)), .init("to", .text(to)),
      ], at: now, into: &effects)
  }

  private mutating func confirm(_ check: Int, of device: DeviceIndex) {
    confirm(check, of: settings.devices[device.rawValue].profile.identity.count, for: device)
  }

  /// One of so many checks of who the device is was passed.
  mutating func confirm(_ check: Int, of count: Int, for device: DeviceIndex) {
    let index = device.rawValue
    devices[index].confirmedChecks.insert(check)
    if devices[index].confirmedChecks.count == count {
      devices[index].identity = .verified
      devices[index].mismatch = nil
    }
  }

  private mutating func reject(
    _ device: DeviceIndex, point: String, value: Value, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    let index = device.rawValue
    devices[index].confirmedChecks = []
    guard devices[index].identity != .mismatch else { return }
    devices[index].identity = .mismatch
    devices[index].mismatch = "\(point) is \(value.plainText)"
    for point in points.points(of: device) {
      readings.store(
        Reading(.none(.identityMismatch), at: now), of: PointIndex(rawValue: point))
    }
    record(
      .identityMismatch,
      [
        .init("device", .text(settings.devices[index].name)),
        .init("profile", .text(settings.devices[index].profile.name)),
        .init("point", .text(point)), .init("value", .text(value.plainText)),
      ], at: now, into: &effects)
  }
}

extension IdentityCheck.Expectation {
  /// Whether a value is what the profile expects.
  package func holds(for value: Value) -> Bool {
    switch (self, value) {
    case (.number(let expected), .number(let number)): number == expected
    case (.oneOf(let expected), .number(let number)): expected.contains(number)
    case (.prefix(let prefix), .text(let text)): text.hasPrefix(prefix)
    case (.between(let range), .number(let number)): range.contains(number)
    case (.text(let expected), .text(let text)): expected.contains(text)
    case (.anyPrefix(let prefixes), .text(let text)): prefixes.contains { text.hasPrefix($0) }
    case (.not(let other), _): !other.holds(for: value)
    default: false
    }
  }
}

extension Value {
  /// The value for people and records, without unit.
  package var plainText: String {
    switch self {
    case .number(let number): number.plainText
    case .flag(let isSet): isSet ? "true" : "false"
    case .state(let state): "state \(state)"
    case .flags(let flags): "flags 0x" + String(flags, radix: 16)
    case .text(let text): text
    }
  }
}

extension Double {
  /// The number without the `.0` of a whole one.
  package var plainText: String {
    self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(describing: self)
  }
}
