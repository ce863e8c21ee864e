import Plant
import Readings

extension Simulation {
  mutating func begin(_ disturbance: Disturbance, at now: Instant) {
    note("begins: \(disturbance.text)", at: now)
    switch disturbance.kind {
    case .wire(let line, let fault, let percent):
      lines[line].troubles.append(
        SimulatedLine.Trouble(id: disturbance.id, fault: fault, percent: percent))
    case .plant(let action, _): perform(action, disturbance.text, at: now)
    case .diskFails(let reason): disk.failures.append(reason)
    case .diskSlow(let latency): disk.latency = latency
    case .clockSteps(let step): process.clockOffset += step
    case .processPauses:
      guard process.isRunning else { return }
      process.pausedUntil = Self.origin + disturbance.until
      calm.troubled(at: now)
    case .processKilled: kill(at: now)
    case .operates(let draw): operate(draw, disturbance: disturbance.id, at: now)
    case .targetFails(let target): desk.failures[target] += 1
    case .reloads(let edit): reload(edit, disturbance: disturbance.id, isEnd: false, at: now)
    }
    struckCounts[disturbance.kindName, default: 0] += 1
  }

  mutating func end(_ disturbance: Disturbance, at now: Instant) {
    note("ends: \(disturbance.text)", at: now)
    switch disturbance.kind {
    case .wire(let line, _, _): lines[line].troubles.removeAll { $0.id == disturbance.id }
    case .plant(_, let end):
      if let end { perform(end, "over: \(disturbance.text)", at: now) }
    case .diskFails(let reason):
      if let place = disk.failures.firstIndex(of: reason) { disk.failures.remove(at: place) }
    case .diskSlow: disk.latency = .milliseconds(1)
    case .clockSteps(let step): process.clockOffset -= step
    case .processPauses: calm.troubled(at: now)
    case .processKilled: restart(at: now)
    case .operates: break
    case .targetFails(let target): desk.failures[target] -= 1
    case .reloads(let edit):
      if edit.change.isMended {
        reload(edit, disturbance: disturbance.id, isEnd: true, at: now)
      }
    }
  }

  private mutating func perform(_ action: HallAction, _ text: String, at now: Instant) {
    letHallAdvance(to: now)
    hall.apply(HallEvent(at: now.since(Self.origin), action: action, text: text))
  }
}

extension Disturbance {
  /// The kind, for counting.
  var kindName: String {
    switch kind {
    case .wire: "wire fault"
    case .plant: "plant event"
    case .diskFails(let reason): reason
    case .diskSlow: "slow disk"
    case .clockSteps: "clock step"
    case .processPauses: "pause"
    case .processKilled: "kill"
    case .operates(let draw): "act: \(draw.verb.rawValue)"
    case .targetFails: "deaf target"
    case .reloads(let edit): "edit: \(edit.change.name)"
    }
  }
}
