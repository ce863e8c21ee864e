import Configuration
import DeviceProfiles
import Foundation
import Registers
import Testing

@testable import hallwatch

@Suite("hallwatch profiles")
struct ProfilesCommandTests {
  private func run(_ words: String...) -> CommandRun { CommandRun(["profiles"] + words) }

  /// A folder of its own with these files; gives its path.
  private func folder(_ files: [String: String]) throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("hallwatch-profiles-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    for (name, text) in files {
      try Data(text.utf8).write(to: path.appendingPathComponent(name))
    }
    return path.path
  }

  private let probe = """
    { profile: "probe", class: "environment", title: "Probe",
      points: [{ point: "t", table: "input", address: 1, type: "i16", scale: 0.1 }] }
    """

  private func capture(_ celsius: Double) -> String {
    """
    { profile: "probe", captures: [{ name: "room",
      answers: [{ table: "input", address: 1, words: [0x0131] }], readings: { t: \(celsius) } }] }
    """
  }

  @Test("list prints a line for each family on standard output")
  func list() {
    let outcome = run("list")
    #expect(outcome.code == .done)
    #expect(outcome.words == "")
    let lines = outcome.data.split(separator: "\n")
    #expect(lines.count >= 10)
    #expect(lines[0].hasPrefix("NAME"))
    #expect(lines.contains { $0.hasPrefix("deepsea-gencomm ") && $0.contains(" generator ") })
  }

  @Test("list --json and show --json are JSON")
  func json() throws {
    let list = try JSONSerialization.jsonObject(with: Data(run("list", "--json").data.utf8))
    #expect((list as? [[String: Any]])?.count ?? 0 >= 9)
    let shown = try JSONSerialization.jsonObject(
      with: Data(run("show", "rle-seahawk-ld2100", "--json").data.utf8))
    let points = (shown as? [String: Any])?["points"] as? [[String: Any]]
    #expect(points?.count == 29)
    #expect(points?.first?["point"] as? String == "leak_status")
  }

  @Test("show prints every register with its series")
  func show() {
    let outcome = run("show", "generic-xy-md02-sht20")
    #expect(outcome.code == .done)
    #expect(
      outcome.data.contains(
        "\ninput 1      i16   air_temperature         × 0.1 celsius\n    air_temperature_celsius\n")
    )
    #expect(outcome.data.contains("e-tinkers/Modbus-RTU SHT20 (bench-tested frames)"))
  }

  @Test("the vocabulary page of the documentation is what the program prints")
  func vocabularyPage() throws {
    let page = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/hallwatch/Hallwatch.docc/Vocabulary.md")
    let written = try String(contentsOf: page, encoding: .utf8)
    let printed = run("vocabulary").data
    #expect(
      written == printed,
      "write it anew: hallwatch profiles vocabulary > \(page.lastPathComponent)")
  }

  @Test("schema prints JSON that names every quantity")
  func schema() throws {
    let outcome = run("schema")
    #expect(outcome.code == .done)
    let schema = try JSONSerialization.jsonObject(with: Data(outcome.data.utf8))
    #expect((schema as? [String: Any])?["$defs"] != nil)
    #expect(Quantity.vocabulary.allSatisfy { outcome.data.contains("\"\($0.name)\"") })
  }

  @Test("tables end within 80 columns", arguments: ProfileCatalogue.load().map(\.name))
  func widths(name: String) {
    for outcome in [run("list"), run("show", name)] {
      let long = outcome.data.split(separator: "\n").filter { $0.count > 80 }
      #expect(long == [], "\(name)")
    }
  }

  @Test("import makes a draft that loads of a vendor's sheet, and says what it assumed")
  func importSheet() throws {
    let sheet = """
      Register;Description;Data Type;Scaling;R/W
      40001;Voltage L1;UINT16;0,1 V;R
      40002-40003;Active Power;INT32 (CDAB);1 W;R/W
      40010;Reset;UINT16;;W
      30005;Frequency;U16;0.01 Hz;RO
      40020;"Status; of all";Bitfield;;R
      """
    let path = try folder(["meter.csv": sheet])
    let outcome = run("import", "\(path)/meter.csv")
    #expect(outcome.code == .partlyDone)
    #expect(outcome.words.contains("left out: line 4: can only be written; nothing here writes"))
    #expect(outcome.words.contains("40001 is address 0 of holding"))
    let (profile, problems) = ProfileFile.read(outcome.data, file: "meter.json5")
    #expect(problems.map(\.description) == [])
    let points = try #require(profile).points
    #expect(points.map(\.name) == ["voltage_l1", "active_power", "frequency", "status_of_all"])
    #expect(points.map(\.address) == [0, 1, 4, 19])
    #expect(points.map(\.table.name) == ["holding", "holding", "input", "holding"])
    #expect(points[0].meaning == .number(Scaling(scale: 0.1)))
    #expect(points[0].unit == "volts")
    #expect(points[1].encoding == RegisterEncoding(.i32, wordOrder: .little))
    #expect(points[2].series.map(\.text) == ["electric_frequency_hertz{side=load}"])
  }

  @Test("test runs the captures of the whole catalogue")
  func testCatalogue() {
    let outcome = run("test")
    #expect(outcome.code == .done)
    #expect(outcome.words == "")
    let lines = outcome.data.split(separator: "\n")
    #expect(lines.count >= 9)
    #expect(lines.allSatisfy { $0.hasPrefix("ok   ") })
  }

  @Test("a file of one's own is tested with the capture beside it")
  func testFile() throws {
    let path = try folder(["probe.json5": probe, "probe.capture.json5": capture(30.5)])
    let outcome = run("test", "\(path)/probe.json5")
    #expect(outcome.code == .done)
    #expect(outcome.data == "ok   probe: 1 point, 1 capture\n")
  }

  @Test("a capture that differs is told and ends in 1")
  func testDifferent() throws {
    let path = try folder(["probe.json5": probe, "probe.capture.json5": capture(305)])
    let outcome = run("test", "\(path)/probe.json5")
    #expect(outcome.code == .failed)
    #expect(outcome.data == "FAIL probe room: t reads 30.5, expected 305.0\n")
  }

  @Test("a valid file without a capture ends in 3, an invalid one in 2 with file and line")
  func testIncomplete() throws {
    let path = try folder(["probe.json5": probe, "bad.json5": "{ profile: \"bad\" }"])
    #expect(run("test", "\(path)/probe.json5").code == .partlyDone)
    let bad = run("test", "\(path)/bad.json5")
    #expect(bad.code == .invalid)
    #expect(bad.words.contains("bad.json5:1:1: `class` is missing; add `class: \"meter\"`"))
  }

  @Test(
    "what cannot be understood says why and ends in 2",
    arguments: [
      ([], "ACTION is missing: list, show, test, import, schema or vocabulary"),
      (["lst"], "unknown action lst; did you mean `list`?"),
      (["list", "x"], "unexpected `x`; profiles list takes no name"),
      (["show"], "NAME is missing: profiles show eastron-sdm630"),
      (["show", "eastron-sdm360"], "no profile eastron-sdm360 in the catalogue; did you mean"),
      (["show", "./nowhere.json5"], "./nowhere.json5: No such file or directory"),
      (["test", "--json"], "profiles test has no --json"),
      (["import"], "FILE is missing: profiles import meter.csv"),
      (["import", "./nowhere.csv"], "./nowhere.csv: No such file or directory"),
    ] as [([String], String)])
  func refuses(words: [String], expected: String) {
    let run = CommandRun(["profiles"] + words)
    #expect(run.code == .invalid)
    #expect(run.words.contains(expected), "\(run.words)")
    #expect(run.data == "")
  }
}
