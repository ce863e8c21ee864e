import Agent
import Foundation
import Journal
import Polling
import Readings
import Registers
import Testing

@testable import hallwatch

private func run(_ words: String...) -> CommandRun { CommandRun(words) }

@Suite("hallwatch check")
struct CheckCommandTests {
  /// A folder of its own with these files; gives its path.
  private func folder(_ files: [String: String]) throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("hallwatch-check-\(UUID().uuidString)")
    for (name, text) in files {
      let file = path.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return path.path
  }

  @Test("explains a good site, its alarms and its plan")
  func good() throws {
    let path = try folder([
      "site.json5": """
      { site: "x", include: ["d/*.json5"], alarms: [
        { name: "hot", on: { quantity: "air_temperature_celsius" }, high: 27, low: 15, deadband: 1, on_delay: "60s", priority: "high", consequence: "c", response: "r" }] }
      """,
      "d/2.json5": """
      { devices: [{ name: "b", endpoint: "rtu:/dev/ttyS0", unit: 2, profile: "generic-xy-md02-sht20" }] }
      """,
      "d/1.json5": """
      { devices: [{ name: "a", endpoint: "rtu:/dev/ttyS0", unit: 1, profile: "generic-xy-md02-sht20" }] }
      """,
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = run("check", path + "/site.json5", "--plan")
    #expect(run.code == .done)
    #expect(run.words == "")
    #expect(run.data.hasPrefix("site x: 2 devices on 1 line, "))
    // Included files come in the order of their names.
    let a = try #require(run.data.range(of: "  a: generic-xy-md02-sht20, unit 1, every 5s"))
    let b = try #require(run.data.range(of: "  b: generic-xy-md02-sht20, unit 2, every 5s"))
    #expect(a.lowerBound < b.lowerBound)
    #expect(
      run.data.contains(
        "alarm hot (high) comes when air_temperature_celsius is below 15 (low) or above 27 (high) "
          + "for 1m, and goes when it is back by 1; it watches 2 points: a/"))
    #expect(run.data.contains("plan of rtu:/dev/ttyS0: busy "))
    #expect(run.data.contains("1 dead unit: the others wait 4"))
    #expect(run.data.contains("; all its devices could be read every "))
  }

  @Test("says of a rule that changes one of hallwatch's own what it takes over, and from where")
  func inheritance() throws {
    let path = try folder([
      "site.json5": """
      { site: "x", devices: [{ name: "a", endpoint: "tcp://h", profile: "apc-smart-ups" }],
        alarms: [{ name: "battery_charge", low_low: null, on_delay: "30s", cause: null }] }
      """
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = run("check", path + "/site.json5")
    #expect(run.code == .done, "\(run.words)")
    #expect(
      run.data.contains(
        "\n    of hallwatch's own battery_charge it takes over on, low 0.9, deadband 0.05, "
          + "off_delay 10s, priority medium, consequence, response, time_to_respond 15m; "
          + "not low_low, cause\n"), "\(run.data)")
  }

  @Test("the plan says what a dead unit behind a gateway costs the others")
  func deadUnit() throws {
    let devices = (1...3).map { unit in
      "{ name: \"m\(unit)\", endpoint: \"tcp://gw\", unit: \(unit), profile: \"eastron-sdm630\" },"
    }
    let path = try folder([
      "fast.json5": "{ site: \"x\", poll: { interval: \"1s\" }, devices: [\(devices.joined())] }",
      "slow.json5": "{ site: \"x\", poll: { interval: \"10s\" }, devices: [\(devices.joined())] }",
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fast = run("check", path + "/fast.json5", "--plan").data
    #expect(
      fast.contains(
        "1 dead unit: the others wait 2200 ms in all in the first 2 cycles, then 1100 ms at each probe"
      ))
    #expect(fast.contains("2 dead units: the others wait 4400 ms in all"))
    #expect(fast.contains("devices polled every 1s miss a cycle at each probe"))
    let slow = run("check", path + "/slow.json5", "--plan").data
    #expect(slow.contains("no other device misses a cycle"))
  }

  @Test("warns of a line that cannot hold its intervals, with how much too short they are")
  func tooBusy() throws {
    let devices = (1...20).map { unit in
      "{ name: \"p\(unit)\", endpoint: \"rtu:/dev/ttyS0?baud=1200\", unit: \(unit), "
        + "profile: \"generic-xy-md02-sht20\" },"
    }
    let path = try folder([
      "site.json5": "{ site: \"x\", poll: { interval: \"1s\" }, devices: [\(devices.joined())] }"
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = run("check", path + "/site.json5", "--plan")
    #expect(run.code == .done)
    #expect(run.data.contains(" TOO BUSY: cycles will be late"))
    #expect(run.words.contains("warning: rtu:/dev/ttyS0?baud=1200: its devices need "))
    #expect(run.words.contains(" of the time and cannot hold their intervals; make the intervals "))
  }

  @Test("warns of a site without devices")
  func empty() throws {
    let path = try folder(["site.json5": "{ site: \"x\" }"])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let run = run("check", path + "/site.json5")
    #expect(run.code == .done)
    #expect(run.words.contains("warning: the site has no device: nothing is polled"))
  }

  @Test("the plan leaves out what the agent of the site has learned that a device refuses")
  func learned() throws {
    let path = try folder([
      "site.json5": """
      { site: "x", state_directory: "STATE", devices: [
        { name: "m", endpoint: "tcp://h", unit: 1, profile: "eastron-sdm630" }] }
      """
    ])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = path + "/site.json5"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacingOccurrences(of: "STATE", with: path + "/state")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let first = run("check", file, "--plan")
    #expect(first.words.contains("no journal to learn from in "))
    #expect(!first.data.contains("learned:"))

    try FileManager.default.createDirectory(
      atPath: path + "/state", withIntermediateDirectories: true)
    let (journal, _) = try JournalFile.open(directory: path + "/state/journal")
    let snapshot = LearnedSnapshot(
      device: "m", profile: "eastron-sdm630",
      lessons: [.init(.maximum(.inputRegister, 10), findings: 2)])
    let record = JournalRecord(
      sequence: 1, kind: .learnedLimits, time: WallTime(nanoseconds: 0), monotonic: .origin,
      fields: snapshot.journalFields)
    _ = try journal.append([record.json])
    journal.close()
    let second = run("check", file, "--plan")
    #expect(
      second.data.contains(
        "learned: gives at most 10 of table input at once, found 2 times; it is tried again"))
    // Requests of ten registers instead of eighty.
    #expect(second.data.count > first.data.count + 200)
  }

  @Test("prints every mistake to standard error and ends with 2")
  func bad() throws {
    let path = try folder(["site.json5": "{ site: 5,\n  devises: [] }"])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = path + "/site.json5"
    let run = run("check", file)
    #expect(run.code == .invalid)
    #expect(run.data == "")
    #expect(
      run.words == """
        error: \(file):1:9: site: expected a text in quotes, found the number 5
        error: \(file):2:3: devises: unknown key; did you mean `devices`?
        \(file): 2 mistakes

        """)
  }

  @Test("says which file cannot be read, and why")
  func unreadable() throws {
    let path = try folder(["a.json5": "{ site: \"x\", include: [\"d\"] }", "d/x": ""])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let missing = run("check", path + "/none.json5")
    #expect(missing.code == .invalid)
    #expect(missing.words.contains("cannot read \(path)/none.json5: No such file or directory"))
    #expect(run("check", path + "/a.json5").words.contains("cannot read \(path)/d: it is a folder"))
  }

  @Test("bad usage ends with 2 and points to the help, which teaches by example")
  func usage() {
    let bad = run("check")
    #expect(bad.code == .invalid)
    #expect(
      bad.words == """
        error: SITE is missing: the site file (JSON5)
        Try: hallwatch check --help

        """)
    let help = run("check", "--help")
    #expect(help.code == .done)
    #expect(
      help.data.contains("Usage: hallwatch check SITE [--alarms] [--against RUNNING] [--plan]"))
    #expect(help.data.contains("  hallwatch check site.json5 --plan\n"))
    #expect(run("chekc").words.contains("did you mean `check`?"))
    #expect(run("--version").data.hasPrefix("hallwatch "))
    #expect(run().code == .invalid)
  }
}
