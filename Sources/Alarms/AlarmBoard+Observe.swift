package import Readings

extension AlarmBoard {
  /// Judges one sample of one point. Points without alarms cost two loads and a comparison.
  ///
  /// - Parameter at: the instant of the sample; delays are measured from sample to sample.
  package mutating func observe(
    _ point: PointIndex, _ reading: Reading, quality: Quality, at: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    let index = point.rawValue
    guard index + 1 < firstWatcher.count else { return }
    var place = firstWatcher[index]
    let end = firstWatcher[index + 1]
    while place < end {
      let watcher = Int(watchers[Int(place)])
      if watcher >= 0 {
        sample(watcher, reading, quality, at, &transitions)
      } else {
        note(~watcher, reading, quality, at, &transitions)
      }
      place += 1
    }
  }

  private mutating func sample(
    _ index: Int, _ reading: Reading, _ quality: Quality, _ at: Instant,
    _ transitions: inout [AlarmTransition]
  ) {
    guard quality != .bad, case .value(let value) = reading.outcome,
      let verdict = judge(index, value, reading.at)
    else { return lose(index, at, &transitions) }
    // The sample before this one is the last that did not hold the condition, if none did.
    if verdict == .beyond, watches[index].machine.facts.condition == .normal {
      watches[index].lastNormalAt = watches[index].lastValueAt
    }
    watches[index].lastValue = PlainValue(value)
    watches[index].lastValueAt = reading.at
    weigh(index, verdict, quality, at, &transitions)
  }

  private mutating func judge(
    _ index: Int, _ value: Value, _ at: Instant
  ) -> ConditionTest.Verdict? {
    let tracker = watches[index].tracker
    return tracker < 0 ? tests[index].judge(value) : trackers.judge(Int(tracker), value, at: at)
  }

  /// Lets a verdict, of one sample or of several points together, act on the condition.
  mutating func weigh(
    _ index: Int, _ verdict: ConditionTest.Verdict, _ quality: Quality, _ at: Instant,
    _ transitions: inout [AlarmTransition]
  ) {
    let facts = watches[index].machine.facts
    if facts.quality != quality { know(index, quality, at, &transitions) }
    if verdict != .beyond, quality == .good { watches[index].wasSeenNormal = true }
    guard facts.condition != .normal || verdict == .beyond else { return }
    if facts.condition == .normal { watches[index].beganAt = at }
    let condition = watches[index].delay.sample(verdict, quality, facts.condition, at: at)
    guard condition != facts.condition else { return }
    conditionChanged(AlarmIndex(rawValue: index), to: condition, at: at, into: &transitions)
  }

  /// Carries a change of the condition into the alarm's life.
  mutating func conditionChanged(
    _ alarm: AlarmIndex, to condition: ConditionState, at: Instant,
    into transitions: inout [AlarmTransition]
  ) {
    let wasActive = watches[alarm.rawValue].machine.facts.condition.isActive
    if condition == .active, !wasActive {
      _ = tell(alarm, .occurred, as: .occurred, at: at, into: &transitions)
    } else if condition == .normal, wasActive {
      _ = tell(alarm, .returned, as: .returned, at: at, into: &transitions)
    } else {
      _ = watches[alarm.rawValue].machine.receive(
        .waited(condition), watches[alarm.rawValue].rules)
    }
  }

  /// The data of one device is too old to be believed, whatever the reason. Conditions become
  /// unknown and delays pause; nothing else changes.
  package mutating func dataLost(
    _ device: DeviceIndex, at: Instant, into transitions: inout [AlarmTransition]
  ) {
    for alarm in sampled(by: device) { lose(alarm.rawValue, at, &transitions) }
    if !facts.isEmpty || !trackers.partnerPoints.isEmpty {
      loseFacts(of: device, at: at, into: &transitions)
    }
  }

  /// A cycle of a device failed, though its values are not too old yet. Delays pause, so that nobody
  /// clears or raises over time that was not watched; nothing else changes. What was believed in
  /// the cycle before it failed was watched.
  ///
  /// - Parameter start: when the cycle began.
  package mutating func samplesMissed(_ device: DeviceIndex, since start: Instant) {
    for alarm in sampled(by: device) where watches[alarm.rawValue].lastValueAt < start {
      watches[alarm.rawValue].delay.pause()
    }
    pauseExpressions(of: device)
  }

  /// The alarms that samples of one point of the device judge.
  private func sampled(by device: DeviceIndex) -> [AlarmIndex] {
    device.rawValue < sampledAlarms.count ? sampledAlarms[device.rawValue] : []
  }

  /// No believable sample: says so, and leaves condition, acknowledgement and latch as they are.
  mutating func lose(
    _ index: Int, _ at: Instant, _ transitions: inout [AlarmTransition]
  ) {
    guard !watches[index].isJudgedByClock else { return }
    watches[index].delay.pause()
    let tracker = watches[index].tracker
    if tracker >= 0 { trackers.forget(Int(tracker)) }
    guard watches[index].machine.facts.isConditionKnown else { return }
    watches[index].unknownSince = at
    know(index, .bad, at, &transitions)
  }

  /// Takes note of a sample's quality. Recorded where the condition becomes unknown, or known
  /// again, while the alarm is not normal; for the rest the device's own alarm speaks.
  mutating func know(
    _ index: Int, _ quality: Quality, _ at: Instant, _ transitions: inout [AlarmTransition]
  ) {
    let wasKnown = watches[index].machine.facts.isConditionKnown
    if quality != .bad { watches[index].unknownSince = nil }
    let alarm = AlarmIndex(rawValue: index)
    let isQuiet = watches[index].machine.facts.state == .normal
    if isQuiet || wasKnown == (quality != .bad) {
      _ = watches[index].machine.receive(.qualityChanged(quality), watches[index].rules)
    } else {
      _ = tell(alarm, .qualityChanged(quality), as: .qualityChanged, at: at, into: &transitions)
    }
  }
}
