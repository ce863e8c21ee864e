import Foundation
import Registers
import Testing

@testable import hallwatch

@Suite("hallwatch scan")
struct ScanCommandTests {
  private func scan(_ words: String...) -> CommandRun { CommandRun(["scan"] + words) }

  /// A temperature and humidity sensor: 23.5 °C, 48.2 %, and its settings.
  private static let sensor: [RegisterTable: [UInt16: UInt16]] = [
    .inputRegister: [1: 235, 2: 482],
    .holdingRegister: [257: 1, 258: 9600, 259: 0, 260: 0xFFFB],
  ]

  @Test("units that answer are told from silent ones, with identification and tables")
  func units() throws {
    let device = try TestDevice(
      [.holdingRegister: [0: 7], .coil: [5: 1]], units: [2, 3],
      identification: ["Maker", "Product X", "V1.2"])
    defer { device.stop() }
    let run = scan("tcp://127.0.0.1:\(device.port)", "--units", "1-4", "--timeout", "60ms")
    #expect(run.code == .done)
    #expect(run.data.contains("2 of 4 units asked answer"))
    #expect(run.data.contains("2-3"))
    #expect(run.data.contains("Maker, Product X, V1.2"))
    #expect(run.data.contains("coil (not at 0), discrete (not at 0), holding, input (not at 0)"))
    #expect(run.words.contains("No answer: unit 1, 4"))
  }

  @Test("JSON says of each unit what came, and of silent ones that nothing did")
  func json() throws {
    let device = try TestDevice(
      [.holdingRegister: [0: 7]], units: [2], identification: ["Maker", "X", "V1"])
    defer { device.stop() }
    let run = scan(
      "tcp://127.0.0.1:\(device.port)", "--units", "1,2", "--timeout", "60ms", "--format", "json")
    #expect(run.code == .done)
    let answer = try #require(
      try JSONSerialization.jsonObject(with: Data(run.data.utf8)) as? [String: Any])
    #expect(answer["silent"] as? [Int] == [1])
    #expect(answer["complete"] as? Bool == true)
    let units = try #require(answer["units"] as? [[String: Any]])
    #expect(units.map { $0["unit"] as? Int } == [2])
    #expect(units[0]["outcome"] as? String == "answers")
    let portrait = try #require(units[0]["portrait"] as? [String: Any])
    #expect(
      portrait["identification"] as? [String: String]
        == ["vendor_name": "Maker", "product_code": "X", "revision": "V1"])
    let tables = try #require(portrait["tables"] as? [String: String])
    #expect(tables["holding"] == "answers")
  }

  @Test("a gateway's word that a unit does not answer is told from silence")
  func gateway() throws {
    let device = try TestDevice(
      Self.sensor, units: [3], gatewayRefusal: .gatewayTargetNoResponse)
    defer { device.stop() }
    let run = scan("tcp://127.0.0.1:\(device.port)", "--units", "1-4", "--timeout", "1s")
    #expect(run.code == .done)
    #expect(run.words.contains("A gateway answers for unit 1-2, 4, which it does not reach"))
    #expect(run.words.contains("exception 11"))
    #expect(!run.words.contains("No answer"))
  }

  @Test("a family that a unit may belong to is named, and said to be a guess")
  func guess() throws {
    let device = try TestDevice(Self.sensor)
    defer { device.stop() }
    let run = scan("tcp://127.0.0.1:\(device.port)", "--units", "1")
    #expect(run.data.contains("generic-xy-md02-sht20"), "\(run.data)")
    #expect(run.words.contains("proves nothing"))
  }

  @Test("a unit that was not asked for is found when those that were are silent")
  func otherUnit() throws {
    let device = try TestDevice(Self.sensor, units: [2])
    defer { device.stop() }
    let run = scan("tcp://127.0.0.1:\(device.port)", "--units", "1", "--timeout", "60ms")
    #expect(run.code == .failed)
    #expect(run.words.contains("It answers on unit 2, not 1: use --units 2"))
  }

  @Test("the other framing is recognised before all units are asked", arguments: [true, false])
  func otherFraming(isRTU: Bool) throws {
    let device = try TestDevice(
      Self.sensor, framing: isRTU ? .rtu : .tcp, identification: ["Maker"])
    defer { device.stop() }
    let (wrong, right) = isRTU ? ("tcp", "rtu+tcp") : ("rtu+tcp", "tcp")
    let run = scan("\(wrong)://127.0.0.1:\(device.port)", "--timeout", "60ms")
    #expect(run.code == .failed)
    #expect(run.words.contains("use \(right)://127.0.0.1:\(device.port)"))
    let again = scan("\(right)://127.0.0.1:\(device.port)", "--units", "1")
    #expect(again.code == .done)
    #expect(again.data.contains("Maker"))
  }

  @Test("a device that answers on every unit is looked at a few times only")
  func everyUnit() throws {
    let device = try TestDevice(Self.sensor, units: Set(0...255))
    defer { device.stop() }
    let run = scan("tcp://127.0.0.1:\(device.port)")
    #expect(run.code == .done)
    #expect(run.data.contains("249 of 249 units asked answer"))
    #expect(run.words.contains("may answer on every unit"))
  }

  @Test("a port where nobody listens is said to be refused")
  func refused() throws {
    let device = try TestDevice([:])
    device.stop()
    let run = scan("tcp://127.0.0.1:\(device.port)")
    #expect(run.code == .failed)
    #expect(run.words.contains("connection refused"))
    #expect(run.words.contains("nobody listens on the port"))
  }

  @Test(
    "bad usage is exit code 2 with what would be right",
    arguments: [
      (["nonsense"], "is no endpoint"), (["tcp://h", "--units", "1-"], "such as 1-16,20"),
      (["tcp://h", "--units", "9-1"], "such as 1-16,20"),
      (["tcp://h", "--units", "250"], "0 to 247, and 255"),
      (["rtu+tcp://h:1", "--units", "0-3"], "1 to 247"),
      (["tcp://h", "--timeout", "0s"], "longer than nothing"),
      (["tcp://h", "--format", "xml"], "json"),
    ] as [([String], String)])
  func usage(words: [String], reason: String) {
    let run = CommandRun(["scan"] + words)
    #expect(run.code == .invalid)
    #expect(run.words.contains(reason), "\(run.words)")
  }

  @Test("units are written as ranges")
  func ranges() throws {
    let list = try UnitList("7,1-3,2,255", framing: .tcp)
    #expect(list.units.map(\.rawValue) == [7, 1, 2, 3, 255])
    #expect(UnitList.ranges(list.units) == "1-3, 7, 255")
    #expect(UnitList(allOf: .tcp).units.prefix(3).map(\.rawValue) == [255, 0, 1])
    #expect(UnitList(allOf: .rtu).units.count == 247)
  }
}
