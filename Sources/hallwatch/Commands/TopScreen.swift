import Glibc
import ModbusLink
import Readings
import Runtime

/// A terminal that is taken over and given back.
struct TopScreen {
  private let watch: AgentWatch
  private let every: Duration
  private let isColoured: Bool

  init(_ watch: AgentWatch, every: Duration, isColoured: Bool) {
    self.watch = watch
    self.every = every
    self.isColoured = isColoured
  }

  /// How large the terminal is; 80 by 24 where it does not say.
  static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Shows what is until somebody has seen enough.
  func run(_ first: TopView) throws -> ExitCode {
    let signals = try SignalWatch([SIGINT, SIGTERM, SIGHUP, SIGWINCH])
    var before = termios()
    tcgetattr(STDIN_FILENO, &before)
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    write("\u{1B}[?1049h\u{1B}[?25l")
    defer {
      write("\u{1B}[?25h\u{1B}[?1049l")
      tcsetattr(STDIN_FILENO, TCSANOW, &before)
    }
    var view = first
    var seenAt = MonotonicClock.now
    var trouble: String?
    var offset = 0
    var next = seenAt + every
    while true {
      paint(view, offset: &offset, trouble: trouble.map { ($0, MonotonicClock.now.since(seenAt)) })
      let wakening = signals.wait(
        orReadable: STDIN_FILENO, milliseconds: MonotonicClock.milliseconds(until: next))
      var looksAgain = wakening == .timeout
      switch wakening {
      case .signal(SIGWINCH): looksAgain = true
      case .signal: return .done
      case .readable:
        switch key() {
        case .end: return .done
        case .look: looksAgain = true
        case .scroll(let lines): offset += lines
        case .none: break
        }
      case .timeout: break
      }
      guard looksAgain else { continue }
      do throws(AgentWatch.Failure) {
        view = try watch.look(columns: Self.size.columns)
        (seenAt, trouble) = (MonotonicClock.now, nil)
      } catch {
        trouble = error.description
      }
      next = MonotonicClock.now + every
    }
  }

  private enum Key {
    case end
    case look
    case scroll(Int)
    case none
  }

  private func key() -> Key {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    guard count > 0 else { return .end }
    let page = max(1, Self.size.rows - 6)
    switch bytes[..<count] {
    case [UInt8(ascii: "q")], [UInt8(ascii: "Q")], [0x03], [0x04]: return .end
    case [UInt8(ascii: "r")]: return .look
    case [UInt8(ascii: "j")], [0x1B, UInt8(ascii: "["), UInt8(ascii: "B")]: return .scroll(1)
    case [UInt8(ascii: "k")], [0x1B, UInt8(ascii: "["), UInt8(ascii: "A")]: return .scroll(-1)
    case [UInt8(ascii: " ")], Array("\u{1B}[6~".utf8)[...]: return .scroll(page)
    case [UInt8(ascii: "b")], Array("\u{1B}[5~".utf8)[...]: return .scroll(-page)
    case [UInt8(ascii: "g")]: return .scroll(-1_000_000)
    default: return .none
    }
  }

  private func paint(
    _ view: TopView, offset: inout Int, trouble: (text: String, age: Duration)?
  ) {
    let (columns, rows) = Self.size
    var lines = view.head
    if let trouble {
      lines.append(
        TopView.Line(
          text: TerminalText.shortened(
            "NO ANSWER for \(Int(trouble.age.seconds)) s, what you see is old: \(trouble.text)",
            to: columns), weight: .critical))
    }
    let room = max(1, rows - lines.count - 1)
    offset = max(0, min(offset, view.body.count - room))
    lines += view.body.dropFirst(offset).prefix(room)
    let hidden = view.body.count - offset - room
    let hint =
      "q ends  arrows scroll  r looks now"
      + (hidden > 0 ? "   \(counted(hidden, "line")) below" : "")
    var text = "\u{1B}[H"
    for line in lines {
      text +=
        Self.painted(
          TopView.Line(text: TerminalText.shortened(line.text, to: columns), weight: line.weight),
          isColoured: isColoured) + "\u{1B}[K\r\n"
    }
    text += "\u{1B}[J\u{1B}[\(rows);1H"
    text += Self.painted(
      TopView.Line(text: TerminalText.shortened(hint, to: columns - 1), weight: .faint),
      isColoured: isColoured)
    write(text + "\u{1B}[K")
  }

  /// A line with the colour that it has; as it is where colour has no place.
  static func painted(_ line: TopView.Line, isColoured: Bool) -> String {
    guard isColoured, !line.text.isEmpty else { return line.text }
    let code =
      switch line.weight {
      case .title: "1"
      case .heading: "7"
      case .critical: "1;31"
      case .warning: "33"
      case .faint: "2"
      case .plain: ""
      }
    return code.isEmpty ? line.text : "\u{1B}[\(code)m\(line.text)\u{1B}[0m"
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Glibc.write(STDOUT_FILENO, bytes.baseAddress! + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        done += count
      }
    }
  }
}
