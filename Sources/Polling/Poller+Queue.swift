import DeviceProfiles
import Registers

/// The order in which the devices of a line are asked: lane by lane, in each the longest due first.
extension Poller {
  enum Next {
    case device(Int)
    /// Everyone who waits has asked for patience until then.
    case wait(until: UInt64)
  }

  private func lane(of device: Int) -> Lane {
    let state = states[device]
    if !state.isLiving { return .probe }
    if state.isRepairing { return .ordinary }
    let requests = plans[Int(state.plan)].requests(state.kind)
    let index = Int(state.requestIndex)
    return index < requests.count && requests[index].pace == .first ? .urgent : .ordinary
  }

  mutating func enqueue(_ device: Int) {
    let line = setups[device].line
    let lane = lane(of: device).rawValue
    let due = states[device].due
    let last = machines[line].tails[lane]
    if last < 0 || states[Int(last)].due <= due {
      insert(device, after: last, lane, line)
    } else {
      var before: Int32 = -1
      var next = machines[line].heads[lane]
      while next >= 0, states[Int(next)].due <= due {
        before = next
        next = states[Int(next)].next
      }
      insert(device, after: before, lane, line)
    }
  }

  private mutating func insert(_ device: Int, after before: Int32, _ lane: Int, _ line: Int) {
    let next = before < 0 ? machines[line].heads[lane] : states[Int(before)].next
    states[device].next = next
    if before < 0 {
      machines[line].heads[lane] = Int32(device)
    } else {
      states[Int(before)].next = Int32(device)
    }
    if next < 0 { machines[line].tails[lane] = Int32(device) }
  }

  private mutating func remove(after before: Int32, _ lane: Int, _ line: Int) -> Int {
    let device = before < 0 ? machines[line].heads[lane] : states[Int(before)].next
    let next = states[Int(device)].next
    if before < 0 {
      machines[line].heads[lane] = next
    } else {
      states[Int(before)].next = next
    }
    if next < 0 { machines[line].tails[lane] = before }
    states[Int(device)].next = -1
    return Int(device)
  }

  /// The device to ask now, taken out of its lane. Someone must be waiting.
  mutating func takeNext(_ line: Int, at now: UInt64) -> Next {
    let probe = machines[line].heads[Lane.probe.rawValue]
    if probe >= 0, now &- states[Int(probe)].due >= PollLimits.longestBackOff {
      // A line that is never free must not hide that a dead unit has come back.
      return .device(remove(after: -1, Lane.probe.rawValue, line))
    }
    var earliest = UInt64.max
    for lane in 0..<3 {
      var before: Int32 = -1
      var device = machines[line].heads[lane]
      while device >= 0 {
        let notBefore = states[Int(device)].notBefore
        if notBefore <= now { return .device(remove(after: before, lane, line)) }
        earliest = min(earliest, notBefore)
        before = device
        device = states[Int(device)].next
      }
    }
    return .wait(until: earliest)
  }

  /// Any waiting device, taken out of its lane.
  mutating func takeAny(_ line: Int) -> Int? {
    for lane in 0..<3 where machines[line].heads[lane] >= 0 {
      return remove(after: -1, lane, line)
    }
    return nil
  }
}
