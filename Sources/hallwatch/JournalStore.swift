import Agent
import Configuration
import Control
import Glibc
import Journal
import ModbusLink
import Notification
import Web

/// The journal of a running agent: opened, with what an earlier run left in it.
struct JournalStore: Sendable {
  let directory: String
  let file: JournalFile
  let resumed: ResumedState
  let notifications: NotificationHistory
  /// Bounds that another configuration gives, until the journal's thread takes them.
  private let newLimits = Guarded<JournalLimits?>(nil)

  private init(
    directory: String, file: JournalFile, resumed: ResumedState, notifications: NotificationHistory
  ) {
    self.directory = directory
    self.file = file
    self.resumed = resumed
    self.notifications = notifications
  }

  static func directory(in stateDirectory: String) -> String { stateDirectory + "/journal" }

  /// How many records before the last checkpoint are read at most for a target that has long been
  /// dead: what is older has become history.
  private static let longestLook = UInt64(4 * NotificationLimits.queue)

  /// Opens the journal of a state directory, and says what was wrong with it.
  ///
  /// Read back to the last whole checkpoint only, so a start takes as long after ten years as
  /// after a day.
  static func open(_ site: Site, in stateDirectory: String, _ console: Console) throws
    -> JournalStore
  {
    let mode: mode_t = site.control.users.isEmpty && site.control.groups.isEmpty ? 0o700 : 0o711
    guard mkdir(stateDirectory, mode) == 0 || errno == EEXIST else {
      throw StartFailure(
        "state_directory \(stateDirectory) cannot be made: \(String(cString: strerror(errno)))")
    }
    let directory = directory(in: stateDirectory)
    let (file, recovered) = try JournalFile.open(directory: directory, limits: site.journal.limits)
    if let cut = recovered.cutOff { console.words("warning: journal: \(cut) (cut off)") }
    for damage in recovered.damage { console.words("warning: journal: \(damage)") }
    let history = try history(of: directory, targets: site.notify.map(\.target.name))
    return JournalStore(
      directory: directory, file: file, resumed: history.resumed(at: MonotonicClock.wall),
      notifications: history.notifications)
  }

  /// What the journal says from its last whole checkpoint on, and before that from where a target
  /// has not been told everything.
  static func history(of directory: String, targets: [String]) throws -> JournalHistory {
    let reader = JournalReader(directory: directory)
    var entries: [JournalReader.Entry] = []
    try reader.readBackwards { segment in
      entries = segment + entries
      guard let begin = JournalHistory.lastCheckpoint(in: entries.map(\.payload)) else {
        return true
      }
      entries.removeFirst(begin)
      return false
    }
    var recent = JournalHistory()
    for entry in entries { recent.take(entry.payload) }
    guard let first = entries.first?.number,
      let told = recent.notifications.lowestThrough(of: targets), told + 1 < first
    else { return recent }
    var whole = JournalHistory()
    let start = max(told + 1, first > longestLook ? first - longestLook : 1)
    try reader.read(from: start, through: first - 1) {
      whole.take($0.payload)
      return true
    }
    whole.forgetState()
    for entry in entries { whole.take(entry.payload) }
    return whole
  }

  /// Puts records on disk, all or none. On the journal's thread only.
  func append(_ records: [JournalRecord]) throws {
    if let limits = newLimits.withLock({ limits in
      defer { limits = nil }
      return limits
    }) {
      file.limits = limits
    }
    _ = try file.append(records.map(\.json))
  }

  /// Keeps more or less from the next record on.
  func change(_ settings: JournalSettings) { newLimits.withLock { $0 = settings.limits } }

  /// What was told to whom, and up to which record that is known.
  func history(for targets: [String]) throws -> (NotificationHistory, through: UInt64) {
    let history = try Self.history(of: directory, targets: targets)
    return (history.notifications, history.lastSequence)
  }
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
