import Foundation
import Readings
import Testing

@testable import hallwatch

@Suite("The log")
struct EventLogTests {
  private func line(_ format: EventLog.Format, _ text: String, _ value: String = "ups-a") -> String
  {
    EventLog.line(
      format, .warning, "alarm_occurred", [("device", value)], text, time: "2026-11-26T05:00:00Z")
  }

  @Test("is pairs that a reader takes back, one line for each event")
  func pairs() {
    #expect(
      line(.keyvalue, "on battery")
        == "time=2026-11-26T05:00:00Z level=warning event=alarm_occurred device=ups-a "
        + "text=\"on battery\"")
    #expect(line(.keyvalue, "x", "a \"b\"=\\c\u{7}").contains(#"device="a \"b\"=\\c\x07""#))
    #expect(line(.keyvalue, "", "").contains("device=\"\" text=\"\""))
    #expect(line(.keyvalue, "one\ntwo").hasSuffix("text=\"one; two\""))
    #expect(line(.text, "one\ntwo") == "one; two")
  }

  @Test("is one object a line in JSON")
  func json() throws {
    let text = line(.json, "a \"b\"\nc", "ü\u{1}")
    #expect(!text.contains("\n"))
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
    #expect(object?["device"] == "ü\u{1}")
    #expect(object?["level"] == "warning")
    #expect(object?["text"] == "a \"b\"; c")
  }

  @Test("says ten of a kind in a minute, and then how many more there were")
  func repeats() {
    var limiter = LogLimiter()
    let start = Instant(nanoseconds: 5_000_000_000)
    var shown = 0
    for turn in 0..<100 {
      if limiter.admit("door", at: start + .milliseconds(turn * 100)).isShown { shown += 1 }
    }
    #expect(shown == 10)
    // Another thing is not held back by it.
    #expect(limiter.admit("leak", at: start).isShown)
    #expect(limiter.takeHeld(at: start + .seconds(59)).isEmpty)
    let next = limiter.admit("door", at: start + .seconds(61))
    #expect(next.isShown && next.held == 90)
    for _ in 0..<20 { _ = limiter.admit("door", at: start + .seconds(62)) }
    #expect(
      limiter.takeHeld(at: start + .seconds(200)).map { "\($0.kind) \($0.count)" } == ["door 11"])
    #expect(limiter.takeHeld(at: start + .seconds(300)).isEmpty)
  }

  @Test("bears priorities only where standard error is the journal's own stream")
  func journalStream() {
    var status = stat()
    #expect(fstat(1, &status) == 0)
    let own = "\(status.st_dev):\(status.st_ino)"
    #expect(EventLog.isJournal(stream: own, descriptor: 1))
    for other in [nil, "", "1", "a:b", "\(status.st_dev):\(status.st_ino + 1)"] as [String?] {
      #expect(!EventLog.isJournal(stream: other, descriptor: 1))
    }
  }
}
