import Readings

/// Where a host is: its addresses, learned from name servers when it is a name.
///
/// Known addresses are used while they are asked for again, so name servers that are gone for a
/// time cost no connection; a device that has moved costs one attempt.
final class Route {
  private let host: String
  private let port: UInt16
  private let asker: Int
  private let resolver: NameResolver
  private let isName: Bool
  private var addresses: [SocketAddress]
  private var next = 0
  private var learnedAt: Instant?
  private var isAsking = false

  /// How long addresses of a name are used before they are asked for again.
  static let freshness = Duration.seconds(60)

  init(host: String, port: UInt16, asker: Int, resolver: NameResolver) {
    self.host = host
    self.port = port
    self.asker = asker
    self.resolver = resolver
    if let address = SocketAddress(numericHost: host, port: port) {
      addresses = [address]
      isName = false
    } else {
      addresses = []
      isName = true
    }
  }

  var addressCount: Int { addresses.count }

  /// The address to try. There is one.
  var address: SocketAddress { addresses[next % addresses.count] }

  /// Turns to the next address.
  func advance() { next = addresses.isEmpty ? 0 : (next + 1) % addresses.count }

  /// Whether there is an address to try. Asks for addresses when there is none, or none fresh.
  func isKnown(at now: Instant) -> Bool {
    let isFresh = learnedAt.map { now.since($0) < Self.freshness } ?? false
    if isName, !isFresh, !isAsking {
      isAsking = true
      resolver.ask(host, port: port, asker: asker)
    }
    return !addresses.isEmpty
  }

  func learn(_ result: Result<[SocketAddress], SocketAddress.LookUpFailure>, at now: Instant) {
    isAsking = false
    guard case .success(let found) = result, !found.isEmpty else { return }
    addresses = found
    next = 0
    learnedAt = now
  }
}
