import Agent
import Alarms
import Configuration
import Polling
import Readings
import Registers
import Testing

@Suite struct JournalHistoryTests {
  private let wall = WallTime(nanoseconds: 1_665_814_740_000_000_000)

  private func record(_ sequence: UInt64, _ snapshot: AlarmSnapshot) -> JournalRecord {
    JournalRecord(
      sequence: sequence, kind: .occurred, time: wall, monotonic: Instant(nanoseconds: 5),
      fields: [
        .init("id", .text(snapshot.id)), .init("priority", .text(snapshot.priority.rawValue)),
      ] + snapshot.journalFields)
  }

  @Test("the last record of each alarm is what it resumes from")
  func lastRecordWins() {
    let active = AlarmSnapshot(
      id: "fire/panel",
      facts: AlarmFacts(
        condition: .active, isAcknowledged: false, isLatched: true, suppression: [], quality: .bad),
      priority: .critical, activations: 3, activeSince: wall, shelving: nil)
    var acknowledged = active
    acknowledged.facts.isAcknowledged = true
    let shelved = AlarmSnapshot(
      id: "hot/probe",
      facts: AlarmFacts(
        condition: .normal, isAcknowledged: true, isLatched: false,
        suppression: [.shelved, .outOfService], quality: .bad),
      priority: .low, activations: 1, activeSince: nil,
      shelving: .init(until: wall + .seconds(3600), user: "kim", reason: "probe \"7\" replaced"))
    var history = JournalHistory()
    for (index, snapshot) in [active, shelved, acknowledged].enumerated() {
      history.take(record(UInt64(index + 1), snapshot).json)
    }
    let resumed = history.resumed(at: wall)
    #expect(resumed.lastSequence == 3)
    #expect(resumed.alarms == [acknowledged, shelved])
  }

  @Test("a record outside the time that is asked for is told by its beginning")
  func byTime() throws {
    let json = record(
      7,
      AlarmSnapshot(
        id: "a", facts: AlarmFacts(), priority: .low, activations: 0, activeSince: nil,
        shelving: nil)
    ).json
    let event = try #require(RecordedEvent(json))
    for (since, until) in [
      (nil, nil), (wall, nil), (wall + .seconds(1), nil), (nil, wall), (nil, wall + .seconds(1)),
    ] as [(WallTime?, WallTime?)] {
      let filter = JournalFilter(since: since, until: until)
      #expect(filter.mayAdmit(json) == filter.admits(event))
    }
    // What cannot be told so is looked at.
    #expect(JournalFilter(since: wall).mayAdmit(Array("{}".utf8)))
  }

  @Test("figures go on from where they were last recorded, with what happened after that")
  func statistics() {
    func event(_ sequence: UInt64, _ id: String) -> JournalRecord {
      JournalRecord(
        sequence: sequence, kind: .communicationLost, time: wall,
        monotonic: Instant(nanoseconds: 5),
        fields: [
          .init("id", .text(id)), .init("priority", .text("high")),
          .init("from_state", .text("normal")), .init("to_state", .text("unacknowledged")),
        ])
    }
    let figures = AlarmStatisticsSnapshot(
      since: wall, takenAt: wall + .seconds(60), annunciations: [1, 2, 3, 4, 0],
      acknowledgements: [0, 1], acknowledgeSeconds: [0.5, 12], chatterDetections: 1,
      fleetingDetections: 2, missed: 3, hastyAcknowledgements: 4, peakOfTenMinutes: 5,
      minutes: [.init(age: 0, count: 2), .init(age: 70, count: 1)],
      open: [.init(id: "room_loss/a b", since: wall), .init(id: "c/d", since: wall)],
      flood: .init(
        startedAt: wall, count: 11, lastCount: 3, floods: 1, total: 20, pastSeconds: 0.25,
        recent: [wall, wall + .seconds(1)]))
    let records = [
      event(1, "before"),
      JournalRecord(
        sequence: 2, kind: .statistics, time: wall, monotonic: Instant(nanoseconds: 6),
        fields: figures.journalFields), event(3, "after"),
    ]
    var history = JournalHistory()
    for record in records { history.take(record.json) }
    let resumed = history.resumed(at: wall)
    #expect(resumed.statistics == figures)
    #expect(resumed.pastEvents.map(\.id) == ["after"])
    #expect(resumed.pastEvents.first?.kind == .occurred)
  }

  @Test("the last record of what a device refuses is what it resumes from, unless it says nothing")
  func learned() throws {
    let span = try #require(RegisterSpan(table: .holdingRegister, start: 5, count: 2))
    func snapshot(_ device: String, _ findings: [Int]) -> LearnedSnapshot {
      LearnedSnapshot(
        device: device, profile: "p",
        lessons: findings.map { .init(.refused(span, .illegalDataAddress), findings: $0) })
    }
    var history = JournalHistory()
    for (index, snapshot) in [
      snapshot("b", [1]), snapshot("a", [1]), snapshot("a", []), snapshot("b", [4]),
    ].enumerated() {
      history.take(
        JournalRecord(
          sequence: UInt64(index + 1), kind: .learnedLimits, time: wall,
          monotonic: Instant(nanoseconds: 5), fields: snapshot.journalFields
        ).json)
    }
    #expect(history.resumed(at: wall).learned == [snapshot("b", [4])])
    #expect(history.resumed(at: wall).alarms.isEmpty)
  }

  @Test("damaged and foreign lines are passed over")
  func damage() {
    var history = JournalHistory()
    history.take(Array("{\"seq\":7,\"kind\":\"agent_start\"}".utf8))
    history.take(Array("{\"seq\":8,\"kin".utf8))
    #expect(history.resumed(at: wall).lastSequence == 7)
    #expect(history.resumed(at: wall).alarms.isEmpty)
  }
}
