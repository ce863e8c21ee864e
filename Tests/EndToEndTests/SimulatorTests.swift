import Foundation
import Testing

extension EndToEnd {
  /// The simulated plant as other people's clients read it, against what our profiles make of it.
  /// Where they agree, neither our encoder nor our decoder is wrong in a way that the other hides.
  @Suite("The simulator")
  struct SimulatorTests {
    @Test("mbpoll, pymodbus and hallwatch read the same from every family")
    func clientsAgree() async throws {
      let families = Set(WireFact.all.map(\.profile)).sorted()
      let ports = try LoopbackSocket.freePorts(families.count)
      let devices = zip(families, ports).map { family, port in
        "{ name: \"\(family)\", profile: \"\(family)\", endpoint: \"tcp://127.0.0.1:\(port)\", unit: 1 },"
      }
      let folder = try ScratchFolder()
      let site = try folder.write(
        "{ site: \"bench\", devices: [\(devices.joined(separator: "\n"))] }", to: "site.json5")
      let simulator = try ChildProcess(
        Programs.hallwatch, ["simulate", site.path, "--scenario", "quiet", "--speed", "0.1"],
        in: folder)
      try await eventually("the simulator listens") {
        if simulator.exitStatus != nil { throw HarnessError(simulator.errors) }
        return try ports.allSatisfy { try LoopbackSocket().connect(to: $0) }
      }
      for (family, port) in zip(families, ports) {
        try await compare(WireFact.all.filter { $0.profile == family }, port: port)
      }
    }

    @Test("a scan of a simulated gateway finds the units behind it, and what they may be")
    func scanFindsUnits() async throws {
      let port = try LoopbackSocket.freePort()
      let folder = try ScratchFolder()
      let devices = [1, 3].map { unit in
        "{ name: \"meter-\(unit)\", profile: \"eastron-sdm630\", unit: \(unit), "
          + "endpoint: \"tcp://127.0.0.1:\(port)\" },"
      }
      let site = try folder.write(
        "{ site: \"bench\", devices: [\(devices.joined())] }", to: "site.json5")
      let simulator = try ChildProcess(
        Programs.hallwatch, ["simulate", site.path, "--scenario", "quiet"], in: folder)
      try await eventually("the simulator listens") {
        if simulator.exitStatus != nil { throw HarnessError(simulator.errors) }
        return try LoopbackSocket().connect(to: port)
      }
      let result = try await ChildProcess.run(
        Programs.hallwatch,
        ["scan", "tcp://127.0.0.1:\(port)", "--units", "1-4", "--timeout", "200ms"])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(result.output.contains("2 of 4 units"), "\(result.output)\(result.errors)")
      #expect(result.output.contains("eastron-sdm630 (registers)"), "\(result.output)")
      #expect(result.errors.contains("No answer: unit 2, 4"), "\(result.errors)")
    }

    /// The plant moves while it is read, so a value counts when hallwatch reads the same before and
    /// after the others.
    private func compare(_ facts: [WireFact], port: UInt16) async throws {
      var open = facts
      for _ in 0..<20 where !open.isEmpty {
        let profile = facts[0].profile
        let before = try await Counterparts.hallwatch(profile: profile, port: port, unit: 1)
        let python = try await Counterparts.pymodbus(open, port: port, unit: 1)
        var mbpoll: [Double?] = []
        for fact in open {
          mbpoll.append(
            fact.isForMbpoll
              ? try await Counterparts.mbpoll(fact, port: port, unit: 1) : before[fact.point] ?? nil
          )
        }
        let after = try await Counterparts.hallwatch(profile: profile, port: port, unit: 1)
        var moved: [WireFact] = []
        for (index, fact) in open.enumerated() {
          guard let value = before[fact.point], let value else {
            Issue.record("hallwatch reads no \(fact)")
            continue
          }
          guard after[fact.point] == value else {
            moved.append(fact)
            continue
          }
          for (name, other) in [("pymodbus", python[index]), ("mbpoll", mbpoll[index])] {
            let tolerable = other.map { Self.agree(fact, value, $0, reader: name) } ?? false
            #expect(
              tolerable, "\(fact): hallwatch \(value), \(name) \(other ?? .nan)")
          }
        }
        open = moved
      }
      #expect(open.isEmpty, "never stood still: \(open)")
    }

    /// mbpoll prints floats with six digits.
    private static func agree(
      _ fact: WireFact, _ value: Double, _ other: Double, reader: String
    ) -> Bool {
      if reader == "mbpoll", fact.kind == .f32 {
        return abs(value - other) <= 1e-5 * max(abs(value), 1e-9)
      }
      return WireFact.agree(value, other)
    }
  }
}
