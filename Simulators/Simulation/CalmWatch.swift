import Agent
import Plant
import Polling
import Readings

/// Since when nothing has been wrong on each line: what no trouble touches must be as if there
/// were none anywhere.
struct CalmWatch: Sendable {
  /// By line; nil while there is trouble.
  private(set) var calmSince: [Instant?]
  private var devicesOfLine: [[Int]]
  private var whereabouts: Whereabouts

  init(_ settings: AgentSettings, _ whereabouts: Whereabouts, at now: Instant) {
    calmSince = Array(repeating: now, count: settings.lines.count)
    devicesOfLine = settings.lines.indices.map { line in
      settings.devices.indices.filter { settings.devices[$0].line.rawValue == line }
    }
    self.whereabouts = whereabouts
  }

  mutating func follow(_ change: SettingsChange, at now: Instant) {
    let old = calmSince
    self = CalmWatch(change.settings, change.whereabouts, at: now)
    for (line, before) in change.carry.lines.enumerated() {
      if let before, let since = old[before.rawValue] { calmSince[line] = since }
    }
  }

  mutating func look(
    _ lines: [SimulatedLine], _ hall: Hall, isRunning: Bool, at now: Instant
  ) {
    for index in calmSince.indices {
      let isCalm =
        isRunning && lines[whereabouts.lines[index]].troubles.isEmpty
        && devicesOfLine[index].allSatisfy { device in
          whereabouts.devices[device].map { hall.isReachable(device: $0) } ?? false
        }
      calmSince[index] = isCalm ? calmSince[index] ?? now : nil
    }
  }

  /// Something touched every line.
  mutating func troubled(at now: Instant) {
    for index in calmSince.indices where calmSince[index] != nil { calmSince[index] = now }
  }
}
