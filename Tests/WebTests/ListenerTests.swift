import Foundation
import Testing

@testable import Web

@Suite("Listeners")
struct ListenerTests {
  /// A path for a socket that is short and this test's own.
  private func socketPath() -> String {
    FileManager.default.temporaryDirectory
      .appendingPathComponent("hw-\(UInt32.random(in: .min ... .max)).sock").path
  }

  @Test("a client that is not allowed is cut before HTTP")
  func allowList() throws {
    let server = try TestServer(allow: ["10.0.0.0/8", "::1"])
    let client = try server.client()
    #expect(client.isEnded())
    #expect(server.eventually { $0.refused == 1 })
    #expect(server.server.counters.accepted == 0)
    #expect(server.server.counters.responses.isEmpty)
  }

  @Test("nobody is allowed by an empty list")
  func emptyAllowList() throws {
    #expect(try TestServer(allow: []).client().isEnded())
  }

  @Test("the handler learns who asks")
  func peer() throws {
    #expect(try TestServer().client().get("/peer").text == "127.0.0.1\n")
  }

  @Test("IPv6 is served where the system has it, apart from IPv4")
  func versionSix() throws {
    guard let server = try? TestServer(listeners: ["[::1]:0"]) else { return }
    #expect(try server.client().get("/peer").text == "::1\n")
  }

  @Test("several listeners are one server")
  func several() throws {
    let path = socketPath()
    let server = try TestServer(listeners: ["127.0.0.1:0", "unix:\(path)", "127.0.0.1:0"])
    let addresses = server.server.boundAddresses
    #expect(addresses.count == 3 && Set(addresses).count == 3)
    for address in addresses {
      #expect(try TestClient(address).get("/").status == 200)
    }
  }

  @Test("a taken port is named")
  func takenPort() throws {
    let server = try TestServer()
    let error = #expect(throws: HTTPServerError.self) {
      try HTTPServer(listeners: [server.address], allow: []) { _ in .notFound }
    }
    #expect(error?.description == "cannot listen on \(server.address): address already in use")
  }

  @Test("a Unix socket is open to its owner and group, asks no list, and goes with the server")
  func unixSocket() throws {
    let path = socketPath()
    let server = try TestServer(listeners: ["unix:\(path)"], allow: [])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o660)
    #expect(try server.client().get("/peer").text == "local\n")
    server.server.stop()
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("a socket left by a dead process is replaced")
  func staleSocket() throws {
    let path = socketPath()
    let stale = try ListeningSocket(.unix(path: path))
    close(stale.descriptor)
    #expect(FileManager.default.fileExists(atPath: path))
    let server = try TestServer(listeners: ["unix:\(path)"])
    #expect(try server.client().get("/").status == 200)
  }

  @Test("a socket that answers, or a file that is none, is left alone")
  func othersSocket() throws {
    let path = socketPath()
    let server = try TestServer(listeners: ["unix:\(path)"])
    let taken = #expect(throws: HTTPServerError.self) {
      try TestServer(listeners: ["unix:\(path)"])
    }
    #expect(taken?.reason == "another process listens there")
    #expect(try server.client().get("/").status == 200)
    let file = socketPath()
    try Data("x".utf8).write(to: URL(fileURLWithPath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let other = #expect(throws: HTTPServerError.self) {
      try TestServer(listeners: ["unix:\(file)"])
    }
    #expect(other?.reason == "the path is taken by something that is no socket")
    #expect(FileManager.default.fileExists(atPath: file))
  }
}
