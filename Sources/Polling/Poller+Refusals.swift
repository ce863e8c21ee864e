import Readings
import Registers

extension ExceptionCode {
  /// The gateway answered for a unit that did not.
  fileprivate var meansUnitIsAway: Bool {
    self == .gatewayPathUnavailable || self == .gatewayTargetNoResponse
  }
}

/// What a device's refusals mean, and the search for the registers behind them.
extension Poller {
  /// The device or its gateway refused the request in flight, in good form: the line is healthy.
  mutating func refused(
    _ line: Int, _ code: ExceptionCode, at now: UInt64, into actions: inout [PollAction]
  ) {
    if let orphan = machines[line].orphan {
      machines[line].answered(.exception, registers: 0, at: now, gap: orphan.gap)
      return
    }
    let device = Int(machines[line].asked)
    machines[line].answered(.exception, registers: 0, at: now, gap: setups[device].gap)
    if !code.meansUnitIsAway, !states[device].isRepairing, states[device].lastSuccess != nil {
      machines[line].refusedSuddenly()
    }
    if !code.meansUnitIsAway, beginsInOrder(device) {
      goOn(device, at: now, into: &actions)
      return
    }
    switch code {
    case .illegalFunction, .illegalDataAddress, .illegalDataValue:
      search(device, code, at: now, into: &actions)
    case .acknowledge, .deviceBusy:
      busy(device, code, at: now, into: &actions)
    case .gatewayPathUnavailable, .gatewayTargetNoResponse:
      doubtIdentity(device, into: &actions)
      machines[line].wentUnanswered(device)
      putOffProbe(line, of: device, at: now)
      giveUp(device, .exception(code), isUnitFault: true, at: now, into: &actions)
    default:
      if let span = nextSpan(device) {
        actions.append(.refuse(DeviceIndex(rawValue: device), span, code))
      }
      skipRequest(device, .exception(code), at: now, into: &actions)
    }
  }

  /// The device needs time: the same request again a little later, a bounded number of times.
  private mutating func busy(
    _ device: Int, _ code: ExceptionCode, at now: UInt64, into actions: inout [PollAction]
  ) {
    guard states[device].busyRetries < PollLimits.busyRetries else {
      skipRequest(device, .exception(code), at: now, into: &actions)
      return
    }
    states[device].notBefore =
      now &+ PollLimits.busyPause << UInt64(states[device].busyRetries)
    states[device].busyRetries += 1
    enqueue(device)
  }

  /// The request has failed; the cycle goes on with the next.
  private mutating func skipRequest(
    _ device: Int, _ fault: ModbusFault, at now: UInt64, into actions: inout [PollAction]
  ) {
    states[device].busyRetries = 0
    states[device].failedRequests += 1
    states[device].fault = fault
    if isOnlyOnce(nextSpan(device), of: device) { states[device].hasSkipped = true }
    if states[device].isRepairing {
      _ = repairs[device]?.take()
    } else {
      states[device].requestIndex += 1
    }
    goOn(device, at: now, into: &actions)
  }

  /// Whether a request of the cycle is one for what is read once, and so will not come by itself.
  private func isOnlyOnce(_ span: RegisterSpan?, of device: Int) -> Bool {
    let kind = states[device].kind
    guard kind.includesOnce, let span else { return false }
    let others = plans[Int(states[device].plan)]
      .requests(CyclePlan.Kind(includesSlow: kind.includesSlow))
    return !others.contains { $0.span == span }
  }

  /// The device does not have some of what was asked.
  private mutating func search(
    _ device: Int, _ code: ExceptionCode, at now: UInt64, into actions: inout [PollAction]
  ) {
    if states[device].isRepairing {
      repairRefused(device, code, at: now, into: &actions)
    } else if let span = nextSpan(device) {
      states[device].requestIndex += 1
      let items = Set(devices[device].items.map(\.span)).filter {
        span.contains($0) && !(learned[device]?.excludes($0) ?? false)
      }
      repairs[device] = Repair(
        refused: items.sorted(), findings: learned[device]?.findingCount ?? 0)
      states[device].isRepairing = true
      states[device].hasRepairProgress = true
    }
    goOn(device, at: now, into: &actions)
  }

  func repairSpan(_ device: Int) -> RegisterSpan? {
    repairs[device]?.current(startMultiple: setups[device].startMultiple)
  }

  /// Moves to the next step that sends a request; false when the search is over.
  mutating func advanceRepair(_ device: Int) -> Bool {
    repairs[device]?.advance(findings: learned[device]?.findingCount ?? 0) ?? false
  }

  /// The cycle ended in the middle of a search. Some devices spoil the answer after a refusal, and
  /// a search that began anew each time would come to no end with them.
  mutating func suspendRepair(_ device: Int) {
    if states[device].hasRepairProgress, repairs[device]?.retried == nil {
      states[device].isRepairing = false
    } else {
      endRepair(device)
    }
  }

  mutating func endRepair(_ device: Int) {
    repairs[device] = nil
    states[device].isRepairing = false
  }

  mutating func repairSucceeded(_ device: Int, at now: UInt64) {
    guard let step = repairs[device]?.take() else { return }
    states[device].hasRepairProgress = true
    if case .retry(let span) = step {
      learned[device]?.readmit(span)
      // What it has now it may have had refused for a reason that is gone for the rest as well.
      if !states[device].hasForgiven {
        states[device].hasForgiven = true
        learned[device]?.forgive(at: Instant(nanoseconds: now))
      }
      states[device].hasTriedRefused = false
      learnedChanged(device)
    }
  }

