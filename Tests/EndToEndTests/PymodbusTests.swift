import Foundation
import Testing

extension EndToEnd {
  /// The agent against a server that is not ours, with values worked out by hand from the documents.
  @Suite("The agent against pymodbus")
  struct PymodbusTests {
    /// Registers by unit: 1 a meter, 2 a probe, 3 a UPS, 4 contacts.
    static let registers = """
      {
        "1": {"input": {"0": \(zeros(400, [
          0: 0x4366, 1: 0x8000,  // 230.5 V
          2: 0x4367, 3: 0x4000,  // 231.25 V
          52: 0xC5DA, 53: 0xC000,  // -7000 W: it flows back
          70: 0x4248, 71: 0x0000,  // 50 Hz
          72: 0x447A, 73: 0x2000,  // 1000.5 kWh
        ]))}},
        "2": {"input": {"0": [0, 65526, 455]}, "holding": {"256": [0, 2, 9600, 0, 0]}},
        "3": {"holding": {"0": \(zeros(620, [
          1: 0x0004,  // on battery
          128: 0, 129: 1800,  // seconds
          130: 49920,  // 97.5 % at 1/512
          131: 880,  // 27.5 V at 1/32
          135: 0xF380,  // -25 °C at 1/128
          136: 10880,  // 42.5 % at 1/256
          142: 14736,  // 230.25 V at 1/64
          144: 6404,  // 50.03125 Hz at 1/128
          532: 0x536D, 533: 0x6172, 534: 0x742D, 535: 0x5550, 536: 0x5300,  // "Smart-UPS"
        ]))}},
        "4": {"discrete": {"0": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}}
      }
      """

    /// A run of registers, all zero but those given.
    static func zeros(_ count: Int, _ set: [Int: UInt16]) -> String {
      "[\((0..<count).map { "\(set[$0] ?? 0)" }.joined(separator: ","))]"
    }

    static let expected: [(name: String, labels: [String: String], value: Double)] = [
      ("facility_electric_voltage_volts", ["device": "meter", "phase": "l1"], 230.5),
      ("facility_electric_voltage_volts", ["device": "meter", "phase": "l2"], 231.25),
      ("facility_electric_frequency_hertz", ["device": "meter"], 50),
      (
        "facility_electric_energy_joules_total",
        ["device": "meter", "side": "load", "direction": "import"],
        3_601_800_000
      ),
      ("facility_air_temperature_celsius", ["device": "probe"], -1),
      ("facility_air_relative_humidity_ratio", ["device": "probe"], 0.455),
      ("facility_ups_on_battery", ["device": "ups"], 1),
      ("facility_battery_runtime_seconds", ["device": "ups"], 1800),
      ("facility_battery_charge_ratio", ["device": "ups"], 0.975),
      ("facility_battery_voltage_volts", ["device": "ups"], 27.5),
      ("facility_battery_temperature_celsius", ["device": "ups"], -25),
      ("facility_electric_frequency_hertz", ["device": "ups"], 50.03125),
      ("facility_fire_alarm", ["device": "contacts"], 1),
      ("facility_fire_sprinkler_flow", ["device": "contacts"], 1),
    ]

    @Test("readings on /metrics equal what was put into a pymodbus server")
    func readingsEqual() async throws {
      let port = try LoopbackSocket.freePort()
      let server = try await Self.serve(on: port)
      defer { withExtendedLifetime(server) {} }
      // One address with four units behind it, as a gateway has.
      let families = [
        ("meter", "eastron-sdm630"), ("probe", "generic-xy-md02-sht20"), ("ups", "apc-smart-ups"),
        ("contacts", "generic-dry-contacts-moxa-e1210"),
      ]
      let devices = families.enumerated().map { index, family in
        "{ name: \"\(family.0)\", profile: \"\(family.1)\", unit: \(index + 1), interval: \"1s\","
          + " endpoint: \"tcp://127.0.0.1:\(port)\" },"
      }
      let agent = try await WatchedAgent.run(
        site: "{ site: \"bench\", WEB, devices: [\(devices.joined(separator: "\n"))] }")
      let page = try await agent.pageWithAllDevices()
      #expect(page.faults == [])
      for (name, labels, value) in Self.expected {
        let found = page.value(name, labels)
        #expect(
          found.map { WireFact.agree($0, value) } ?? false,
          "\(name) \(labels) is \(page.samples(name, labels)), not \(value)")
      }
      let power = page.samples("facility_electric_real_power_watts", ["device": "meter"])
      #expect(power.values.contains(-7000), "\(power)")
    }

    @Test("a scan finds its units and what it says of itself")
    func scan() async throws {
      let port = try LoopbackSocket.freePort()
      let server = try await Self.serve(on: port)
      defer { withExtendedLifetime(server) {} }
      let result = try await ChildProcess.run(
        Programs.hallwatch,
        ["scan", "tcp://127.0.0.1:\(port)", "--units", "1-6", "--timeout", "300ms"])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      // pymodbus answers for units that it does not have, too.
      #expect(result.output.contains("6 of 6 units"), "\(result.output)\(result.errors)")
      #expect(result.errors.contains("Unit 5-6: every table is refused"), "\(result.errors)")
      #expect(result.output.contains("Counterpart, CP-1, 3.2.1"), "\(result.output)")
    }

    static func serve(_ registers: String = registers, on port: UInt16) async throws
      -> ServingFolder
    {
      let folder = try ScratchFolder()
      let file = try folder.write(registers, to: "registers.json")
      let server = try ChildProcess(
        Programs.python(),
        [Programs.scripts.appending(path: "serve_registers.py").path, "\(port)", file.path],
        in: folder)
      try await eventually("pymodbus listens") {
        if server.exitStatus != nil { throw HarnessError(server.errors) }
        return server.output.contains("ready")
      }
      return ServingFolder(folder: folder, server: server)
    }

    /// Lives as long as the server is wanted.
    struct ServingFolder {
      let folder: ScratchFolder
      let server: ChildProcess
    }
  }
}
