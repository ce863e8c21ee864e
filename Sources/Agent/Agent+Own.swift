import Alarms
import Polling
import Readings
import Registers

/// The alarms about lines and about the agent itself. Judged once a second.
extension Agent {
  mutating func surveyOwn(at now: Instant, into transitions: inout [AlarmTransition]) {
    for line in lineWatches.indices {
      lineWatches[line].look(poller.lineStatus(LineIndex(rawValue: line), at: now), at: now)
      let watch = lineWatches[line]
      judge(own.oddTraffic[line], watch.isOdd, watch.judgesCalm(at: now), at: now, &transitions)
      judge(own.overruns[line], watch.isLate, watch.judgesCalm(at: now), at: now, &transitions)
    }
    let isShort = !starvedLines.isEmpty || descriptorMemoryEnds.map { now < $0 } ?? false
    judge(own.descriptors, isShort, true, at: now, &transitions)
    judge(own.notification, !unreachedTargets(at: now).isEmpty, true, at: now, &transitions)
    judge(own.configuration, reload.failure != nil, true, at: now, &transitions)
    judge(own.journal, journal.failure != nil, true, at: now, &transitions)
    if now >= nextPlanSurvey {
      nextPlanSurvey = now + Limits.planSurveyInterval
      overloadedLines = settings.lines.indices.map(LineIndex.init(rawValue:))
        .filter { poller.plannedBusyRatio(of: $0) > 1 }
      judge(own.plan, !overloadedLines.isEmpty, true, at: now, &transitions)
    }
  }

  /// Targets that could not be told for minutes.
  private func unreachedTargets(at now: Instant) -> [String] {
    failingSince.filter { now.since($0.value) >= Limits.notificationPatience }.map(\.key).sorted()
  }

  /// - Parameter isCalmKnown: whether the opposite can be said with the same certainty.
  private mutating func judge(
    _ alarm: AlarmIndex?, _ holds: Bool, _ isCalmKnown: Bool, at now: Instant,
    _ transitions: inout [AlarmTransition]
  ) {
    guard let alarm, holds || isCalmKnown else { return }
    alarms.judged(alarm, holds: holds, at: now, into: &transitions)
  }

  /// Takes note of lines that want a descriptor and get none.
  mutating func noteOpening(_ line: LineIndex, _ fault: ModbusFault?) {
    switch fault {
    case .unreachable(.outOfDescriptors)?:
      descriptorShortages += 1
      starvedLines.insert(line)
    case .unreachable?, nil: starvedLines.remove(line)
    default: break
    }
  }

  /// A client could not be let in for want of a descriptor. Nobody says when that is over.
  mutating func noteRefusedClient(at now: Instant) {
    descriptorShortages += 1
    descriptorMemoryEnds = now + Limits.descriptorMemory
  }

  /// Puts clients that were turned away, or odd, on record.
  mutating func record(
    _ clients: [OddClient], at now: Instant, into effects: inout [AgentEffect]
  ) {
    for client in clients {
      record(
        .oddClient,
        [
          .init("address", client.address.map { .text($0) } ?? .none),
          .init("reason", .text(client.reason)),
          .init("count", .count(Int(clamping: client.count))),
        ], at: now, into: &effects)
    }
  }

  /// One line for a person: which alarm, and the figures that decided.
  func verdictSentence(of definition: AlarmDefinition) -> String {
    let subject = definition.lineName ?? "hallwatch"
    let line = settings.lines.firstIndex { $0.name == definition.lineName }
    let figures =
      switch (OwnAlarms.Name(rawValue: definition.name), line) {
      case (.oddTraffic, let line?): lineWatches[line].words
      case (.pollOverruns, let line?): "\(lineWatches[line].recent.overruns) cycles left out"
      case (.outOfDescriptors, _):
        starvedLines.isEmpty
          ? "clients are turned away" : "\(starvedLines.count) lines cannot be opened"
      case (.notificationFailing, _):
        failingSince.map(\.key).sorted().joined(separator: ", ")
      case (.journalNotWritten, _): journal.failure ?? ""
      case (.configurationNotInForce, _): reload.failure ?? ""
      case (.planNotHeld, _):
        overloadedLines.prefix(3).map { line in
          let percent = (poller.plannedBusyRatio(of: line) * 100).rounded().plainText
          return "\(settings.lines[line.rawValue].name) needs \(percent) % of the time"
        }.joined(separator: ", ")
      default: ""
      }
    return "\(subject): \(definition.name)" + (figures.isEmpty ? "" : ", \(figures)")
  }
}
