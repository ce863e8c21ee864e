import Foundation
import Testing

extension EndToEnd {
  /// What `read` says where a Modbus device was expected and something else is, all of them real
  /// programs of other people.
  @Suite("What read says of peers that are not as asked")
  struct OddPeerTests {
    /// A register, asked for on a unit in a framing.
    private static func read(_ endpoint: String, unit: Int = 1) async throws -> String {
      let result = try await ChildProcess.run(
        Programs.hallwatch,
        [
          "read", endpoint, "--unit", "\(unit)", "--table", "holding", "--address", "0",
          "--timeout", "300ms",
        ])
      #expect(result.status == 1, "\(result.output)\(result.errors)")
      #expect(result.output == "")
      return result.errors
    }

    private static let registers = #"{"1": {"holding": {"0": [7]}}}"#

    /// pymodbus in a framing, with what comes after it on the command line.
    private static func serve(
      _ framer: [String], on port: UInt16, in folder: ScratchFolder
    ) async throws -> ChildProcess {
      let file = try folder.write(registers, to: "registers.json")
      let server = try ChildProcess(
        Programs.python(),
        [Programs.scripts.appending(path: "serve_registers.py").path, "\(port)", file.path]
          + framer, in: folder)
      try await eventually("pymodbus listens") {
        if server.exitStatus != nil { throw HarnessError(server.errors) }
        return server.output.contains("ready")
      }
      return server
    }

    @Test(
      "a server of another framing is named, with what to write instead",
      arguments: [
        ("rtu", "tcp", "It looks like RTU framing: use rtu+tcp://127.0.0.1:"),
        ("socket", "rtu+tcp", "It looks like Modbus/TCP framing: use tcp://127.0.0.1:"),
        ("ascii", "tcp", "It speaks Modbus ASCII, which hallwatch does not"),
      ])
    func framings(framer: String, scheme: String, words: String) async throws {
      let folder = try ScratchFolder()
      let port = try LoopbackSocket.freePort()
      let server = try await Self.serve([framer], on: port, in: folder)
      let said = try await Self.read("\(scheme)://127.0.0.1:\(port)")
      #expect(said.contains(words), "\(said)")
      #expect(server.exitStatus == nil)
    }

    @Test("a port that speaks TLS is named")
    func tls() async throws {
      let folder = try ScratchFolder()
      let (key, certificate) = (
        folder.url.appending(path: "key.pem"), folder.url.appending(path: "certificate.pem")
      )
      let made = try await ChildProcess.run(
        URL(filePath: "/usr/bin/openssl"),
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=gateway",
          "-keyout", key.path, "-out", certificate.path,
        ])
      #expect(made.status == 0, "\(made.errors)")
      let port = try LoopbackSocket.freePort()
      let server = try await Self.serve(
        ["tls", certificate.path, key.path], on: port, in: folder)
      let said = try await Self.read("tcp://127.0.0.1:\(port)")
      #expect(said.contains("The port speaks TLS"), "\(said)")
      #expect(server.exitStatus == nil)
    }

    @Test("a web server is named")
    func web() async throws {
      let folder = try ScratchFolder()
      let port = try LoopbackSocket.freePort()
      let server = try ChildProcess(
        Programs.python(), ["-m", "http.server", "\(port)", "--bind", "127.0.0.1"], in: folder)
      try await eventually("the web server listens") {
        WebAnswer.get("/", port: port)?.status == 200
      }
      let said = try await Self.read("tcp://127.0.0.1:\(port)")
      #expect(said.contains("A web server is there, no Modbus device"), "\(said)")
      let scan = try await ChildProcess.run(
        Programs.hallwatch,
        ["scan", "tcp://127.0.0.1:\(port)", "--units", "1-2", "--timeout", "100ms"])
      #expect(scan.status == 1)
      #expect(scan.errors.contains("A web server is there, no Modbus device"), "\(scan.errors)")
      #expect(server.exitStatus == nil)
    }
  }
}
