import Agent
import Configuration
import Glibc
import Journal
import ModbusLink

/// The journal of a running agent: opened, with what an earlier run left in it.
struct JournalStore: Sendable {
  let directory: String
  let file: JournalFile
  let resumed: ResumedState

  static func directory(in stateDirectory: String) -> String { stateDirectory + "/journal" }

  /// Opens the journal of a state directory, and says what was wrong with it.
  ///
  /// Read back to the last whole checkpoint only, so a start takes as long after ten years as
  /// after a day.
  static func open(
    _ stateDirectory: String, _ settings: JournalSettings, _ console: Console
  ) throws -> JournalStore {
    guard mkdir(stateDirectory, 0o700) == 0 || errno == EEXIST else {
      throw StartFailure(
        "state_directory \(stateDirectory) cannot be made: \(String(cString: strerror(errno)))")
    }
    let directory = directory(in: stateDirectory)
    let (file, recovered) = try JournalFile.open(directory: directory, limits: settings.limits)
    if let cut = recovered.cutOff { console.words("warning: journal: \(cut) (cut off)") }
    for damage in recovered.damage { console.words("warning: journal: \(damage)") }
    return JournalStore(
      directory: directory, file: file,
      resumed: try history(of: directory).resumed(at: MonotonicClock.wall))
  }

  /// What the journal says from its last whole checkpoint on.
  private static func history(of directory: String) throws -> JournalHistory {
    var payloads: [[UInt8]] = []
    try JournalReader(directory: directory).readBackwards { entries in
      payloads = entries.map(\.payload) + payloads
      guard let begin = JournalHistory.lastCheckpoint(in: payloads) else { return true }
      payloads.removeFirst(begin)
      return false
    }
    var history = JournalHistory()
    for payload in payloads { history.take(payload) }
    return history
  }

  /// Puts records on disk, all or none.
  func append(_ records: [JournalRecord]) throws { _ = try file.append(records.map(\.json)) }
}

extension JournalSettings {
  /// The bounds as the journal takes them.
  fileprivate var limits: JournalLimits {
    JournalLimits(
      segmentBytes: Limits.journalSegmentBytes,
      segments: max(2, keptBytes / Limits.journalSegmentBytes), segmentAge: segmentAge,
      retention: keptFor)
  }
}
