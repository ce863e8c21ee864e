import Readings
import Registers

/// The life of a device's cycle, from its due instant to its outcome.
extension Poller {
  /// A slot of a group is due: begins the cycles of its devices.
  mutating func slotReached(_ group: Int, at now: UInt64, into actions: inout [PollAction]) {
    let missed = groups[group].skipMissedRounds(at: now)
    let (due, round, places) = (groups[group].due, groups[group].round, groups[group].places)
    for place in places {
      let device = groups[group].device(at: place)
      if missed > 0 { leaveOut(cycles: missed, of: device) }
      if (round &+ states[device].slowPhase).isMultiple(of: PollLimits.slowEvery) {
        states[device].needsSlow = true
        if states[device].owesOnce { states[device].needsOnce = true }
      }
      beginCycle(device, due: due, at: now, into: &actions)
    }
    groups[group].advance()
    timers.set(group, at: groups[group].due)
  }

  private mutating func beginCycle(
    _ device: Int, due: UInt64, at now: UInt64, into actions: inout [PollAction]
  ) {
    guard !states[device].isActive else {
      leaveOut(cycles: 1, of: device)
      return
    }
    if states[device].isLiving {
      startCycle(device, due: due, at: now, into: &actions)
    } else if let probed = probeTurn(device, due: due, at: now) {
      startCycle(probed, due: due, at: now, into: &actions)
    }
  }

  /// Counts cycles left out. Those of a device that does not answer are its own affair; any other
  /// says that the line, or the agent, cannot keep up.
  private mutating func leaveOut(cycles: UInt64, of device: Int) {
    states[device].overruns += cycles
    if states[device].failedCycles == 0, states[device].lastSuccess != nil {
      machines[setups[device].line].leaveOut(cycles: cycles)
    }
  }

  /// Which dead unit is probed when `device`, a dead one, is due: itself while the whole line is
  /// dead; otherwise the next in turn, one at a time and within the line's share for probes.
  private mutating func probeTurn(_ device: Int, due: UInt64, at now: UInt64) -> Int? {
    let line = setups[device].line
    guard machines[line].livingCount > 0 else {
      return states[device].probeAt <= due ? device : nil
    }
    guard machines[line].nextProbe <= now, machines[line].heads[Lane.probe.rawValue] < 0
    else { return nil }
    let asked = Int(machines[line].asked)
    if asked >= 0, !states[asked].isLiving { return nil }
    let places = lineSetups[line].members
    for offset in 0..<places.count {
      let turn = (machines[line].probeTurn + offset) % places.count
      let unit = Int(members[places.lowerBound + turn])
      guard !states[unit].isLiving, !states[unit].isActive, states[unit].probeAt <= due
      else { continue }
      machines[line].probeTurn = turn + 1
      return unit
    }
    return nil
  }

  private mutating func startCycle(
    _ device: Int, due: UInt64, at now: UInt64, into actions: inout [PollAction]
  ) {
    let line = setups[device].line
    machines[line].waited(until: now)
    if states[device].isDoubted { doubtIdentity(device, into: &actions) }
    if states[device].trialAt <= now { beginTrials(device, at: now) }
    if states[device].needsPlan { replan(device) }
    states[device].begin(due: due, firstRequest: firstRequest(device))
    if repairs[device] != nil {
      repairs[device]?.resume()
      states[device].isRepairing = true
    }
    states[device].tellsRefusals = states[device].needsOnce && learned[device] != nil
    if machines[line].state == .backingOff, let fault = machines[line].lastFault {
      giveUp(device, fault, isUnitFault: false, at: now, into: &actions)
    } else if hasRequest(device, at: now) {
      enqueue(device)
      serve(line, at: now, into: &actions)
    } else {
      endEmptyCycle(device, at: now, into: &actions)
    }
  }

  /// After failed cycles another request goes first, in turn: a device may be silent over one
  /// request only, and would seem dead if that were always the first.
  private func firstRequest(_ device: Int) -> Int32 {
    let state = states[device]
    guard state.failedCycles > 0 else { return 0 }
    let kind = CyclePlan.Kind(includesSlow: state.needsSlow, includesOnce: state.needsOnce)
    let count = plans[Int(state.plan)].requests(kind).count
    return count > 1 ? Int32(state.failedCycles % count) : 0
  }

  /// What the device is asked next, as long as `hasRequest` said so.
  func nextSpan(_ device: Int) -> RegisterSpan? {
    if states[device].isRepairing { return repairSpan(device) }
    let requests = plans[Int(states[device].plan)].requests(states[device].kind)
    let index = Int(states[device].requestIndex)
    return index < requests.count ? requests[index].span : nil
  }

  /// Whether anything is left to ask in this cycle. Moves from the plan to second chances.
  mutating func hasRequest(_ device: Int, at now: UInt64) -> Bool {
    if states[device].isRepairing {
      if advanceRepair(device) { return true }
      endRepair(device)
    }
    let requests = plans[Int(states[device].plan)].requests(states[device].kind)
    if Int(states[device].requestIndex) < requests.count { return true }
    return states[device].trialAt <= now && !states[device].hasTriedRefused
      && beginRetries(device, at: now)
  }

