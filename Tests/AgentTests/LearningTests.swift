import Agent
import Polling
import Readings
import Registers
import Testing

@Suite("What was learned of a device")
struct LearningTests {
  private func site(resuming: ResumedState = ResumedState()) throws -> VirtualSite {
    // The probe lacks the humidity.
    try VirtualSite(
      TestSite.settings(),
      devices: [
        TestSite.probeLine: [1: .init(words: [.inputRegister: [1: 245]])],
        TestSite.upsLine: [1: .init(words: [.holdingRegister: [0: 2, 10: 77]])],
      ], resuming: resuming)
  }

  private func learned(_ site: VirtualSite) -> [JournalRecord] {
    site.records.filter { $0.kind == .learnedLimits }
  }

  private func snapshot(_ record: JournalRecord) -> LearnedSnapshot? {
    var fields: [String: JournalRecord.FieldValue] = ["kind": .text(record.kind.rawValue)]
    for field in record.fields { fields[field.name] = field.value }
    return LearnedSnapshot(journalFields: fields)
  }

  @Test("is on record once, and again when it is forgotten")
  func recorded() throws {
    var site = try site()
    site.run(for: .seconds(50))
    #expect(learned(site).count == 1)
    let snapshot = try #require(self.snapshot(learned(site)[0]))
    #expect(snapshot.device == "probe-1" && snapshot.profile == "probe")
    let humidity = try #require(RegisterSpan(table: .inputRegister, start: 2, count: 1))
    #expect(
      snapshot.lessons
        == [.init(.refused(humidity, .illegalDataAddress), findings: 1)])
    // Found again after its probation, which is not news.
    site.run(for: .seconds(100))
    #expect(learned(site).count == 1)
    site.devices[TestSite.probeLine]?[1] = TestSite.probeWords()
    site.run(for: .seconds(300))
    #expect(learned(site).count == 2)
    #expect(self.snapshot(learned(site)[1])?.lessons == [])
  }

  @Test("holds after a restart: the device is not searched through again")
  func restart() throws {
    var first = try site()
    first.run(for: .seconds(10))
    let snapshot = try #require(learned(first).first.flatMap { self.snapshot($0) })
    let searching = first.requests.filter { $0.line == TestSite.probeLine }.count
    var second = try site(resuming: ResumedState(lastSequence: 9, learned: [snapshot]))
    second.run(for: .seconds(10))
    let requests = second.requests.filter { $0.line == TestSite.probeLine }
    #expect(requests.allSatisfy { $0.request.span.start == 1 && $0.request.span.count == 1 })
    #expect(requests.count < searching)
    // Said again once, in the checkpoint of the start.
    #expect(learned(second).count == 1)
    // What is not asked for says why it has no value.
    let samples = try second.exposition()
    let refused = #"hallwatch_device_points{device="probe-1",quality="bad"}"#
    #expect(samples[refused] == 1)
    #expect(second.agent.poller.learnedLimits(of: TestSite.probe)?.entries.count == 1)
    // It is put to the test, and forgotten when the device has it.
    second.devices[TestSite.probeLine]?[1] = TestSite.probeWords()
    second.run(for: .seconds(60))
    #expect(second.agent.poller.learnedLimits(of: TestSite.probe) == nil)
    #expect(learned(second).count == 2)
  }

  @Test("is of no use for a device of another family, or registers that are not read any more")
  func strangers() throws {
    let span = try #require(RegisterSpan(table: .inputRegister, start: 2, count: 1))
    let other = try #require(RegisterSpan(table: .inputRegister, start: 900, count: 1))
    for snapshot in [
      LearnedSnapshot(
        device: "probe-1", profile: "another",
        lessons: [.init(.refused(span, .illegalDataAddress), findings: 1)]),
      LearnedSnapshot(
        device: "probe-1", profile: "probe",
        lessons: [.init(.refused(other, .illegalDataAddress), findings: 1)]),
      LearnedSnapshot(
        device: "gone", profile: "probe",
        lessons: [.init(.maximum(.holdingRegister, 10), findings: 1)]),
    ] {
      let site = try site(resuming: ResumedState(learned: [snapshot]))
      #expect(site.agent.poller.learnedLimits(of: TestSite.probe) == nil)
    }
  }

  @Test("comes back from a record as it went in, whatever it is")
  func roundTrip() throws {
    let span = try #require(RegisterSpan(table: .coil, start: 65_535, count: 1))
    let long = try #require(RegisterSpan(table: .holdingRegister, start: 0, count: 125))
    let snapshot = LearnedSnapshot(
      device: "a; b", profile: "p",
      lessons: [
        .init(.refused(span, .illegalDataValue), findings: 7), .init(.hole(long), findings: 1),
        .init(.maximum(.discreteInput, 2000), findings: 2), .init(.silent(span), findings: 3),
      ])
    let record = JournalRecord(
      sequence: 1, kind: .learnedLimits, time: WallTime(nanoseconds: 0), monotonic: .origin,
      fields: snapshot.journalFields)
    #expect(self.snapshot(record) == snapshot)
    let damaged: [String: JournalRecord.FieldValue] = [
      "kind": .text("learned_limits"), "device": .text("d"), "profile": .text("p"),
      "limits": .text(
        "maximum coil 9999 found 1; refused holding 1 found 1; hole coil 3+4 found 1;"),
    ]
    let kept = try #require(LearnedSnapshot(journalFields: damaged))
    #expect(kept.lessons.count == 1)
  }
}
