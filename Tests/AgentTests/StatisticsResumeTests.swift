import Agent
import Alarms
import Readings
import Registers
import Testing

@Suite("The figures of the alarm system over a restart")
struct StatisticsResumeTests {
  private let hot = TestSite.hot

  /// A site whose probe goes back and forth over its limits, and people acknowledge now and then.
  private func lively(_ seed: UInt64, rounds: Int) throws -> VirtualSite {
    var random = Dice(seed)
    var site = try TestSite.hotSite()
    for round in 0..<rounds {
      let temperature = Int.random(in: 20...36, using: &random)
      site.devices[TestSite.probeLine]?[1]?.words[.inputRegister]?[1] = UInt16(temperature * 10)
      site.run(for: .seconds(Int.random(in: 1...40, using: &random)))
      switch round % 5 {
      case 1: site.ask(OperatorAct(.acknowledge(hot), user: "kim"))
      case 3: site.ask(OperatorAct(.acknowledge(hot + "_high"), user: "kim"))
      default: break
      }
    }
    return site
  }

  /// A record as it is read back.
  private func fields(_ record: JournalRecord) -> [String: JournalRecord.FieldValue] {
    var fields = Dictionary(record.fields.map { ($0.name, $0.value) }) { first, _ in first }
    fields["kind"] = .text(record.kind.rawValue)
    fields["t_recorded"] = .text(record.time.rfc3339)
    return fields
  }

  /// Starts anew from what the records say, after so long.
  private func restarted(
    _ site: VirtualSite, from records: ArraySlice<JournalRecord>, away: Duration
  ) throws -> (site: VirtualSite, wall: WallTime) {
    let wall = site.agent.clock.wallTime(at: site.now) + away
    var resumed = ResumedState(
      lastSequence: site.records.last?.sequence ?? 0,
      alarms: site.agent.alarms.snapshot(at: site.now, wall: wall + (.zero - away)), wall: wall)
    for record in records {
      if let snapshot = AlarmStatisticsSnapshot(journalFields: fields(record)) {
        resumed.statistics = snapshot
        resumed.pastEvents = []
      } else if let event = PastAlarmEvent(journalFields: fields(record)) {
        resumed.pastEvents.append(event)
      }
    }
    // The machine goes on, only the agent starts anew.
    return (
      try VirtualSite(
        TestSite.settings(), devices: site.devices, resuming: resumed,
        at: site.now + max(.zero, away)), wall
    )
  }

