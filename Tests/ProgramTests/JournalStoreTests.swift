import Agent
import Alarms
import Configuration
import Foundation
import Journal
import Notification
import Readings
import Testing

@testable import hallwatch

@Suite("The journal of a starting agent")
struct JournalStoreTests {
  private let console = Console(data: { _ in }, words: { _ in })

  private func site(_ folder: URL) throws -> Site {
    let file = folder.appending(path: "site.json5")
    try """
    { site: "x", state_directory: "state",
      notify: [{ name: "pager", syslog: "/dev/log" }, { name: "new", syslog: "/dev/log" }],
      devices: [{ name: "a", profile: "eastron-sdm630", endpoint: "tcp://127.0.0.1:1", unit: 1 }] }
    """.write(to: file, atomically: true, encoding: .utf8)
    let (site, problems) = SiteFile.load(path: file.path, files: DiskSiteFiles())
    #expect(problems.map(\.description) == [])
    return try #require(site)
  }

  private func record(
    _ sequence: UInt64, _ kind: JournalRecord.Kind, _ fields: [JournalRecord.Field] = []
  ) -> JournalRecord {
    JournalRecord(
      sequence: sequence, kind: kind, time: WallTime(nanoseconds: 1_700_000_000_000_000_000),
      monotonic: .origin, fields: fields)
  }

  private func transition(_ sequence: UInt64, _ id: String, _ state: String) -> JournalRecord {
    record(
      sequence, state == "normal" ? .returned : .occurred,
      [
        .init("id", .text(id)), .init("to_state", .text(state)), .init("priority", .text("high")),
        .init("active", .flag(state != "normal")), .init("acknowledged", .flag(false)),
        .init("latched", .flag(false)), .init("activations", .count(1)),
        .init("device", .text("a")), .init("label_feed", .text("B")),
      ])
  }

  private func sent(_ sequence: UInt64, _ records: String, through: UInt64) -> JournalRecord {
    record(
      sequence, .notifySent,
      NotificationReport(
        target: "pager", delivery: 1, attempt: 1, isDelivered: true, records: records,
        through: through, detail: "", duration: .zero
      ).journalFields)
  }

  @Test("is read from its last whole checkpoint, and before that from where a target stopped")
  func history() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let site = try site(folder)
    let state = try #require(site.stateDirectory)
    let first = try JournalStore.open(site, in: state, console)
    #expect(first.resumed.lastSequence == 0)
    try first.append([
      transition(1, "old/a", "unacknowledged"), transition(2, "told/a", "unacknowledged"),
      transition(3, "late/a", "unacknowledged"), sent(4, "1-2", through: 2),
      record(5, .checkpointBegin),
      record(6, .checkpoint, transition(0, "late/a", "unacknowledged").fields),
      record(7, .checkpointEnd, [.init("begin", .count(5))]),
      transition(8, "new/a", "unacknowledged"), sent(9, "8", through: 2),
      // A checkpoint that a crash cut short does not count.
      record(10, .checkpointBegin),
    ])
    first.file.close()
    let second = try JournalStore.open(site, in: state, console)
    #expect(second.resumed.lastSequence == 10)
    #expect(second.resumed.alarms.map(\.id) == ["late/a", "new/a"])
    #expect(second.resumed.notifiedThrough == ["pager": 2])
    #expect(second.resumed.identities["new/a"]?.contains(.init("label_feed", .text("B"))) == true)
    #expect(second.notifications.untold(to: "pager").map(\.id) == ["late/a"])
    #expect(second.notifications.untold(to: "new").isEmpty)
    #expect(second.notifications.standing.map(\.id) == ["late/a", "new/a"])
    #expect(second.notifications.standing[0].labels.map(\.value) == ["B"])
    second.file.close()
  }
}
