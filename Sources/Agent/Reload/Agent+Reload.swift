import Alarms
import DeviceProfiles
import Polling
import Readings

/// Another configuration is taken up by a running agent: what did not change goes on without a
/// break, what changed begins anew alone, and nothing that people know of an alarm is lost.
extension Agent {
  /// Takes up another configuration.
  mutating func reconfigure(
    _ reconfiguration: Reconfiguration, at now: Instant, into effects: inout [AgentEffect]
  ) {
    let order = reconfiguration.order
    guard reconfiguration.base == settings.configurationHash else {
      refuse(
        order, because: "the configuration changed meanwhile; try again", at: now, into: &effects)
      return
    }
    let before = self
    let sequence = journal.lastSequence
    reload.loadedAt = clock.wallTime(at: now).nanoseconds
    reload.failure = nil
    adopt(reconfiguration.forth, at: now, into: &effects) {
      [
        .init("config", .text($0.configurationHash)),
        .init("before", .text(before.settings.configurationVersion)),
        .init("actor", .text(order.by)), .init("summary", .text(reconfiguration.summary)),
      ] + (order.words.isEmpty ? [] : [.init("comment", .text(Self.bounded(order.words)))])
    }
    trial = trial(of: reconfiguration, after: before, at: now)
    var text =
      "configuration \(settings.configurationVersion) is in force; "
      + reconfiguration.summary
    if let trial {
      text +=
        "; \(trial.watched.count) device(s) that were well are watched for "
        + "\(Int(trial.endsAt.since(now).seconds.rounded())) s, and if one fails the earlier "
        + "configuration is taken up again"
    }
    report(.loaded, text, into: &effects)
    if let ticket = order.ticket {
      let whole = ([text] + order.words).joined(separator: "\n")
      owe(.done(whole), ticket: ticket, since: sequence, into: &effects)
    }
  }

  /// Words for a record, which is bounded.
  private static func bounded(_ words: [String]) -> String {
    var text = ""
    for (place, line) in words.enumerated() {
      guard text.utf8.count + line.utf8.count <= Limits.sentenceBytes else {
        return text + "; and \(words.count - place) more"
      }
      text += (text.isEmpty ? "" : "; ") + line
    }
    return text
  }

  /// A configuration cannot be taken up; nothing changes but that this is known.
  mutating func refuse(
    _ order: ReloadOrder, because reason: String, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    let sequence = journal.lastSequence
    reload.failure = "refused: \(reason)"
    record(
      .configurationRefused,
      [.init("actor", .text(order.by)), .init("refusal", .text(reason))], at: now, into: &effects)
    report(.refused, reason, into: &effects)
    if let ticket = order.ticket {
      owe(.refused(reason), ticket: ticket, since: sequence, into: &effects)
    }
  }

  /// Takes up the configuration from before a trial again.
  mutating func rollBack(
    _ trial: ReloadTrial, because failures: [String], at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    guard let back = trial.back.back else { return }
    let rejected = settings.configurationVersion
    let shown = failures.prefix(3).joined(separator: ", ")
    let reason = failures.count > 3 ? shown + " and \(failures.count - 3) more" : shown
    self.trial = nil
    reload.loadedAt = clock.wallTime(at: now).nanoseconds
    adopt(
      back, recalling: trial.before.first, at: now, as: .configurationRolledBack, into: &effects
    ) {
      [
        .init("config", .text($0.configurationHash)), .init("before", .text(rejected)),
        .init("actor", .text(trial.order.by)), .init("reason", .text(reason)),
      ]
    }
    if var earlier = trial.interrupted.first {
      // Its devices may just have begun anew once more.
      earlier.endsAt = max(earlier.endsAt, now + earlier.length)
      self.trial = earlier
    }
    reload.failure = "configuration \(rejected) was rolled back: \(reason)"
    report(
      .rolledBack,
      "configuration \(rejected) was rolled back, \(settings.configurationVersion) is in force "
        + "again: \(reason)", into: &effects)
  }

  mutating func report(
    _ result: ReloadReport.Result, _ text: String, into effects: inout [AgentEffect]
  ) {
    reload.counts[result, default: 0] += 1
    effects.append(
      .reloaded(
        ReloadReport(result, configurationHash: settings.configurationHash, text: text)))
  }

  // MARK: Taking over

  /// Becomes the agent of other settings, and goes on.
  ///
  /// - Parameters:
  ///   - earlier: an agent that knew devices and alarms which this one does not know any more.
  ///   - fields: what is put on record of it.
  private mutating func adopt(
    _ change: Reconfiguration.Change, recalling earlier: Agent? = nil, at now: Instant,
    as kind: JournalRecord.Kind = .configurationLoaded, into effects: inout [AgentEffect],
    _ fields: (AgentSettings) -> [JournalRecord.Field]
  ) {
    let old = self
    var next = change.agent
    let actions = next.takeOver(old, change, at: now)
    if let earlier { next.recall(earlier, change, at: now) }
    self = next
    effects.append(.relined(settings.lines, carriedFrom: change.carry.lines))
    record(kind, fields(settings), at: now, into: &effects)
    recordNewTargets(at: now, into: &effects)
    recordMovedLimits(since: old, at: now, into: &effects)
    let known = Set(old.alarms.removed.map(\.id))
    recordRemovals(except: known, at: now, into: &effects)
    perform(actions, at: now, into: &effects)
  }