  private mutating func repairRefused(
    _ device: Int, _ code: ExceptionCode, at now: UInt64, into actions: inout [PollAction]
  ) {
    guard let step = repairs[device]?.take() else { return }
    states[device].hasRepairProgress = true
    switch step {
    case .read(let items):
      repairs[device]?.split(items, findings: learned[device]?.findingCount ?? 0)
    case .confirmItem(let item):
      find(device, .refused(item, code), at: now)
      actions.append(.refuse(DeviceIndex(rawValue: device), item, code))
      states[device].failedRequests += 1
      states[device].fault = .exception(code)
    case .retry(let span):
      states[device].failedRequests += 1
      states[device].fault = .exception(code)
      // A span that was silent and now refuses is searched through when it is next asked for.
      if learned[device]?.hasRefused(span) ?? false {
        find(device, .refused(span, code), at: now)
        actions.append(.refuse(DeviceIndex(rawValue: device), span, code))
      } else {
        learned[device]?.readmit(span)
        learnedChanged(device)
      }
    case .confirmTogether(let items):
      let fact = Repair.separation(of: items, startMultiple: setups[device].startMultiple)
      if let fact { find(device, fact, at: now) }
    case .judge:
      break
    }
  }

  private mutating func find(_ device: Int, _ fact: LearnedLimits.Fact, at now: UInt64) {
    var limits = learned[device] ?? LearnedLimits()
    limits.find(fact, at: Instant(nanoseconds: now))
    learned[device] = limits
    learnedChanged(device)
  }

  /// Some devices fall silent over a register that they do not have. A request that again and
  /// again gets no answer while the device answers others is left out for a while, or it would
  /// cost the line its time in every cycle.
  mutating func noteSilence(_ device: Int, _ fault: ModbusFault, at now: UInt64) {
    guard fault == .timeout, let span = nextSpan(device) else { return }
    if let retried = repairs[device]?.retried {
      find(device, .silent(retried), at: now)
      return
    }
    let state = states[device]
    guard state.goodRequests > 0, !state.isRepairing else { return }
    let suspect = UInt32(span.table.rawValue) << 16 | UInt32(span.start)
    states[device].suspicions = state.suspect == suspect ? state.suspicions &+ 1 : 1
    states[device].suspect = suspect
    if states[device].suspicions >= PollLimits.suspicionsUntilSilent {
      states[device].suspicions = 0
      find(device, .silent(span), at: now)
    }
  }

  /// A device that refuses all it is asked is not itself: it boots, or its gateway is lost. That is
  /// no knowledge of single registers, so it is asked again with the next cycle.
  mutating func noteRefusalOfAll(_ device: Int, at now: UInt64) {
    guard states[device].goodRequests == 0, learned[device] != nil,
      case .exception = states[device].fault
    else { return }
    learned[device]?.forgive(at: Instant(nanoseconds: now))
    learnedChanged(device, needsPlan: false)
  }

  private mutating func learnedChanged(_ device: Int, needsPlan: Bool = true) {
    if needsPlan { states[device].needsPlan = true }
    states[device].trialAt = learned[device]?.nextTrial?.nanoseconds ?? .max
    if learned[device]?.entries.isEmpty ?? false { learned[device] = nil }
  }

  /// Starts the tests of what was learned, as far as they change the plan.
  mutating func beginTrials(_ device: Int, at now: UInt64) {
    let needsPlan = learned[device]?.beginTrials(at: Instant(nanoseconds: now)) ?? false
    learnedChanged(device, needsPlan: needsPlan)
  }

  /// Tries some of the excluded items again that are due for it; false when none is.
  mutating func beginRetries(_ device: Int, at now: UInt64) -> Bool {
    states[device].hasTriedRefused = true
    let due = learned[device]?.excludedSpans(dueAt: Instant(nanoseconds: now)) ?? []
    guard !due.isEmpty else { return false }
    repairs[device] = Repair(retrying: Array(due.prefix(PollLimits.probationsPerCycle)))
    states[device].isRepairing = true
    return advanceRepair(device)
  }

  /// A device that was in doubt is told of as it is: what it refused before it still refuses.
  mutating func tellRefusals(_ device: Int, into actions: inout [PollAction]) {
    states[device].tellsRefusals = false
    for refusal in learned[device]?.refusals ?? [] {
      actions.append(.refuse(DeviceIndex(rawValue: device), refusal.span, refusal.code))
    }
  }

  /// The plan by what is known now.
  func newPlan(_ device: Int) -> CyclePlan {
    let limits = learned[device] ?? LearnedLimits()
    return CyclePlan(
      items: devices[device].items.filter { !limits.excludes($0.span) },
      contract: limits.narrowed(devices[device].contract),
      maximumHole: lines[setups[device].line].maximumHole, cost: costs[device],
      avoiding: limits.walls)
  }

  /// Makes the plan anew from what was learned. The device gets a plan of its own for that.
  mutating func replan(_ device: Int) {
    states[device].needsPlan = false
    let plan = newPlan(device)
    if states[device].hasOwnPlan {
      plans[Int(states[device].plan)] = plan
    } else {
      states[device].hasOwnPlan = true
      states[device].plan = Int32(plans.count)
      plans.append(plan)
    }
    states[device].plannedBusyRatio =
      plannedLoad(of: DeviceIndex(rawValue: device)).busyRatio
  }
}
