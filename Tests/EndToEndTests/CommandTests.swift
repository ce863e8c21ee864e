import Foundation
import Testing

extension EndToEnd {
  /// What scripts see of the program: exit codes, data on stdout, words on stderr.
  @Suite("The command line")
  struct CommandTests {
    struct Case: CustomTestStringConvertible, Sendable {
      var arguments: [String]
      var status: Int32

      var testDescription: String { "hallwatch \(arguments.joined(separator: " ")) → \(status)" }
    }

    static let commands = [
      "demo", "run", "reload", "check", "read", "scan", "profiles", "simulate", "explore", "drill",
      "alarms", "journal", "top", "dashboards", "completions", "manual",
    ]

    @Test(
      "a command ends with the code of the contract",
      arguments: [
        Case(arguments: ["--version"], status: 0), Case(arguments: ["--help"], status: 0),
        Case(arguments: [], status: 2), Case(arguments: ["polish"], status: 2),
        Case(arguments: ["--polish"], status: 2), Case(arguments: ["check"], status: 2),
        Case(arguments: ["check", "no-such-file.json5"], status: 2),
        Case(arguments: ["run", "--config", "no-such-file.json5"], status: 2),
        Case(arguments: ["run"], status: 2), Case(arguments: ["run", "--polish"], status: 2),
        Case(arguments: ["demo", "--scenario", "no-such-scenario"], status: 2),
        Case(arguments: ["demo", "--duration", "soon"], status: 2),
        Case(arguments: ["simulate", "no-such-file.json5"], status: 2),
        Case(
          arguments: ["read", "nonsense", "--unit", "1", "--profile", "eastron-sdm630"], status: 2),
        Case(
          arguments: ["read", "tcp://127.0.0.1:1", "--unit", "1", "--profile", "none"], status: 2),
        Case(arguments: ["profiles", "list"], status: 0),
        Case(arguments: ["profiles", "show", "eastron-sdm630"], status: 0),
        Case(arguments: ["profiles", "show", "no-such-family"], status: 2),
        Case(arguments: ["profiles", "test"], status: 0),
        Case(arguments: ["dashboards"], status: 2), Case(arguments: ["completions"], status: 2),
        Case(arguments: ["completions", "fish"], status: 2),
      ] + commands.map { Case(arguments: [$0, "--help"], status: 0) })
    func exitCode(_ example: Case) async throws {
      let result = try await ChildProcess.run(Programs.hallwatch, example.arguments)
      #expect(result.status == example.status, "\(result.output)\(result.errors)")
      if example.status == 0 {
        #expect(!result.output.isEmpty)
      } else {
        #expect(result.output.isEmpty, "words belong on stderr")
        #expect(!result.errors.isEmpty, "no reason was given")
      }
    }

    @Test("reading from a port where nobody listens fails while running, and says so")
    func nobodyListens() async throws {
      let port = try LoopbackSocket.freePort()
      let result = try await ChildProcess.run(
        Programs.hallwatch,
        ["read", "tcp://127.0.0.1:\(port)", "--unit", "1", "--profile", "eastron-sdm630"])
      #expect(result.status == 1, "\(result.output)\(result.errors)")
      #expect(result.errors.contains("127.0.0.1:\(port)"))
    }

    @Test("a mistake in a site file is named with file, line and column")
    func checkNamesTheMistake() async throws {
      let folder = try ScratchFolder()
      let file = try folder.write("{\n  site: \"a\",\n  divices: [],\n}\n", to: "site.json5")
      let result = try await ChildProcess.run(Programs.hallwatch, ["check", file.path])
      #expect(result.status == 2)
      #expect((result.output + result.errors).contains("site.json5:3:3"))
      #expect((result.output + result.errors).contains("devices"))
    }

    @Test("a listener that is taken ends the run with a reason")
    func takenPort() async throws {
      let demo = try await WatchedAgent.demo()
      let result = try await ChildProcess.run(
        Programs.hallwatch, ["demo", "--listen", "127.0.0.1:\(demo.port)"])
      #expect(result.status == 1, "\(result.output)\(result.errors)")
      #expect(result.errors.contains("\(demo.port)"))
    }

    @Test("an interrupted demo ends well within a second's work")
    func interrupt() async throws {
      let demo = try await WatchedAgent.demo()
      demo.process.send(SIGINT)
      #expect(try await demo.process.end(within: .seconds(20)) == 0)
    }
  }
}