  private mutating func takeOver(
    _ old: Agent, _ change: Reconfiguration.Change, at now: Instant
  ) -> [PollAction] {
    let carry = change.carry
    let wall = old.clock.wallTime(at: now)
    takeOverAgent(old, at: now)
    let actions = poller.takeOver(old.poller, carry.polling, at: now)
    for (line, before) in carry.lines.enumerated() {
      guard let before else {
        lineWatches[line] = LineWatch(at: now)
        continue
      }
      lineWatches[line] = old.lineWatches[before.rawValue]
      if old.starvedLines.contains(before) { starvedLines.insert(LineIndex(rawValue: line)) }
    }
    for (point, before) in carry.oldPoints.enumerated() {
      guard let before else { continue }
      readings.takeOver(PointIndex(rawValue: point), from: old.readings, before)
    }
    trends.takeOver(old.trends, carry.oldPoints)
    for (index, before) in carry.devices.enumerated() {
      devices[index].beganAt = now
      guard let before = before?.rawValue else { continue }
      if carry.goesOn[index] {
        goOn(index, from: old, before)
      } else {
        remember(index, from: old, before, isSameSource: carry.isSameSource[index], at: now)
      }
    }
    alarms.takeOver(old.alarms, change.alarms, at: now, wall: wall)
    resumeMaintenance(of: old, at: now)
    removedIdentities = old.removedIdentities.filter { alarms.index(of: $0.key) == nil }
    for snapshot in alarms.removed where removedIdentities[snapshot.id] == nil {
      removedIdentities[snapshot.id] = old.identity(of: snapshot.id)
    }
    return actions
  }

  /// What belongs to the agent and to no device, line or alarm.
  private mutating func takeOverAgent(_ old: Agent, at now: Instant) {
    startedAt = old.startedAt
    journal = old.journal
    clock = old.clock
    checkpoints = old.checkpoints
    notifiedThrough = old.notifiedThrough
    failingSince = old.failingSince
    descriptorShortages = old.descriptorShortages
    descriptorMemoryEnds = old.descriptorMemoryEnds
    isFloodOnRecord = old.isFloodOnRecord
    nextSurvey = old.nextSurvey
    nextPlanSurvey = now
    reload = old.reload
    wasReady = old.isReady
  }

  private mutating func goOn(_ index: Int, from old: Agent, _ before: Int) {
    devices[index] = old.devices[before]
    decoders[index] = old.decoders[before]
    derived[index] = old.derived[before]
    walks[index] = old.walks[before]
    chains[index] = old.chains[before]
    locatedProfiles[index] = old.locatedProfiles[before]
    recordedFacts[index] = old.recordedFacts[before]
  }

  /// A device that begins anew is not a stranger: what it taught about itself still counts.
  private mutating func remember(
    _ index: Int, from old: Agent, _ before: Int, isSameSource: Bool, at now: Instant
  ) {
    let health = old.devices[before]
    devices[index].isLost = health.isLost
    if isSameSource {
      devices[index].lastSuccessWall = health.lastSuccessWall
      devices[index].identityValues = health.identityValues
      devices[index].canary = health.canary
    }
    let device = DeviceIndex(rawValue: before)
    let profile = old.settings.devices[before].profile.name
    guard profile == settings.devices[index].profile.name else { return }
    if let lessons = old.poller.learnedLimits(of: device)?.lessons {
      resume(
        [LearnedSnapshot(device: settings.devices[index].name, profile: profile, lessons: lessons)],
        at: now)
    }
    resume(
      old.derived[before].counters.keys.sorted().compactMap {
        old.counterSnapshot(of: device, at: $0)
      })
  }

  /// Takes up from an agent of the same settings what this one does not know any more: devices and
  /// alarms that a configuration had left out which was then rolled back.
  private mutating func recall(
    _ earlier: Agent, _ change: Reconfiguration.Change, at now: Instant
  ) {
    for index in settings.devices.indices where change.carry.devices[index] == nil {
      let name = settings.devices[index].name
      guard let before = earlier.settings.devices.firstIndex(where: { $0.name == name }) else {
        continue
      }
      remember(index, from: earlier, before, isSameSource: true, at: now)
    }
    alarms.recall(
      earlier.alarms, absentFrom: change.alarms, at: now, wall: clock.wallTime(at: now))
  }

  /// Maintenance is of names: it goes on for those of its devices and rooms that are still there.
  private mutating func resumeMaintenance(of old: Agent, at now: Instant) {
    let wall = clock.wallTime(at: now)
    let windows = old.alarms.maintenance.map { old.snapshot($0, at: now) }
    resume(windows, wall: wall, at: now)
  }

  /// Puts on record which limits of alarms that are still there have moved.
  private mutating func recordMovedLimits(
    since old: Agent, at now: Instant, into effects: inout [AgentEffect]
  ) {
    for definition in alarms.definitions {
      guard case .limit(_, let limit, _) = definition.condition,
        let before = old.alarms.index(of: definition.id),
        case .limit(_, let earlier, _) = old.alarms.definitions[before.rawValue].condition,
        earlier != limit
      else { continue }
      record(
        .limitChanged,
        [
          .init("alarm_id", .text(definition.id)), .init("before", .number(earlier)),
          .init("limit", .number(limit)),
        ], at: now, into: &effects)
    }
  }
}
