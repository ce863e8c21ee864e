import Glibc
import Synchronization

@testable import Web

/// A server on a free port of the loopback, with answers that tests recognise.
struct TestServer {
  let server: HTTPServer
  private let slowRequests: Counter
  static let large = makeLarge()

  /// Eight megabytes of their own.
  private static func makeLarge() -> [UInt8] {
    [UInt8](repeating: UInt8(ascii: "x"), count: 8 << 20)
  }

  private final class Counter: Sendable {
    let count = Atomic<Int>(0)
  }

  init(
    listeners: [String] = ["127.0.0.1:0"], allow: [String] = ["127.0.0.0/8", "::1"],
    limits: HTTPLimits = HTTPLimits(),
    tellOdd: @escaping @Sendable ([OddClients.Entry]) -> Void = { _ in }
  ) throws {
    let slowRequests = Counter()
    self.slowRequests = slowRequests
    server = try HTTPServer(
      listeners: listeners.compactMap { ListenAddress($0) },
      allow: allow.compactMap { CIDRBlock($0) }, limits: limits,
      tellOdd: tellOdd
    ) { request in
      switch request.path {
      case "/": .html("<p>hall</p>")
      case "/large": HTTPResponse(contentType: "text/plain", body: Self.large)
      case "/path": .text("\(request.path) \(request.query)")
      case "/peer": .text(request.peer?.description ?? "local")
      case "/own": HTTPResponse(contentType: "text/plain", body: Self.makeLarge())
      case "/slow": Self.slowAnswer(slowRequests)
      case _ where request.path.hasPrefix("/echo"): .text(request.path)
      default: .notFound
      }
    }
    try server.start()
  }

  /// An answer that takes a quarter of a second of the server's thread.
  private static func slowAnswer(_ requests: Counter) -> HTTPResponse {
    requests.count.add(1, ordering: .relaxed)
    let end = MonotonicTime.now + .milliseconds(250)
    while MonotonicTime.now < end { sched_yield() }
    return .text("slow")
  }

  var slowRequestHasBegun: Bool { slowRequests.count.load(ordering: .relaxed) > 0 }

  var address: ListenAddress { server.boundAddresses[0] }

  func client(receiveBuffer: Int32? = nil, source: String? = nil) throws -> TestClient {
    let client = try TestClient(address, receiveBuffer: receiveBuffer, source: source)
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
