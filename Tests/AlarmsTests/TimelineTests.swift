import Foundation
import Readings
import Testing

@testable import Alarms

@Suite("Alarms over time")
struct TimelineTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Timelines")

  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".timeline") }.sorted()
  }()

  @Test("there are timelines")
  func exist() { #expect(Self.names.count >= 10) }

  @Test("a timeline holds", arguments: names)
  func holds(name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    let timeline = try Timeline(text)
    var run = try TimelineRun(timeline)
    run.play()
    for (line, expectation) in timeline.expectations {
      if let complaint = run.complaint(expectation) {
        Issue.record("\(name):\(line): \(complaint)")
      }
    }
  }

  @Test(
    "a mistake in a timeline is named with its line",
    arguments: [
      (
        "alarm a on d p: high 5\nat 1s: d p read 4",
        "line 2: at 1s: d p read 4: read where reads belongs"
      ),
      ("alarm a on d p: tall 5", "line 1: alarm a on d p: tall 5: does not know tall"),
      ("expect a asleep at 1s", "line 1: expect a asleep at 1s: asleep is no state"),
      ("expect a normal at 1", "line 1: expect a normal at 1: 1 is no duration"),
    ])
  func mistakes(text: String, message: String) {
    #expect(throws: Timeline.Mistake.self) { try Timeline(text) }
    do { _ = try Timeline(text) } catch { #expect("\(error)" == message) }
  }
}
