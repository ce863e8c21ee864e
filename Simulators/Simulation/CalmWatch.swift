import Agent
import Plant
import Polling
import Readings

/// Since when nothing has been wrong on each line: what no trouble touches must be as if there
/// were none anywhere.
struct CalmWatch: Sendable {
  /// By line; nil while there is trouble.
  private(set) var calmSince: [Instant?]
  private let devicesOfLine: [[Int]]

  init(_ settings: AgentSettings, at now: Instant) {
    calmSince = Array(repeating: now, count: settings.lines.count)
    devicesOfLine = settings.lines.indices.map { line in
      settings.devices.indices.filter { settings.devices[$0].line.rawValue == line }
    }
  }

  mutating func look(
    _ lines: [SimulatedLine], _ hall: Hall, isRunning: Bool, at now: Instant
  ) {
    for index in lines.indices {
      let isCalm =
        isRunning && lines[index].troubles.isEmpty
        && devicesOfLine[index].allSatisfy { hall.isReachable(device: $0) }
      calmSince[index] = isCalm ? calmSince[index] ?? now : nil
    }
  }

  /// Something touched every line.
  mutating func troubled(at now: Instant) {
    for index in calmSince.indices where calmSince[index] != nil { calmSince[index] = now }
  }
}
