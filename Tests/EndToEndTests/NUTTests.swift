import Foundation
import Testing

extension EndToEnd {
  /// The drivers of Network UPS Tools, written by other people from the same documents, read our
  /// simulated devices over a serial line and report the same as we do.
  @Suite("The drivers of NUT")
  struct NUTTests {
    /// What a driver reports, and the point and unit in which we have it.
    struct Fact: Sendable {
      var variable: String
      var point: String
      /// What one of ours is of theirs, such as 100 for a ratio and per cent.
      var factor = 1.0
      /// What the driver cuts off or rounds away.
      var rounding: Double
    }

    struct Driver: Sendable, CustomTestStringConvertible {
      var name: String
      var profile: String
      var unit: Int
      /// Further arguments of the gateway: what the device says of itself, and registers that the
      /// driver wants and the profile leaves out.
      var gateway: [String] = []
      /// What the driver says while the mains are there.
      var status: String?
      var facts: [Fact]

      var testDescription: String { name }
    }

    static let drivers = [
      Driver(
        name: "huawei-ups2000", profile: "huawei-ups2000", unit: 1,
        gateway: ["1=UPS2000;2=V100R001C01SPC120;3=1.0;4=SN42"], status: "OL",
        facts: [
          Fact(variable: "input.voltage", point: "input_l1_voltage", rounding: 0.06),
          Fact(variable: "input.frequency", point: "input_frequency", rounding: 0.06),
          Fact(variable: "input.bypass.voltage", point: "bypass_l1_voltage", rounding: 0.06),
          Fact(variable: "output.voltage", point: "output_l1_voltage", rounding: 0.06),
          Fact(variable: "output.current", point: "output_l1_current", rounding: 0.06),
          Fact(variable: "output.realpower", point: "output_l1_real_power", rounding: 0.06),
          Fact(variable: "battery.voltage", point: "battery_voltage", rounding: 0.06),
          Fact(
            variable: "battery.charge", point: "battery_charge", factor: 100, rounding: 0.06),
          Fact(variable: "battery.runtime", point: "battery_runtime", rounding: 0.6),
        ]),
      Driver(
        name: "socomec_jbus", profile: "socomec-jbus-delphys-digys", unit: 1,
        gateway: ["", "0x10E0=400"],
        facts: [
          Fact(variable: "battery.charge", point: "battery_charge", factor: 100, rounding: 1),
          Fact(variable: "battery.voltage", point: "battery_voltage", rounding: 1),
          Fact(variable: "output.L1-N.voltage", point: "output_l1_voltage", rounding: 1),
          Fact(variable: "output.L1.current", point: "output_l1_current", rounding: 1),
          Fact(variable: "output.frequency", point: "output_frequency", rounding: 1),
          Fact(variable: "input.bypass.L1-N.voltage", point: "bypass_l1_voltage", rounding: 1),
          Fact(variable: "ups.load", point: "output_load", factor: 100, rounding: 1),
        ]),
      Driver(
        name: "phoenixcontact_modbus", profile: "phoenixcontact-quint-ups", unit: 192,
        status: "OL",
        facts: [
          Fact(variable: "output.voltage", point: "output_voltage", rounding: 1),
          Fact(variable: "output.current", point: "output_current", rounding: 0.01),
          Fact(variable: "battery.charge", point: "battery_charge", factor: 100, rounding: 1),
        ]),
      Driver(
        name: "adelsystem_cbi", profile: "adelsystem-cbi", unit: 5,
        facts: [
          Fact(variable: "input.voltage", point: "input_voltage", rounding: 1),
          Fact(variable: "output.voltage", point: "output_voltage", rounding: 0.01),
          Fact(variable: "output.current", point: "output_current", rounding: 0.01),
          Fact(variable: "battery.charge", point: "battery_charge", factor: 100, rounding: 1),
          Fact(variable: "battery.voltage", point: "battery_voltage", rounding: 0.01),
          Fact(variable: "battery.temperature", point: "battery_temperature", rounding: 0.01),
        ]),
    ]

