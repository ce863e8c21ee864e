import Foundation
import Testing

extension EndToEnd {
  /// What a client that means no good costs others, and what is known of it afterwards.
  @Suite("A hostile client", .serialized)
  struct HostileClientTests {
    /// Connected sockets from one address of the loopback, closed together.
    private final class Crowd {
      private(set) var sockets: [Int32] = []

      init(_ count: Int, from source: UInt32, to port: UInt16, saying words: String) throws {
        for _ in 0..<count {
          let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
          sockets.append(socket)
          for (address, port, call) in [(source, UInt16(0), bind), (0x7F00_0001, port, connect)] {
            var name = LoopbackSocket.address(port)
            name.sin_addr.s_addr = address.bigEndian
            let result = withUnsafePointer(to: &name) {
              $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
              }
            }
            guard result == 0 else { throw HarnessError("no connection: \(errno)") }
          }
          _ = send(socket, words, words.utf8.count, Int32(MSG_NOSIGNAL))
        }
      }

      /// Waits until each has had the beginning of an answer.
      func waitForAnswers() {
        var byte: UInt8 = 0
        for socket in sockets { _ = recv(socket, &byte, 1, 0) }
      }

      deinit { for socket in sockets { close(socket) } }
    }

    @Test("takes its share of the connections and no more, and is named in metrics and journal")
    func named() async throws {
      let folder = try ScratchFolder()
      let ports = try LoopbackSocket.freePorts(2)
      let file = try folder.write(
        """
        { site: "bench", state_directory: "state",
          web: { listen: ["127.0.0.1:\(ports[0])"], allow: ["127.0.0.0/16"] },
          devices: [{ name: "gone", profile: "eastron-sdm630",
            endpoint: "tcp://127.0.0.1:\(ports[1])", unit: 1 }] }
        """, to: "site.json5")
      let agent = try ChildProcess(
        Programs.hallwatch, ["run", "--config", file.path], in: folder)
      func page() -> ScrapedPage? {
        WebAnswer.get("/metrics", port: ports[0]).flatMap {
          $0.status == 200 ? ScrapedPage($0.text) : nil
        }
      }
      func connections(_ outcome: String, in page: ScrapedPage?) -> Double {
        page?.value("hallwatch_http_connections_total", ["outcome": outcome]) ?? 0
      }
      try await eventually("it answers") {
        if let status = agent.exitStatus { throw HarnessError("\(status): \(agent.errors)") }
        return page() != nil
      }
      // What follows the first request keeps a connection at work.
      let crowd = try Crowd(
        56, from: 0x7F00_0202, to: ports[0], saying: "GET /config HTTP/1.1\r\nHost: a\r\n\r\nGET")
      crowd.waitForAnswers()
      let more = try Crowd(20, from: 0x7F00_0202, to: ports[0], saying: "")
      try await eventually("more of one address are turned away, and others served") {
        connections("crowding", in: page()) >= 20
      }
      #expect(connections("full", in: page()) == 0)
      withExtendedLifetime((crowd, more)) {}
      let stranger = try Crowd(1, from: 0x7F01_0001, to: ports[0], saying: "")
      let babbler = try Crowd(1, from: 0x7F00_0203, to: ports[0], saying: "HELO hall\r\n\r\n")
      try await eventually("a stranger and what is no request are counted") {
        let page = page()
        return connections("not_allowed", in: page) == 1
          && page?.value("hallwatch_http_odd_requests_total", [:]) == 1
      }
      withExtendedLifetime((stranger, babbler)) {}
      // The first that is odd is told at once, all that follows in a minute.
      try await eventually("the journal names the first of them") {
        let told = try await ChildProcess.run(
          Programs.hallwatch, ["journal", "--config", file.path])
        return told.output.contains("odd_client 127.0.2.2 ")
          && told.output.contains("because crowding")
      }
      try await eventually("the log says so") { agent.errors.contains("clients_refused") }
      agent.send(SIGTERM)
      #expect(try await agent.end() == 0)
    }
  }
}
