import Agent

/// How much of the journal is kept, and for how long.
package struct JournalSettings: Hashable, Sendable {
  /// All segments together take no more than this.
  package var keptBytes = Limits.journalBytes
  /// Older segments are deleted; nil keeps what `keptBytes` allows.
  package var keptFor: Duration?
  /// A new segment is begun at least so often.
  package var segmentAge = Limits.journalSegmentAge

  package init() {}

  /// Reads the object `journal`.
  static func read(_ value: ValueReader?) -> JournalSettings {
    var settings = JournalSettings()
    _ = value?.object { reader in
      let least = 4 * Limits.journalSegmentBytes >> 20
      if let megabytes = reader.optional("keep_megabytes")?.integer(in: least...1_000_000) {
        settings.keptBytes = megabytes << 20
      }
      let ages = Limits.leastJournalAge...Duration.seconds(40 * 365 * 86_400)
      settings.keptFor = reader.optional("keep_for")?.duration(in: ages)
      let segmentAges = Duration.seconds(3600)...Duration.seconds(366 * 86_400)
      if let age = reader.optional("segment_age")?.duration(in: segmentAges) {
        settings.segmentAge = age
      }
    }
    return settings
  }

  /// The members as the effective settings show them.
  var members: [(key: String, value: SettingsWriter.Value)] {
    var members: [(key: String, value: SettingsWriter.Value)] = [
      ("keep_megabytes", .number(Double(keptBytes >> 20)))
    ]
    if let keptFor { members.append(("keep_for", .duration(keptFor))) }
    return members + [("segment_age", .duration(segmentAge))]
  }
}
