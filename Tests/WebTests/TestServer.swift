import Glibc

@testable import Web

/// A server on a free port of the loopback, with answers that tests recognise.
struct TestServer {
  let server: HTTPServer
  static let large = [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)

  init(
    listeners: [String] = ["127.0.0.1:0"], allow: [String] = ["127.0.0.0/8", "::1"],
    limits: HTTPLimits = HTTPLimits()
  ) throws {
    server = try HTTPServer(
      listeners: listeners.compactMap { ListenAddress($0) },
      allow: allow.compactMap { CIDRBlock($0) }, limits: limits
    ) { request in
      switch request.path {
      case "/": .html("<p>hall</p>")
      case "/large": HTTPResponse(contentType: "text/plain", body: Self.large)
      case "/path": .text("\(request.path) \(request.query)")
      case "/peer": .text(request.peer?.description ?? "local")
      case _ where request.path.hasPrefix("/echo"): .text(request.path)
      default: .notFound
      }
    }
    try server.start()
  }

  var address: ListenAddress { server.boundAddresses[0] }

  func client(receiveBuffer: Int32? = nil) throws -> TestClient {
    let client = try TestClient(address, receiveBuffer: receiveBuffer)
    client.server = server
    return client
  }

  /// Asks the server's counters until they are as they should be; false when they never become so.
  func eventually(_ condition: (HTTPCounters) -> Bool) -> Bool {
    let end = MonotonicTime.now + .seconds(10)
    while MonotonicTime.now < end {
      if condition(server.counters) { return true }
      sched_yield()
    }
    return false
  }
}
