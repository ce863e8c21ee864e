import Agent
import Alarms
import Configuration
import Plant
import Readings
import Simulation
import Testing

@testable import hallwatch

@Suite("What the demo tells")
struct DemoTaleTests {
  static let start = Instant(nanoseconds: 5_000_000_000)

  static func tale(speed: Double = 1) throws -> (DemoTale, [AlarmDefinition]) {
    let settings = try #require(BuiltIn.site(BuiltIn.demoSite).0).settings
    return (
      DemoTale(settings, startedAt: start, speed: speed), AlarmBinding.definitions(for: settings)
    )
  }

  static func announcement(
    _ id: String, _ definitions: [AlarmDefinition], kind: AlarmTransition.Kind, to: AlarmState,
    value: Value?
  ) throws -> Announcement {
    let place = try #require(definitions.firstIndex { $0.id == id })
    let transition = AlarmTransition(
      alarm: AlarmIndex(rawValue: place), kind: kind, from: .normal, to: to, value: value,
      at: start + .seconds(84), occurrence: 1, priority: definitions[place].priority,
      quality: .good)
    return Announcement(
      record: JournalRecord(
        sequence: 1, kind: .occurred, time: WallTime(nanoseconds: 0), monotonic: transition.at,
        fields: []), transition: transition, text: "")
  }

  @Test("an alarm is a line with time, priority, device, alarm, change, value and state")
  func alarmLine() throws {
    let (tale, definitions) = try Self.tale()
    let raised = try Self.announcement(
      "cold_aisle_temperature/cold-2-top/air_temperature/high", definitions, kind: .occurred,
      to: .unacknowledged, value: .number(27.35))
    let words = tale.line(raised).split(separator: " ").joined(separator: " ")
    #expect(
      words == "1:24 HIGH cold-2-top cold aisle temperature high raised 27.4 °C")
    #expect(TerminalText.width(tale.line(raised)) <= 80)
    let returned = try Self.announcement(
      "generator_running/gen-1/engine_state", definitions, kind: .returned,
      to: .returnedUnacknowledged, value: .state(4))
    #expect(tale.line(returned).hasSuffix("generator running           returned  cooling d…"))
  }

  @Test("what is suppressed by design is not told, as while an engine stands still")
  func hidden() throws {
    let (_, definitions) = try Self.tale()
    let id = "communication_loss/ups-a"
    func transition(_ from: AlarmState, _ to: AlarmState) throws -> AlarmTransition {
      var transition = try Self.announcement(
        id, definitions, kind: .occurred, to: to, value: nil
      ).transition
      transition.from = from
      return transition
    }
    #expect(try transition(.normal, .suppressed).isHidden)
    #expect(try transition(.suppressed, .normal).isHidden)
    #expect(try !transition(.suppressed, .unacknowledged).isHidden)
    #expect(try !transition(.normal, .unacknowledged).isHidden)
    #expect(try !transition(.returnedUnacknowledged, .normal).isHidden)
  }

  @Test("times are those of the story, whatever its speed")
  func storyTime() throws {
    let (tale, definitions) = try Self.tale(speed: 10)
    let raised = try Self.announcement(
      "communication_loss/ups-a", definitions, kind: .occurred, to: .unacknowledged, value: nil)
    #expect(tale.line(raised).hasPrefix(" 14:00  HIGH"))
    let happening = HallHappening(at: .seconds(840), cause: .scenario, text: "x")
    #expect(tale.line(happening) == " 14:00  SCENARIO  x")
  }

  @Test(
    "numbers carry a unit that people use",
    arguments: [
      (21.04, "celsius", "21.0 °C"), (0.481, "ratio", "48.1 %"), (0, "volts", "0.0 V"),
      (8210, "watts", "8.2 kW"), (59, "seconds", "59 s"), (1830, "seconds", "31 min"),
      (412_345, "pascals", "412 kPa"), (17, "meters", "17 meters"), (49.98, "hertz", "50.0 Hz"),
    ] as [(Double, String, String)])
  func units(number: Double, unit: String, text: String) {
    #expect(PlainNumber.text(number, unit: unit) == text)
  }
}
