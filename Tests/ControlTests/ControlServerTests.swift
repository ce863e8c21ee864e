import Agent
import Configuration
import Control
import Foundation
import Journal
import ModbusLink
import Testing

@Suite("The control socket", .serialized)
struct ControlServerTests {
  /// A server in a folder of its own, with verbs that say what they were asked.
  private final class Desk {
    let folder: String
    let server: ControlServer
    private let thread: LinuxThread
    let journal: JournalFile

    init(pathLength: Int = 0) throws {
      folder =
        FileManager.default.temporaryDirectory.path + "/control-\(UUID().uuidString)"
        + String(repeating: "x", count: pathLength)
      mkdir(folder, 0o700)
      journal = try JournalFile.open(directory: folder + "/journal").0
      server = try ControlServer(
        stateDirectory: folder, access: ControlAccess(ControlSettings()))
      let server = server
      thread = try server.start(
        verbs: [
          ControlVerb(
            "echo", .view, refuse: { _, reason in .now(.refused(reason)) },
            run: { .now(.done(.text($0.request.text("word") ?? ""))) }),
          ControlVerb(
            "later", .operate, refuse: { _, reason in .now(.refused(reason)) },
            run: { call in
              server.reply(.done(.text("ticket \(call.ticket)")), to: call.ticket)
              return .later
            }),
          ControlVerb(
            "journal", .view, refuse: { _, reason in .now(.refused(reason)) },
            run: { call in
              .records(
                after: 0, JournalFilter(device: call.request.text("device")),
                follows: call.request.flag("follow"))
            }),
        ], stranger: { _ in })
    }

    deinit {
      server.stop()
      thread.join()
      try? FileManager.default.removeItem(atPath: folder)
    }

    func record(_ device: String) throws {
      let number = journal.lastNumber + 1
      let text =
        #"{"seq":\#(number),"kind":"occurred","t_recorded":"2026-11-25T10:00:00.000Z","device":"\#(device)"}"#
      try journal.append([Array(text.utf8)])
      server.journalWritten(through: journal.lastNumber)
    }

    func client() throws -> ControlClient { try ControlClient(stateDirectory: folder) }
  }

  private func answer(_ client: ControlClient) throws -> String {
    String(decoding: try client.nextLine(withinMilliseconds: 20_000), as: UTF8.self)
  }

  @Test("answers in order, at once or later, and several requests on one connection")
  func answers() throws {
    let desk = try Desk()
    let client = try desk.client()
    for word in ["one", "two"] {
      try client.send(ControlRequest("echo", [("word", .text(word))]))
      #expect(try answer(client) == #"{"hallwatch":1,"outcome":"done","result":"\#(word)"}"#)
    }
    try client.send(ControlRequest("later"))
    #expect(try answer(client).contains("ticket "))
    try client.send(ControlRequest("ecko"))
    #expect(
      try answer(client)
        == #"{"hallwatch":1,"outcome":"invalid","reason":"unknown verb ecko; did you mean `echo`?"}"#
    )
  }

  @Test("is reached where the path is longer than an address holds")
  func longPath() throws {
    let desk = try Desk(pathLength: 120)
    let client = try desk.client()
    try client.send(ControlRequest("echo", [("word", .text("far"))]))
    #expect(try answer(client).contains("far"))
  }

  @Test("is its owner's alone as long as the site file names nobody")
  func mode() throws {
    let desk = try Desk()
    var status = stat()
    #expect(stat(ControlSocket.path(in: desk.folder), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("gives the journal up to now, filtered, and then what comes")
  func journal() throws {
    let desk = try Desk()
    for round in 0..<10 { try desk.record(round % 2 == 0 ? "ups-a" : "ups-b") }
    let past = try desk.client()
    try past.send(ControlRequest("journal", [("device", .text("ups-b"))]))
    var seen: [String] = []
    while true {
      let line = try answer(past)
      if line.contains("outcome") { break }
      seen.append(line)
    }
    #expect(seen.count == 5)
    #expect(seen.allSatisfy { $0.contains("ups-b") && $0.contains("\"sum\":") })
    let follower = try desk.client()
    try follower.send(ControlRequest("journal", [("follow", .flag(true))]))
    for _ in 0..<10 { _ = try answer(follower) }
    try desk.record("ups-c")
    #expect(try answer(follower).contains("ups-c"))
  }

  @Test("refuses what is longer than a request may be, and serves others meanwhile")
  func bounds() throws {
    let desk = try Desk()
    let greedy = try desk.client()
    try greedy.send(
      ControlRequest("echo", [("word", .text(String(repeating: "x", count: 200_000)))]))
    let other = try desk.client()
    try other.send(ControlRequest("echo", [("word", .text("here"))]))
    #expect(try answer(other).contains("here"))
    // Cut off: it may read the reason, or only that the connection is gone.
    let said = try? answer(greedy)
    #expect(said == nil || said?.contains("65536") == true)
  }

  @Test("more callers than there is room for wait, and are served when others go")
  func crowd() throws {
    let desk = try Desk()
    var clients: [ControlClient] = []
    for _ in 0..<40 { clients.append(try desk.client()) }
    for client in clients { try client.send(ControlRequest("echo", [("word", .text("x"))])) }
    for _ in 0..<32 { #expect(try answer(clients.removeFirst()).contains("x")) }
    for client in clients { #expect(try answer(client).contains("x")) }
  }

  @Test("says what is wrong when nobody is there")
  func noAgent() throws {
    #expect {
      try ControlClient(stateDirectory: "/nonexistent")
    } throws: { "\($0)".contains("no agent answers at /nonexistent/control.sock") }
    let desk = try Desk()
    let folder = desk.folder
    desk.server.stop()
    #expect(throws: ControlClient.Failure.self) { try ControlClient(stateDirectory: folder) }
  }
}

@Suite("Who may do what")
struct ControlAccessTests {
  @Test("the superuser and the agent's own user operate; others are what the site file says")
  func roles() {
    var settings = ControlSettings()
    settings.users = [("nobody", .view), ("nobody-at-all", .view)]
    settings.groups = [("daemon", .operate)]
    let access = ControlAccess(settings)
    #expect(access.unknownNames == ["user nobody-at-all"])
    let nobody = ControlCaller(name: "nobody", userID: 65_534, groups: [65_534])
    #expect(access.role(of: nobody) == .view)
    // The most of what it has by name and by groups.
    #expect(access.role(of: ControlCaller(name: "x", userID: 65_534, groups: [1])) == .operate)
    #expect(access.role(of: ControlCaller(name: "x", userID: 4242, groups: [4242])) == nil)
    #expect(access.role(of: ControlCaller(name: "root", userID: 0, groups: [])) == .operate)
    #expect(access.role(of: ControlCaller(name: "me", userID: geteuid(), groups: [])) == .operate)
  }
}
