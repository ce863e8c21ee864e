import Foundation
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
    #expect(run.data.contains("one dead unit: delays the others by 1s"))
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
    #expect(fast.contains("one dead unit: delays the others by 1100ms"))
    #expect(fast.contains("(devices polled every 1s miss cycles then)"))
    let slow = run("check", path + "/slow.json5", "--plan").data
    #expect(slow.contains("(no other device misses a cycle)"))
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
    #expect(help.data.contains("Usage: hallwatch check SITE [--alarms] [--plan]"))
    #expect(help.data.contains("  hallwatch check site.json5 --plan\n"))
    #expect(run("chekc").words.contains("did you mean `check`?"))
    #expect(run("--version").data.hasPrefix("hallwatch "))
    #expect(run().code == .invalid)
  }
}
