import Agent
import Configuration
import Plant
import Readings
import Simulation
import Testing

@testable import hallwatch

@Suite("Text for terminals")
struct TerminalTextTests {
  @Test(
    "takes as many columns as it shows",
    arguments: [
      ("ups-a", 5), ("", 0), ("전원실", 6), ("e\u{301}", 1), ("24 °C", 5), ("⚠\u{FE0F}", 2),
      ("a\u{200B}b", 2), ("配電盤-1", 8),
    ])
  func width(_ text: String, _ columns: Int) {
    #expect(TerminalText.width(text) == columns)
  }

  @Test("is cut to its columns, never within a wide character, and filled up to them")
  func fitted() {
    #expect(TerminalText.fitted("ups-a", 8) == "ups-a   ")
    #expect(TerminalText.fitted("cooling-unit-14", 8) == "cooling…")
    #expect(TerminalText.fitted("전원실-1", 5) == "전원…")
    #expect(TerminalText.fitted("전원실-1", 6) == "전원… ")
    #expect(TerminalText.width(TerminalText.fitted("전원실-1", 6)) == 6)
    #expect(TerminalText.fittedRight("12", 4) == "  12")
  }

  @Test("is wrapped at words, and a word longer than a line is cut into pieces")
  func wrapped() {
    let text = "one two three " + String(repeating: "x", count: 25) + " end"
    let lines = TerminalText.wrapped(text, columns: 12, first: "> ", indent: "  ")
    #expect(lines.first == "> one two")
    #expect(lines.allSatisfy { TerminalText.width($0) <= 12 }, "\(lines)")
    #expect(
      lines.map { $0.drop { $0 == " " || $0 == ">" } }.joined().filter { $0 == "x" }.count == 25)
    #expect(TerminalText.wrapped("", columns: 12, first: "> ") == ["> "])
    // Wide characters too.
    let wide = TerminalText.wrapped("전원실 배터리 온도 경보", columns: 14)
    #expect(wide == ["전원실 배터리", "온도 경보"])
  }

  @Test("records and alarms stay within 80 columns, whatever names a site has")
  func records() throws {
    let long = String(repeating: "very-long-device-name-", count: 6)
    let alarm = """
      { "id": "battery_temperature/\(long)/cell_temperature/high_high", "alarm": "x",
        "priority": "critical", "state": "unacknowledged", "active": true,
        "active_since": "2022-10-15T06:19:00.000Z", "value": 61.25, "unit": "celsius",
        "limit": "high_high", "setpoint": 55, "condition_known": true, "group": "b3",
        "first_out": "first", "consequence": "배터리실에 불이 납니다 \(long)",
        "response": "Stay out.\\u001b[2J" }
      """
    let text = AlarmText.text(of: try #require(JSON5.parse(alarm, file: "a").root))
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { TerminalText.width(String($0)) <= 80 }, "\(text)")
    #expect(text.contains("came first in b3, value 61.3 °C, limit high_high 55.0 °C"), "\(text)")
    #expect(!text.contains("\u{1B}"))
    // Nothing of a name is lost in a list that is acted on.
    #expect(lines.joined().filter { !$0.isWhitespace }.contains("\(long)/cell_temperature"))
  }

  @Test("top shows what is wrong before what is well, in the columns that there are")
  func top() throws {
    let settings = try #require(BuiltIn.site(BuiltIn.demoSite).0).settings
    var simulation = try Simulation(
      settings: settings, hall: Hall(simulating: settings, seed: 1), seed: 1)
    let ups = try #require(simulation.hall.device(named: "cold-2-top"))
    simulation.schedule([
      HallEvent(at: .seconds(20), action: .utility(isPresent: false, feeds: [0, 1]), text: ""),
      HallEvent(at: .seconds(20), action: .reachability(false, devices: [ups]), text: ""),
    ])
    simulation.run(until: .seconds(90))
    let agent = simulation.agent
    let now = Simulation.origin + simulation.elapsed
    func node(_ text: JSONText) throws -> JSON5Node {
      try #require(JSON5.parse(text.compact, file: "api").root)
    }
    let parts = try [
      node(agent.alarmList(all: false, at: now)), node(agent.deviceList(at: now)),
      node(agent.lineList(at: now)),
    ]
    for columns in [80, 132, 40] {
      let view = TopView(alarms: parts[0], devices: parts[1], lines: parts[2], columns: columns)
      for line in view.head + view.body {
        #expect(TerminalText.width(line.text) <= columns, "\(line.text)")
      }
    }
    let view = TopView(alarms: parts[0], devices: parts[1], lines: parts[2], columns: 80)
    #expect(view.head[0].text.hasPrefix("hallwatch  demo-hall"))
    #expect(view.head[0].text.contains("33 of 34 devices answer"))
    #expect(view.head[1].text.contains("active alarms: "))
    let text = view.body.map(\.text)
    let first = try #require(view.body.first { $0.weight != .heading && !$0.text.isEmpty })
    #expect(first.text.hasPrefix("HIGH ") && first.weight == .warning, "\(first)")
    let mains = try #require(view.body.first { $0.text.contains("mains failure low") })
    #expect(mains.text.contains(" 0.0 V ") && mains.text.hasSuffix(" UNACKED"), "\(mains)")
    let devices = try #require(text.firstIndex { $0.hasPrefix("DEVICE ") })
    #expect(text[devices + 1].hasPrefix("cold-2-top "))
    #expect(text[devices + 1].contains("SILENT"))
    #expect(text.count { $0.contains(" answers ") } == 33)
    #expect(text.contains { $0.hasPrefix("LINE ") && $0.hasSuffix(" DROPPED") })
  }

  @Test("help keeps to 80 columns and teaches by examples that can be copied")
  func help() throws {
    for command in Program.commands {
      let page = HelpText.page(command)
      let examples = Set(command.examples.map { "  hallwatch \($0.line)" })
      for line in page.split(separator: "\n") where !examples.contains(String(line)) {
        #expect(TerminalText.width(String(line)) <= 80, "\(command.name): \(line)")
      }
      #expect(
        command.examples.contains { $0.line.hasPrefix(command.name) },
        "\(command.name) teaches by no example")
      for (line, meaning) in command.examples {
        #expect(!meaning.isEmpty)
        // What is before a redirection or a pipe, with texts in quotes as one word.
        let words = line.prefix { $0 != ">" && $0 != "|" }.split(separator: "\"")
          .enumerated().flatMap { place, part in
            place.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
          }
        // An example may show the command that comes before it.
        let shown = try #require(Program.commands.first { $0.name == words.first }, "\(line)")
        #expect(throws: Never.self, "\(line)") {
          _ = try Arguments(Array(words.dropFirst()), for: shown.parameters)
        }
      }
    }
    for line in HelpText.overview(Program.commands).split(separator: "\n") {
      #expect(TerminalText.width(String(line)) <= 80, "\(line)")
    }
  }
}
