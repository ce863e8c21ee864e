import Agent
import Alarms
import Plant
import Readings
import Testing

@testable import Simulation

@Suite("The report of a drill")
struct DrillReportTests {
  @Test("what a rule of the site hides was told to nobody, and is not in the report")
  func hidden() throws {
    // The engine stands: its oil has no pressure, and the alarm of that is suppressed.
    let run = try DemoHall.quiet(
      for: .seconds(30),
      expecting: Scenario.Expectation(
        alarm: "engine_oil_pressure", device: "gen-1", limit: nil, change: .active, priority: nil,
        after: .zero, within: .seconds(30)))
    let oil = run.simulation.moments.filter { $0.alarm == "engine_oil_pressure" }
    #expect(oil.contains { $0.kind == .occurred && $0.state == .suppressed })
    let report = try DrillReport(DrillRecord(run), settings: DemoHall.settings(), seed: 1)
    #expect(report.occurrences.isEmpty && report.firstOut.isEmpty && report.standing.isEmpty)
    #expect(run.failures.count == 1, "\(run.failures)")
    #expect(!run.scenario.expectations[0].isMet(by: DrillRecord(run).moments))
  }

  @Test("what comes out of hiding is told when it does")
  func outOfHiding() {
    let definition = AlarmDefinition(
      id: "oil/gen-1", name: "oil", device: nil, deviceName: "gen-1", point: nil, pointName: "",
      condition: .verdict, priority: .high)
    func comesIntoView(
      _ kind: AlarmTransition.Kind, _ from: AlarmState, _ to: AlarmState
    ) -> Bool {
      AlarmMoment(
        AlarmTransition(
          alarm: AlarmIndex(rawValue: 0), kind: kind, from: from, to: to, value: nil, at: .origin,
          occurrence: 1, priority: .high, quality: .good),
        of: definition, at: .zero
      ).comesIntoView
    }
    #expect(comesIntoView(.occurred, .normal, .unacknowledged))
    #expect(!comesIntoView(.occurred, .suppressed, .suppressed))
    #expect(comesIntoView(.unsuppressed, .suppressed, .unacknowledged))
    #expect(!comesIntoView(.unsuppressed, .suppressed, .normal))
    #expect(!comesIntoView(.acknowledged, .unacknowledged, .acknowledged))
  }

  @Test("trouble that begins again while its alarm still stands has been told of")
  func standing() {
    func moment(
      _ seconds: Int, _ device: String, _ kind: AlarmTransition.Kind, _ state: AlarmState
    ) -> AlarmMoment {
      AlarmMoment(
        AlarmTransition(
          alarm: AlarmIndex(rawValue: 0), kind: kind, from: .normal, to: state, value: nil,
          at: .origin, occurrence: 1, priority: .high, quality: .good),
        of: AlarmDefinition(
          id: "hot/\(device)", name: "hot", device: nil, deviceName: device, point: nil,
          pointName: "", condition: .verdict, priority: .high), at: .seconds(seconds))
    }
    let moments = [
      moment(10, "cold-1", .occurred, .unacknowledged),
      moment(20, "cold-2", .occurred, .unacknowledged),
      moment(30, "cold-1", .acknowledged, .acknowledged),
      moment(50, "cold-1", .returned, .normal),
      moment(60, "cold-3", .occurred, .suppressed),
    ]
    func device(at seconds: Int, of devices: [String]) -> String? {
      DrillReport.standing(at: .seconds(seconds), moments, of: devices)?.device
    }
    #expect(device(at: 9, of: ["cold-1", "cold-2"]) == nil)
    #expect(device(at: 40, of: ["cold-1", "cold-2"]) == "cold-1")
    #expect(device(at: 55, of: ["cold-1", "cold-2"]) == "cold-2")
    #expect(device(at: 55, of: ["cold-1"]) == nil)
    #expect(device(at: 70, of: ["cold-3"]) == nil)
  }
}
