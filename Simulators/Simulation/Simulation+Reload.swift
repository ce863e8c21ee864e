import Agent
import Plant
import Polling
import Readings

/// The site file changes, and the agent takes it up while it runs or when it starts.
extension Simulation {
  /// Somebody has changed the site file and asks for it to be in force.
  mutating func reload(_ edit: SiteEdit, disturbance id: Int, isEnd: Bool, at now: Instant) {
    if process.isRunning, let end = process.pausedUntil, end > now {
      let index = disturbances.firstIndex { $0.id == id } ?? 0
      queue.add(isEnd ? .disturbanceEnds(index) : .disturbanceBegins(index), at: end)
      return
    }
    var order = ReloadOrder(by: "shift-1", trial: edit.trial, words: [edit.text])
    guard edit.change != .mistake else {
      guard process.isRunning else { return }
      let hash = agent.settings.configurationHash
      handle(.reconfigurationRefused(because: "site.json5:1:1: a mistake", order), at: now)
      if agent.settings.configurationHash != hash {
        violations.append(
          Violation(promise: .reloadKeeps, at: now, what: "a refused file is in force"))
      }
      return
    }
    guard
      let next = siteFile.settings(after: .init(disturbance: id, isEnd: isEnd))
    else { return }
    siteFile.given = next
    guard process.isRunning else { return }
    if defect == .neverGoesBack { order.trial = nil }
    do {
      let running = defect.map { $0.spoiled(reloading: agent.settings) } ?? agent.settings
      let change = try Reconfiguration(
        from: running, to: Self.effective(next, defect), order, at: now)
      trialOfReload = edit.trial
      handle(.reconfigured(change), at: now)
    } catch {
      violations.append(
        Violation(promise: .reloadKeeps, at: now, what: "cannot be taken up: \(error)"))
    }
  }

  /// Whether the agent may come under other settings by an event, so that it is worth to keep what
  /// it was.
  func mayReconfigure(_ event: AgentEvent) -> Bool {
    switch event {
    case .reconfigured: true
    case .timeReached: agent.isOnTrial
    default: false
    }
  }

  /// The agent has come under other settings while it ran. What is on the lines follows when the
  /// agent says so.
  mutating func follow(from before: Agent, after event: AgentEvent, at now: Instant) {
    var reason = SettingsChange.Reason.rolledBack
    if case .reconfigured = event { reason = .reloaded(trial: trialOfReload) }
    follow(from: before, because: reason, at: now)
  }

  /// Everything around the agent follows other settings.
  mutating func follow(from before: Agent, because reason: SettingsChange.Reason, at now: Instant) {
    guard let next = siteFile.settings(hash: agent.settings.configurationHash) else { return }
    let carry = SettingsCarry(from: settings, to: next)
    let there = Whereabouts(of: next, in: siteFile.world)
    let isCalm =
      settings.lines.indices.allSatisfy {
        calm.calmSince[$0].map { now.since($0) > StarvationChecker.grace } ?? false
      } && whereabouts.devices.allSatisfy { $0 != nil }
    let change = SettingsChange(
      reason: reason, before: before, after: agent, settings: next, carry: carry,
      whereabouts: there, isCalm: isCalm)
    settings = next
    calm.follow(change, at: now)
    page = PageReader(next, isLinting: false)
    moving = (there, carry)
    for index in checkers.indices {
      checkers[index].reconfigured(change, at: now, into: &violations)
    }
  }

  /// From here on the agent's numbers of lines mean the new ones.
  mutating func reline(_ carriedFrom: [LineIndex?], at now: Instant) {
    guard let (next, carry) = moving else { return }
    moving = nil
    var kept: Set<Int> = []
    for (number, before) in carriedFrom.enumerated() {
      guard let before, whereabouts.lines[before.rawValue] == next.lines[number] else { continue }
      kept.insert(next.lines[number])
    }
    for line in lines.indices {
      guard kept.contains(line) else {
        lines[line].end()
        continue
      }
      // The answer to a device that begins anew belongs to nobody.
      guard let unit = lines[line].awaited?.unit,
        let device = deviceOfUnit[UnitOnLine(line: LineIndex(rawValue: line), unit: unit)],
        let before = whereabouts.deviceNumbers[device],
        let number = carry.newDevices[before.rawValue], carry.goesOn[number.rawValue]
      else {
        lines[line].awaited?.isOrphan = true
        continue
      }
    }
    whereabouts = next
  }
}
