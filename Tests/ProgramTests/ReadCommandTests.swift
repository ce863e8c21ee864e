import Foundation
import Registers
import Testing

@testable import hallwatch

@Suite("hallwatch read")
struct ReadCommandTests {
  private func read(_ words: String...) -> CommandRun { CommandRun(["read"] + words) }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// A temperature and humidity sensor: 23.5 °C, 48.2 %, and its settings.
  private static let sensor: [RegisterTable: [UInt16: UInt16]] = [
    .inputRegister: [1: 235, 2: 482],
    .holdingRegister: [257: 1, 258: 9600, 259: 0, 260: 0xFFFB],
  ]

  @Test("a profile shows each point with value, unit, raw words and place")
  func text() throws {
    let device = try TestDevice(Self.sensor)
    defer { device.stop() }
    let run = read(
      "tcp://127.0.0.1:\(device.port)", "--unit", "1", "--profile", "generic-xy-md02-sht20")
    #expect(run.code == .done)
    #expect(run.words == "")
    let lines = run.data.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.contains(["air_temperature", "23.5", "celsius", "0x00EB", "input", "1"]))
    #expect(lines.contains(["humidity_correction", "-0.005", "ratio", "0xFFFB", "holding", "260"]))
  }

  @Test("JSON is one object of the public contract")
  func json() throws {
    let device = try TestDevice(Self.sensor)
    defer { device.stop() }
    let run = read(
      "tcp://127.0.0.1:\(device.port)", "--unit", "1", "--profile", "generic-xy-md02-sht20",
      "--format", "json")
    #expect(run.code == .done)
    let answer = try object(run.data)
    #expect(Set(answer.keys) == ["endpoint", "unit", "profile", "points"])
    #expect(answer["endpoint"] as? String == "tcp://127.0.0.1:\(device.port)")
    #expect(answer["unit"] as? Int == 1)
    #expect(answer["profile"] as? String == "generic-xy-md02-sht20")
    let points = try #require(answer["points"] as? [[String: Any]])
    let first = try #require(points.first)
    #expect(
      Set(first.keys) == ["point", "quantity", "labels", "value", "unit", "quality", "raw"])
    #expect(first["point"] as? String == "air_temperature")
    #expect(first["quantity"] as? String == "air_temperature_celsius")
    #expect(first["value"] as? Double == 23.5)
    #expect(first["unit"] as? String == "celsius")
    #expect(first["quality"] as? String == "good")
    #expect(first["raw"] as? String == "0x00EB")
  }

  @Test("refused registers cost only themselves, are null with a reason, and end in exit code 3")
  func partly() throws {
    var registers = Self.sensor
    registers[.holdingRegister]?[258] = nil
    let device = try TestDevice(registers)
    defer { device.stop() }
    let run = read(
      "tcp://127.0.0.1:\(device.port)", "--unit", "1", "--profile", "generic-xy-md02-sht20",
      "--format", "json")
    #expect(run.code == .partlyDone)
    #expect(run.words.contains("holding 258 is refused: exception 2"))
    let points = try #require(try object(run.data)["points"] as? [[String: Any]])
    let bad = points.filter { $0["value"] is NSNull }
    #expect(bad.map { $0["point"] as? String } == ["baud_rate_setting"])
    #expect(bad.first?["quality"] as? String == "configuration_error")
  }

  @Test(
    "registers without a profile are shown in the type asked for",
    arguments: [
      (["--type", "u32"], "4275878552"),
      (["--type", "u32", "--word-order", "little"], "3130588892"),
      (["--type", "i16", "--count", "2"], "-292"), (["--type", "i32"], "-19088744"),
      (["--type", "bits"], "bit 2, bit 3, bit 4, bit 6"), (["--type", "ascii:4"], "Hi"),
    ] as [([String], String)])
  func types(options: [String], expected: String) throws {
    let words: [UInt16] =
      options.contains("ascii:4") ? [0x4869, 0x2020] : [0xFEDC, 0xBA98]
    let device = try TestDevice([.holdingRegister: [100: words[0], 101: words[1]]])
    defer { device.stop() }
    let arguments =
      ["read", "tcp://127.0.0.1:\(device.port)", "--unit", "1", "--table", "holding", "--address"]
      + ["100"] + options
    let run = CommandRun(arguments)
    #expect(run.code == .done)
    #expect(run.data.contains(" \(expected)"), "\(run.data)")
  }

  @Test("bits of a bit table are read as bits")
  func coils() throws {
    let device = try TestDevice([.coil: [8: 1, 9: 0, 10: 1]])
    defer { device.stop() }
    let run = read(
      "tcp://127.0.0.1:\(device.port)", "--unit", "1", "--table", "coil", "--address", "8",
      "--count", "3", "--format", "json")
    let points = try #require(try object(run.data)["points"] as? [[String: Any]])
    #expect(points.map { $0["value"] as? Bool } == [true, false, true])
  }

  @Test("a device on another unit is found, and said")
  func otherUnit() throws {
    let device = try TestDevice(Self.sensor, units: [2])
    defer { device.stop() }
    let run = read(
      "tcp://127.0.0.1:\(device.port)", "--unit", "9", "--profile", "generic-xy-md02-sht20",
      "--timeout", "100ms")
    #expect(run.code == .failed)
    #expect(run.data == "")
    #expect(run.words.contains("no answer in time"))
    #expect(run.words.contains("It answers on unit 2, not 9: use --unit 2"))
  }

  @Test("a gateway that knows no such unit is told from a silent one")
  func gateway() throws {
    let device = try TestDevice(
      Self.sensor, units: [3], gatewayRefusal: .gatewayTargetNoResponse)
    defer { device.stop() }
    let run = read(
      "tcp://127.0.0.1:\(device.port)", "--unit", "9", "--profile", "generic-xy-md02-sht20")
    #expect(run.code == .failed)
    #expect(run.words.contains("exception 11"))
    #expect(run.words.contains("It answers on unit 3, not 9"))
  }

  @Test("a terminal server that carries RTU frames is recognised", arguments: [true, false])
  func otherFraming(isRTU: Bool) throws {
    let device = try TestDevice(Self.sensor, framing: isRTU ? .rtu : .tcp)
    defer { device.stop() }
    let wrong = isRTU ? "tcp" : "rtu+tcp"
    let right = isRTU ? "rtu+tcp" : "tcp"
    let run = read(
      "\(wrong)://127.0.0.1:\(device.port)", "--unit", "1", "--profile", "generic-xy-md02-sht20",
      "--timeout", "100ms")
    #expect(run.code == .failed)
    #expect(run.words.contains("use \(right)://127.0.0.1:\(device.port)"))
    let again = read(
      "\(right)://127.0.0.1:\(device.port)", "--unit", "1", "--profile", "generic-xy-md02-sht20")
    #expect(again.code == .done)
  }

  @Test("a port where nobody listens is said to be refused")
  func refused() throws {
    let device = try TestDevice([:])
    device.stop()
    let run = read(
      "tcp://127.0.0.1:\(device.port)", "--unit", "1", "--table", "coil", "--address", "0")
    #expect(run.code == .failed)
    #expect(run.words.contains("connection refused"))
    #expect(run.words.contains("nobody listens on the port"))
  }

  @Test(
    "bad usage is exit code 2 with what would be right",
    arguments: [
      (["nonsense", "--unit", "1", "--table", "coil", "--address", "0"], "is no endpoint"),
      (["tcp://h", "--unit", "1"], "say what to read"),
      (["tcp://h", "--table", "coil", "--address", "0"], "--unit is missing"),
      (["tcp://h", "--unit", "250", "--table", "coil", "--address", "0"], "units are 0 to 247"),
      (["rtu+tcp://h:1", "--unit", "255", "--table", "coil", "--address", "0"], "units 1 to 247"),
      (["tcp://h", "--unit", "1", "--profile", "apc-smart-up"], "apc-smart-ups"),
      (["tcp://h", "--unit", "1", "--profile", "x", "--count", "2"], "does not go with --profile"),
      (["tcp://h", "--unit", "1", "--table", "hold", "--address", "0"], "holding"),
      (
        ["tcp://h", "--unit", "1", "--table", "coil", "--address", "0", "--type", "u16"], "one bit"
      ),
      (
        ["tcp://h", "--unit", "1", "--table", "input", "--address", "65535", "--type", "u32"],
        "65535 is the last"
      ),
      (
        ["tcp://h", "--unit", "1", "--table", "input", "--address", "1", "--format", "xml"], "json"
      ),
    ] as [([String], String)])
  func usage(words: [String], reason: String) {
    let run = CommandRun(["read"] + words)
    #expect(run.code == .invalid)
    #expect(run.words.contains(reason), "\(run.words)")
  }
}
