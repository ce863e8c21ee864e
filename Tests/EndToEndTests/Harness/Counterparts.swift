import Foundation

/// Other people's Modbus clients.
enum Counterparts {
  /// What pymodbus reads, in the unit of each fact; nil where the device refuses.
  static func pymodbus(_ facts: [WireFact], port: UInt16, unit: Int) async throws -> [Double?] {
    let questions = facts.map {
      "{\"unit\":\(unit),\"table\":\"\($0.table)\",\"address\":\($0.address),\"type\":\"\($0.kind)\"}"
    }
    let script = Programs.scripts.appending(path: "read_registers.py").path
    let result = try await ChildProcess.run(
      Programs.python(), [script, "\(port)", "[\(questions.joined(separator: ","))]"])
    guard result.status == 0,
      let answers = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [Any],
      answers.count == facts.count
    else { throw HarnessError("pymodbus: \(result.output)\(result.errors)") }
    return zip(facts, answers).map { fact, answer in
      (answer as? NSNumber).map { $0.doubleValue * fact.step }
    }
  }

  /// What mbpoll reads, in the unit of the fact.
  static func mbpoll(_ fact: WireFact, port: UInt16, unit: Int) async throws -> Double? {
    let table =
      switch fact.table {
      case .discrete: "1"
      case .input: "3"
      case .holding: "4"
      }
    let type =
      switch fact.kind {
      case .bool, .u16, .i16: table
      case .u32, .i32: "\(table):int"
      case .f32: "\(table):float"
      case .u64, .i64, .f64, .u32l, .i32l: throw HarnessError("mbpoll has no \(fact.kind)")
      }
    let result = try await ChildProcess.run(
      Programs.mbpoll(),
      [
        "-m", "tcp", "-a", "\(unit)", "-p", "\(port)", "-0", "-r", "\(fact.address)", "-c", "1",
        "-t", type, "-B", "-1", "-q", "127.0.0.1",
      ])
    guard let line = result.output.split(separator: "\n").first(where: { $0.hasPrefix("[") }),
      let word = line.split(whereSeparator: \.isWhitespace).dropFirst().first,
      let number = Double(word)
    else { throw HarnessError("mbpoll: \(result.output)\(result.errors)") }
    // It prints words without their sign.
    let signed = fact.kind == .i16 && number > 32_767 ? number - 65_536 : number
    return signed * fact.step
  }

  /// What `hallwatch read` says of a device: numbers by point, flags as 0 and 1, nil for no value.
  static func hallwatch(profile: String, port: UInt16, unit: Int) async throws -> [String: Double?]
  {
    let result = try await ChildProcess.run(
      Programs.hallwatch,
      [
        "read", "tcp://127.0.0.1:\(port)", "--unit", "\(unit)", "--profile", profile, "--format",
        "json",
      ])
    guard result.status == 0 else { throw HarnessError("hallwatch read: \(result.errors)") }
    let reading = try JSONDecoder().decode(ReadAnswer.self, from: Data(result.output.utf8))
    guard reading.profile == profile, reading.unit == unit else {
      throw HarnessError("hallwatch read answers for something else: \(result.output)")
    }
    return Dictionary(
      reading.points.map { ($0.point, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private struct ReadAnswer: Decodable {
    var unit: Int
    var profile: String
    var points: [Point]

    struct Point: Decodable {
      var point: String
      var value: Double?

      enum CodingKeys: CodingKey {
        case point, value
      }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        point = try container.decode(String.self, forKey: .point)
        if let flag = try? container.decode(Bool.self, forKey: .value) {
          value = flag ? 1 : 0
        } else {
          value = try? container.decode(Double.self, forKey: .value)
        }
      }
    }
  }
}
