import Agent

/// The site file and its includes after the first pass: what stands alone is read, what refers to
/// something else is kept for later.
struct SiteDraft {
  /// The site file's own object, for mistakes of the whole.
  var root: ValueReader
  var path: String
  var name = ""
  var stateDirectory: String?
  var journal = JournalSettings()
  var control = ControlSettings()
  var notify: [NotifyTarget] = []
  var web: WebSettings
  var poll = PollDefaults()
  var profileFolder: ValueReader?
  var topology: ValueReader?
  var alarmDefaults: ValueReader?
  var alarmStateSeries = AlarmStateSeries.all
  var lines: [(endpoint: String, value: ValueReader)] = []
  var devices: [ValueReader] = []
  var alarms: [ValueReader] = []

  /// Nil when the site file has no readable object.
  static func read(path: String, texts: SiteTexts) -> SiteDraft? {
    guard let text = texts.text(path, for: nil) else { return nil }
    var includes: ValueReader?
    var draft = ObjectReader.read(text, file: path, log: texts.log) { reader -> SiteDraft in
      var draft = SiteDraft(
        root: reader.value, path: path, web: WebReader.read(reader.optional("web")))
      draft.name = readName(reader.required("site", example: "\"icn1\"")) ?? ""
      draft.stateDirectory = reader.optional("state_directory")?.nonEmptyString()
        .map { resolvedPath($0, relativeTo: path) }
      draft.journal = JournalSettings.read(reader.optional("journal"))
      draft.control = ControlSettings.read(reader.optional("control"))
      draft.notify = NotifyReader.read(reader.optional("notify"))
      includes = reader.optional("include")
      draft.poll = reader.optional("poll")?.object { PollDefaults.read($0) } ?? PollDefaults()
      draft.profileFolder = reader.optional("profiles")
      draft.topology = reader.optional("topology")
      draft.alarmDefaults = reader.optional("alarm_defaults")
      _ = reader.optional("exposition")?.object { exposition in
        draft.alarmStateSeries = exposition.optional("alarm_states")?.choice() ?? .all
      }
      draft.take(reader)
      return draft
    }
    for pattern in includes?.array() ?? [] { draft?.include(pattern, texts: texts) }
    return draft
  }

  /// What the site file and the files it includes may both hold.
  private mutating func take(_ reader: ObjectReader) {
    for (endpoint, value) in reader.optional("lines")?.members() ?? [] {
      lines.append((endpoint, value))
    }
    devices += reader.optional("devices")?.array() ?? []
    alarms += reader.optional("alarms")?.array() ?? []
  }

  private mutating func include(_ pattern: ValueReader, texts: SiteTexts) {
    guard let text = pattern.nonEmptyString() else { return }
    let isPattern = text.contains("*") || text.contains("?")
    let paths =
      isPattern
      ? texts.paths(matching: text, relativeTo: path, for: pattern)
      : [resolvedPath(text, relativeTo: path)]
    if paths.isEmpty { pattern.warn("\(quoted(text)) matches no file") }
    for path in paths {
      if texts.paths.contains(path) {
        pattern.report("\(path) is read already; leave it away here")
        continue
      }
      guard let text = texts.text(path, for: pattern) else { continue }
      _ = ObjectReader.read(text, file: path, log: texts.log) { reader in
        for key in [
          "site", "state_directory", "journal", "control", "notify", "include", "web", "poll",
          "profiles", "topology", "alarm_defaults", "exposition",
        ] {
          reader.optional(key)?.report(
            "belongs in the site file itself; included files hold lines, devices and alarms")
        }
        take(reader)
      }
    }
  }
}

/// A name of a site, device, alarm or group; nil after reporting what is wrong with it.
func readName(_ value: ValueReader?) -> String? {
  guard let value, let name = value.nonEmptyString() else { return nil }
  let isPlain = name.utf8.allSatisfy { byte in
    isLetter(byte) || isDigit(byte) || "-_.".utf8.contains(byte)
  }
  guard isPlain, name.utf8.count <= Limits.nameBytes else {
    value.report(
      "bad name \(quoted(name)); use up to \(Limits.nameBytes) letters, digits, `-`, `_` and `.`")
    return nil
  }
  return name
}

/// How devices are polled that say nothing of their own.
struct PollDefaults {
  var interval = SiteDefaults.interval
  var timeout = SiteDefaults.timeout
  var maximumAge: Duration?

  static func read(_ reader: ObjectReader) -> PollDefaults {
    var poll = PollDefaults()
    if let interval = readInterval(reader) { poll.interval = interval }
    if let timeout = readTimeout(reader) { poll.timeout = timeout }
    poll.maximumAge = readMaximumAge(reader, interval: poll.interval)
    return poll
  }

  static func readInterval(_ reader: ObjectReader) -> Duration? {
    reader.optional("interval")?.duration(in: Limits.shortestInterval...Limits.longestInterval)
  }

  static func readTimeout(_ reader: ObjectReader) -> Duration? {
    reader.optional("timeout")?.duration(in: Limits.shortestTimeout...Limits.longestTimeout)
  }

  /// A maximum age below the interval would withdraw every value before the next one comes.
  static func readMaximumAge(_ reader: ObjectReader, interval: Duration) -> Duration? {
    guard let value = reader.optional("max_age"), let age = value.duration() else { return nil }
    guard age > interval else {
      value.report(
        "\(durationText(age)) is not longer than the interval of \(durationText(interval)), so "
          + "values would vanish between polls; write \(durationText(interval * 3)) or so")
      return nil
    }
    return age
  }
}