  @Test(
    "go on from the last checkpoint and from what happened after it, to the last count",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func goesOn(seed: UInt64) throws {
    var first = try lively(seed, rounds: 40)
    // All that an agent does at its start says how the figures stand, so make one of it midway.
    let middle = first.records.count
    let snapshot = first.agent.alarms.statisticsSnapshot(
      at: first.now, wall: first.agent.clock.wallTime(at: first.now))
    let record = JournalRecord(
      sequence: 0, kind: .statistics, time: first.agent.clock.wallTime(at: first.now),
      monotonic: first.now, fields: snapshot.journalFields)
    #expect(AlarmStatisticsSnapshot(journalFields: fields(record)) == snapshot.rounded)
    for round in 0..<20 {
      first.devices[TestSite.probeLine]?[1]?.words[.inputRegister]?[1] = round % 2 == 0 ? 330 : 200
      first.run(for: .seconds(7))
      if round % 3 == 0 { first.ask(OperatorAct(.acknowledge(hot), user: "kim")) }
    }
    let (second, _) = try restarted(
      first, from: [record] + first.records[middle...], away: .milliseconds(1))
    let (before, after) = (first.agent.alarms.statistics, second.agent.alarms.statistics)
    for priority in AlarmPriority.allCases {
      #expect(after.annunciations(priority) == before.annunciations(priority))
      #expect(after.acknowledgements(priority) == before.acknowledgements(priority))
      #expect(
        abs(after.acknowledgeSeconds(priority) - before.acknowledgeSeconds(priority)) < 0.1)
    }
    #expect(before.annunciations(.high) > 20)
    #expect(after.missedCount == before.missedCount)
    #expect(after.hastyAcknowledgements == before.hastyAcknowledgements)
    #expect(after.chatterDetections == before.chatterDetections)
    #expect(after.occurrenceCount == before.occurrenceCount)
    #expect(after.topOffenders(3).map(\.alarm) == before.topOffenders(3).map(\.alarm))
    #expect(abs(after.peakOfTenMinutes - before.peakOfTenMinutes) <= 1)
    let day = AlarmStatistics.Window.day
    #expect(
      after.annunciations(inLast: day, at: second.now)
        == before.annunciations(inLast: day, at: first.now))
    #expect(second.agent.alarms.flood.floodCount == first.agent.alarms.flood.floodCount)
    #expect(second.agent.alarms.flood.total == first.agent.alarms.flood.total)
    #expect(second.agent.alarms.flood.isActive == first.agent.alarms.flood.isActive)
  }

  @Test("the agent itself says them with each checkpoint, and a start has one")
  func recorded() throws {
    let first = try lively(3, rounds: 10)
    let (second, wall) = try restarted(first, from: first.records[...], away: .seconds(60))
    let record = try #require(second.records.first { $0.kind == .statistics })
    let snapshot = try #require(AlarmStatisticsSnapshot(journalFields: fields(record)))
    #expect(
      snapshot.annunciations.first == first.agent.alarms.statistics.annunciations(.critical)
        && snapshot.annunciations[1] == first.agent.alarms.statistics.annunciations(.high))
    // Counting began with the first thing that happened, and not with this start.
    #expect(snapshot.since == first.records.first { $0.kind == .occurred }?.time)
    #expect(snapshot.since < wall)
  }

  @Test("a day later the last day is empty, and the sums are not")
  func dayLater() throws {
    let first = try lively(3, rounds: 10)
    let (second, _) = try restarted(first, from: first.records[...], away: .seconds(86_400))
    let statistics = second.agent.alarms.statistics
    #expect(statistics.annunciations(inLast: .day, at: second.now) == 0)
    #expect(
      statistics.annunciations(.high) == first.agent.alarms.statistics.annunciations(.high))
    #expect(!second.agent.alarms.flood.isActive)
  }

  @Test("an alarm that stood over the restart is acknowledged after all the time it stood")
  func acknowledgedLater() throws {
    let first = try TestSite.hotSite()
    var (second, _) = try restarted(first, from: first.records[...], away: .seconds(0))
    // The virtual clock of the second run began where the first one's did.
    second.run(for: .seconds(20))
    second.ask(OperatorAct(.acknowledge(hot), user: "kim"))
    let seconds = second.agent.alarms.statistics.acknowledgeSeconds(.high)
    #expect(seconds > 20 && seconds < 23, "\(seconds)")
  }

  @Test("a clock that was set back makes no figures of the future")
  func setBack() throws {
    let first = try lively(5, rounds: 20)
    var (second, _) = try restarted(first, from: first.records[...], away: .seconds(-7200))
    second.run(for: .seconds(2))
    let statistics = second.agent.alarms.statistics
    #expect(
      statistics.annunciations(.high) >= first.agent.alarms.statistics.annunciations(.high))
    #expect(second.agent.alarms.flood.duration(at: second.now) >= .zero)
  }
}

extension AlarmStatisticsSnapshot {
  /// As a record holds it: times to the millisecond.
  fileprivate var rounded: AlarmStatisticsSnapshot {
    func rounded(_ time: WallTime) -> WallTime { WallTime(rfc3339: time.rfc3339) ?? time }
    var snapshot = self
    snapshot.since = rounded(since)
    snapshot.takenAt = rounded(takenAt)
    snapshot.open = open.map { .init(id: $0.id, since: rounded($0.since)) }
    snapshot.flood.startedAt = flood.startedAt.map(rounded)
    snapshot.flood.recent = flood.recent.map(rounded)
    return snapshot
  }
}

/// A small generator of numbers that depend on the seed alone.
private struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