  mutating func requestSucceeded(
    _ device: Int, at now: UInt64, into actions: inout [PollAction]
  ) {
    states[device].busyRetries = 0
    if states[device].isRepairing {
      repairSucceeded(device, at: now)
    } else if !beginsInOrder(device) {
      states[device].requestIndex += 1
    }
    goOn(device, at: now, into: &actions)
  }

  /// A device that was asked another request first has shown that it lives: now everything in its
  /// order. False when the cycle is in order already.
  mutating func beginsInOrder(_ device: Int) -> Bool {
    guard states[device].firstRequest > 0 else { return false }
    states[device].firstRequest = 0
    states[device].requestIndex = 0
    return true
  }

  /// Goes on with the cycle, or ends it.
  mutating func goOn(_ device: Int, at now: UInt64, into actions: inout [PollAction]) {
    if hasRequest(device, at: now) {
      enqueue(device)
    } else {
      if states[device].firstRequest == 0 { fullCycleEnded(device) }
      end(device, isUnitFault: false, at: now, into: &actions)
    }
  }

  /// Every request of the plan was answered, well or not.
  private mutating func fullCycleEnded(_ device: Int) {
    if states[device].kind.includesSlow { states[device].needsSlow = false }
    if states[device].kind.includesOnce, !states[device].isIdentityStale {
      states[device].needsOnce = false
      states[device].owesOnce = states[device].hasSkipped
    }
    states[device].suspicions = 0
  }

  /// The rest of the cycle is not asked.
  mutating func giveUp(
    _ device: Int, _ fault: ModbusFault, isUnitFault: Bool, at now: UInt64,
    into actions: inout [PollAction]
  ) {
    states[device].failedRequests += 1
    states[device].fault = fault
    end(device, isUnitFault: isUnitFault, at: now, into: &actions)
  }

  /// A cycle in which nothing may be asked: everything that is due was refused before.
  private mutating func endEmptyCycle(
    _ device: Int, at now: UInt64, into actions: inout [PollAction]
  ) {
    states[device].isActive = false
    guard let refusal = learned[device]?.refusals.first else { return }
    states[device].isActive = true
    giveUp(device, .exception(refusal.code), isUnitFault: false, at: now, into: &actions)
  }

  private mutating func end(
    _ device: Int, isUnitFault: Bool, at now: UInt64, into actions: inout [PollAction]
  ) {
    if states[device].isRepairing { suspendRepair(device) }
    noteRefusalOfAll(device, at: now)
    let started = states[device].started ?? now
    states[device].isActive = false
    states[device].cycles += 1
    states[device].lastDuration = now &- started
    if states[device].goodRequests > 0 {
      succeeded(device, at: now)
    } else {
      failed(device, isUnitFault: isUnitFault, began: started, at: now)
    }
    actions.append(
      .cycleEnded(
        DeviceIndex(rawValue: device),
        CycleOutcome(
          goodRequests: Int(states[device].goodRequests),
          failedRequests: Int(states[device].failedRequests),
          started: Instant(nanoseconds: started), ended: Instant(nanoseconds: now),
          fault: states[device].fault)))
  }

  private mutating func succeeded(_ device: Int, at now: UInt64) {
    states[device].lastSuccess = now
    states[device].failedCycles = 0
    states[device].probeAt = 0
    guard !states[device].isLiving else { return }
    let line = setups[device].line
    let wasSilent = machines[line].livingCount == 0
    revive(device)
    guard wasSilent else { return }
    // The line itself was dead, so nothing is known against its other units: poll them again.
    for place in lineSetups[line].members { revive(Int(members[place])) }
  }

  /// The whole line was silent for a while and answers again. Nothing is known against units that
  /// fell silent with it: they are polled again, and do not wait for the line's share for probes.
  mutating func reviveFallen(_ line: Int, since silence: UInt64) {
    for place in lineSetups[line].members {
      let device = Int(members[place])
      if states[device].failingSince >= silence { revive(device) }
    }
  }

  private mutating func revive(_ device: Int) {
    guard !states[device].isLiving else { return }
    states[device].isLiving = true
    states[device].probeAt = 0
    machines[setups[device].line].livingCount += 1
  }

  private mutating func failed(_ device: Int, isUnitFault: Bool, began: UInt64, at now: UInt64) {
    if states[device].failedCycles == 0 { states[device].failingSince = began }
    states[device].failedCycles += 1
    guard isUnitFault, states[device].failedCycles >= PollLimits.deadAfterCycles else { return }
    let outage = now &- states[device].failingSince
    states[device].probeAt =
      now &+ min(outage / PollLimits.backOffShare, PollLimits.longestBackOff)
    if states[device].isLiving {
      states[device].isLiving = false
      machines[setups[device].line].livingCount -= 1
    }
  }
}
