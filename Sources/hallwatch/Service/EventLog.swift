import Agent
import Glibc
import ModbusLink
import Readings
import Web

/// What a running agent says, one line for each thing that happens, for people and for machines.
/// Nothing secret is handed to it.
final class EventLog: Sendable {
  enum Format: String, CaseIterable, Sendable {
    /// Sentences, for a person at a terminal.
    case text
    /// `key=value` pairs, values in quotes where they need them.
    case keyvalue
    /// One JSON object a line.
    case json
  }

  /// How urgent a line is, by the numbers of syslog.
  enum Level: Int, Sendable {
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case info = 6

    var name: String {
      switch self {
      case .critical: "critical"
      case .error: "error"
      case .warning: "warning"
      case .notice: "notice"
      case .info: "info"
      }
    }
  }

  /// What a line is about, besides its words.
  typealias Fields = [(name: String, value: String)]

  let format: Format
  /// Whether each line begins with its level as `<4>`, which the journal of the system takes off
  /// again.
  private let hasPriorities: Bool
  private let write: @Sendable (String) -> Void
  private let limiter = Guarded(LogLimiter())

  init(
    _ format: Format, hasPriorities: Bool = false, write: @escaping @Sendable (String) -> Void
  ) {
    self.format = format
    self.hasPriorities = hasPriorities
    self.write = write
  }

  /// The log of this process: sentences on a terminal, pairs elsewhere, with priorities when
  /// standard error goes to the journal of the system.
  static func ofThisProcess(_ format: Format?, console: Console) -> EventLog {
    EventLog(
      format ?? (isatty(STDERR_FILENO) == 1 ? .text : .keyvalue),
      hasPriorities: isJournal(
        stream: getenv("JOURNAL_STREAM").map { String(cString: $0) }, descriptor: STDERR_FILENO),
      write: console.words)
  }

  /// Whether a descriptor is the stream that the variable JOURNAL_STREAM names by device and inode
  /// (systemd.exec(5)).
  static func isJournal(stream: String?, descriptor: Int32) -> Bool {
    guard let parts = stream?.split(separator: ":"), parts.count == 2,
      let device = UInt64(parts[0]), let inode = UInt64(parts[1])
    else { return false }
    var status = stat()
    return fstat(descriptor, &status) == 0 && UInt64(status.st_dev) == device
      && UInt64(status.st_ino) == inode
  }

  /// Writes down that something happened.
  ///
  /// - Parameters:
  ///   - event: what, as one word.
  ///   - fields: where: device and line are named wherever there is one.
  ///   - repeats: what tells a repetition from something else; nil for the event with all fields.
  ///   - text: the same in a sentence.
  func note(
    _ level: Level, _ event: String, _ fields: Fields = [], repeats: String? = nil, _ text: String
  ) {
    let now = MonotonicClock.now
    let kind = repeats ?? ([event] + fields.map(\.value)).joined(separator: " ")
    let (isShown, held) = limiter.withLock { $0.admit(kind, at: now) }
    guard isShown else { return }
    emit(level, event, fields + (held > 0 ? [("repeated", "\(held)")] : []), text)
  }

  /// Says how often what was held back happened, where its time is over.
  func sayHeld(isEnd: Bool = false) {
    for (kind, count) in limiter.withLock({
      $0.takeHeld(at: MonotonicClock.now, isEnd: isEnd)
    }) {
      emit(
        .notice, "repeated", [("what", kind), ("repeated", "\(count)")],
        "\(count) more like: \(kind)")
    }
  }

  private func emit(_ level: Level, _ event: String, _ fields: Fields, _ text: String) {
    let line = Self.line(
      format, level, event, fields, text, time: MonotonicClock.wall.rfc3339)
    write(hasPriorities ? "<\(level.rawValue)>\(line)" : line)
  }

  /// One line, without its end.
  static func line(
    _ format: Format, _ level: Level, _ event: String, _ fields: Fields, _ text: String,
    time: String
  ) -> String {
    // One event is one line, whatever its words hold.
    let words = text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    let head: Fields = [("time", time), ("level", level.name), ("event", event)]
    switch format {
    case .text: return words
    case .keyvalue:
      return (head + fields + [("text", words)]).map { "\($0.name)=\(quotedIfNeeded($0.value))" }
        .joined(separator: " ")
    case .json:
      return JSONText.object((head + fields + [("text", words)]).map { ($0.name, .text($0.value)) })
        .compact
    }
  }

  /// A value that a reader of pairs takes back: in quotes when it is empty or holds a space, a quote,
  /// an equals sign or a control character.
  private static func quotedIfNeeded(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "=" && $0 != "\\"
      }
    guard !isPlain else { return value }
    var quoted = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}

extension Console {
  /// A console whose words are events of a log: what is said while an agent starts is read by the
  /// same people as what it says later.
  func logging(to log: EventLog) -> Console {
    guard log.format != .text else { return self }
    var console = Console(data: data) { text in
      for line in text.split(whereSeparator: \.isNewline) {
        let level: EventLog.Level =
          line.hasPrefix("error: ") ? .error : line.hasPrefix("warning: ") ? .warning : .info
        log.note(level, "message", repeats: String(line), String(line))
      }
    }
    console.outputFailure = outputFailure
    return console
  }
}
