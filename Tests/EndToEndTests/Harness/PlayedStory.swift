import Foundation

/// A story of the binary on real sockets, faster than life: `hallwatch simulate` serves the plant,
/// `hallwatch run` watches it with every interval and delay of its site file as much shorter.
final class PlayedStory {
  /// An expectation of the story's file.
  struct Expectation {
    var alarm: String
    var device: String?
    var place: String?
    var limit: String?
    var priority: String?
    var becomes: String
    /// Seconds since the story began.
    var after: Double
    var within: Double
  }

  private let folder: ScratchFolder
  private let speed: Double
  /// Seconds of the story, since it began.
  private let from: Double
  private let until: Double
  private let pollPeriod: Double
  private let expectations: [Expectation]
  private let simulator: ChildProcess
  private let agent: ChildProcess
  private let sink: ChildProcess
  /// What the monotonic clock said, in seconds, when the story stood at `from`.
  private var beganAt = 0.0

  /// - Parameters:
  ///   - from: where the story is begun, and `until` where it is left, in seconds since its start.
  init(_ name: String, site: String, speed: Double, from: Double, until: Double) async throws {
    (self.speed, self.from, self.until) = (speed, from, until)
    let sources = Programs.repository.appending(path: "Simulators")
    func text(_ path: String) throws -> String {
      try String(contentsOf: sources.appending(path: path), encoding: .utf8)
    }
    let story = try text("Scenarios/\(name).json5")
    expectations = Self.expectations(story)
    let siteText = try text("Sites/\(site).json5")
    pollPeriod = Self.seconds(siteText, after: "poll: { interval:") ?? 5
    let folder = try ScratchFolder()
    self.folder = folder
    let profiles = folder.url.appending(path: "profiles")
    try FileManager.default.copyItem(at: sources.appending(path: "Profiles"), to: profiles)

    let endpoints = Set(siteText.matches(of: /tcp:\/\/10\.[0-9.]+:502/).map { String($0.output) })
    let ports = try LoopbackSocket.freePorts(endpoints.count + 2)
    var own = Self.hurried(siteText, by: speed)
    for (endpoint, port) in zip(endpoints.sorted(), ports) {
      own = own.replacing("\"\(endpoint)\"", with: "\"tcp://127.0.0.1:\(port)\"")
    }
    own = own.replacing(/web: \{ listen: \[[^\]]*\][^\n]*\},\n/, maxReplacements: 1) { _ in
      """
      web: { listen: ["127.0.0.1:\(ports[ports.count - 1])"] },
      state_directory: "state",
      notify: [{ name: "sink", webhook: "http://127.0.0.1:\(ports[ports.count - 2])/" }],

      """
    }
    let file = try folder.write(own, to: "site.json5")
    sink = try ChildProcess(
      Programs.python(),
      [
        Programs.scripts.appending(path: "webhook_sink.py").path, "\(ports[ports.count - 2])",
        folder.url.appending(path: "notes").path,
      ], in: folder)
    simulator = try ChildProcess(
      Programs.hallwatch,
      [
        "simulate", file.path, "--scenario", name, "--speed", "\(speed)", "--from", "\(Int(from))s",
      ], in: folder)
    let (simulator, sink) = (simulator, sink)
    try await eventually("the plant is served", within: .seconds(180)) {
      if simulator.exitStatus != nil { throw HarnessError(simulator.errors) }
      return simulator.errors.contains("Serving") && sink.output == "ready\n"
    }
    beganAt = Self.monotonicSeconds()
    agent = try ChildProcess(Programs.hallwatch, ["run", "--config", file.path], in: folder)
  }

  /// Waits until the story has come to its end, and ends both processes.
  func end() async throws {
    while beganAt + (until - from) / speed > Self.monotonicSeconds() {
      if let status = agent.exitStatus { throw HarnessError("\(status): \(agent.errors)") }
      try await Task.sleep(for: .milliseconds(100))
    }
    agent.send(SIGTERM)
    _ = try await agent.end()
    simulator.send(SIGTERM)
    _ = try await simulator.end()
  }

  func journal() throws -> RecordedJournal {
    try RecordedJournal(folder.url.appending(path: "state/journal"))
  }

  /// The expectations that fall into what was played and were not met by their deadlines and a poll
  /// period.
  ///
  /// - Parameter slack: how long the machine kept anybody waiting, in seconds.
  func missed(in journal: RecordedJournal, slack: Double) throws -> [String] {
    let played = expectations.filter { $0.becomes != "stays_active" && $0.after >= from }
      .filter { $0.after + $0.within < until - pollPeriod }
    guard played.count > 5 else { throw HarnessError("nothing is expected in that time") }
    return played.compactMap { expectation in
      let kinds =
        expectation.becomes == "returned"
        ? ["returned", "comm_restored"] : ["occurred", "comm_lost"]
      let times = journal.records.filter { record in
        kinds.contains(record.kind) && record.text("alarm") == expectation.alarm
          && expectation.device.map { record.text("device") == $0 } ?? true
          && expectation.place.map { record.text("point") == $0 } ?? true
          && expectation.limit.map { record.text("level") == $0 } ?? true
          && expectation.priority.map { record.text("priority") == $0 } ?? true
      }.compactMap { $0.fields["monotonic_ns"] as? Int }
        .map { from + (Double($0) / 1e9 - beganAt) * speed }
      // The agent's own delays for groups, and for what devices announce to be over, are not the
      // site file's, and not shortened.
      let isOwn = ["redundancy_lost", "capacity_lost"].contains(expectation.alarm)
      let own = isOwn || expectation.becomes == "returned" ? 5 * speed : 0
      let earliest = expectation.after - (slack + 0.3) * speed
      let latest =
        expectation.after + expectation.within + pollPeriod + own + (slack + 0.3) * speed
      if times.contains(where: { (earliest...latest).contains($0) }) { return nil }
      return "\(expectation.device ?? expectation.place ?? "") \(expectation.alarm) "
        + "\(expectation.limit ?? "") \(expectation.becomes) after \(expectation.after) within "
        + "\(expectation.within), came \(times), slack \(slack)"
    }
  }

  /// A site file with every interval and delay so many times shorter.
  private static func hurried(_ site: String, by speed: Double) -> String {
    site.replacing(
      /(interval|max_age|on_delay|off_delay|within|over): "([0-9]+)(ms|s|m|h)"/
    ) { match in
      let milliseconds = milliseconds(String(match.output.2), String(match.output.3))
      return "\(match.output.1): \"\(max(1, Int(milliseconds / speed)))ms\""
    }
  }

  private static func expectations(_ story: String) -> [Expectation] {
    let lead = story.firstMatch(of: /lead: "([0-9]+)(ms|s|m|h)"/).map {
      milliseconds(String($0.output.1), String($0.output.2)) / 1000
    }
    return story.matches(of: /\{ (alarm: [^}]*) \}/).compactMap { match -> Expectation? in
      let line = String(match.output.1)
      func value(_ key: String) -> String? {
        let pattern = try? Regex(key + ": \"([^\"]*)\"", as: (Substring, Substring).self)
        return pattern.flatMap { line.firstMatch(of: $0) }.map { String($0.output.1) }
      }
      guard let alarm = value("alarm"), let after = value("after").flatMap(duration),
        let within = value("within").flatMap(duration)
      else { return nil }
      return Expectation(
        alarm: alarm, device: value("device"), place: value("of"), limit: value("limit"),
        priority: value("priority"), becomes: value("becomes") ?? "active",
        after: (lead ?? 0) + after, within: within)
    }
  }

  private static func duration(_ text: String) -> Double? {
    text.wholeMatch(of: /(-?[0-9]+)(ms|s|m|h)/).map {
      milliseconds(String($0.output.1), String($0.output.2)) / 1000
    }
  }

  private static func seconds(_ text: String, after mark: String) -> Double? {
    text.range(of: mark).flatMap { text[$0.upperBound...].firstMatch(of: /"([0-9]+)(ms|s|m|h)"/) }
      .map { milliseconds(String($0.output.1), String($0.output.2)) / 1000 }
  }

  private static func milliseconds(_ number: String, _ unit: String) -> Double {
    (Double(number) ?? 0) * (["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000][unit] ?? 0)
  }

  private static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