    @Test("report what the simulated device says, as hallwatch does", arguments: drivers)
    func reports(_ driver: Driver) async throws {
      let folder = try ScratchFolder()
      let port = try LoopbackSocket.freePort()
      let site = try folder.write(
        """
        { site: "bench", devices: [{ name: "ups", profile: "\(driver.profile)",
          unit: \(driver.unit), endpoint: "tcp://127.0.0.1:\(port)" }] }
        """, to: "site.json5")
      let simulator = try ChildProcess(
        Programs.hallwatch, ["simulate", site.path, "--scenario", "quiet", "--speed", "0.1"],
        in: folder)
      try await eventually("the simulator listens") {
        if simulator.exitStatus != nil { throw HarnessError(simulator.errors) }
        return try LoopbackSocket().connect(to: port)
      }
      let line = try Self.serialLine(in: folder)
      let script = Programs.scripts.appending(path: "serial_gateway.py").path
      let gateway = try ChildProcess(
        Programs.python(), [script, "\(port)", line] + driver.gateway, in: folder)
      try await eventually("the serial line is there") {
        if gateway.exitStatus != nil { throw HarnessError(gateway.errors) }
        return gateway.output.contains("ready")
      }
      var open = driver.facts
      // The plant moves while it is read: we read before and after.
      for _ in 0..<20 where !open.isEmpty {
        let before = try await Counterparts.hallwatch(
          profile: driver.profile, port: port, unit: driver.unit)
        let reported = try await Self.report(driver, on: line, folder)
        let after = try await Counterparts.hallwatch(
          profile: driver.profile, port: port, unit: driver.unit)
        if let status = driver.status {
          let words = reported["ups.status"]?.split(separator: " ").map(String.init) ?? []
          #expect(words.contains(status), "\(reported)")
        }
        // What moves in the finest step between our two readings is judged by what it was between.
        open = open.filter { fact in
          guard case let first?? = before[fact.point], case let last?? = after[fact.point] else {
            return true
          }
          let ours = (min(first, last) * fact.factor, max(first, last) * fact.factor)
          guard ours.1 - ours.0 <= max(fact.rounding, abs(ours.1) * 0.01) else { return true }
          let theirs = reported[fact.variable].flatMap { Double($0) }
          let isBetween = theirs.map { theirs in
            theirs >= ours.0 - fact.rounding && theirs <= ours.1 + fact.rounding
          }
          #expect(
            isBetween ?? false,
            "\(fact.variable) is \(reported[fact.variable] ?? "missing"), ours \(ours)")
          return false
        }
      }
      #expect(open.map(\.point) == [], "never stood still, or has no value")
      withExtendedLifetime((simulator, gateway)) {}
    }

    /// Some drivers take a path for a serial port only when it looks like one.
    private static func serialLine(in folder: ScratchFolder) throws -> String {
      let devices = folder.url.appending(path: "dev")
      try FileManager.default.createDirectory(at: devices, withIntermediateDirectories: true)
      return devices.appending(path: "ttyUPS").path
    }

    /// The variables of a driver after one round.
    private static func report(
      _ driver: Driver, on line: String, _ folder: ScratchFolder
    ) async throws -> [String: String] {
      let place = folder.url.path
      let result = try await ChildProcess.run(
        URL(filePath: "/usr/bin/env"),
        [
          "NUT_STATEPATH=\(place)", "NUT_ALTPIDPATH=\(place)", Programs.nut(driver.name).path,
          "-u", NSUserName(), "-s", "ups", "-x", "port=\(line)", "-d", "1",
        ])
      var variables: [String: String] = [:]
      for text in result.output.split(separator: "\n") {
        guard let colon = text.firstRange(of: ": ") else { continue }
        variables[String(text[..<colon.lowerBound])] = String(text[colon.upperBound...])
      }
      guard variables["device.type"] != nil else {
        throw HarnessError("\(driver.name): \(result.output) \(result.errors)")
      }
      return variables
    }
  }
}
