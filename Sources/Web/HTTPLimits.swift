/// The bounds within which the server works for a client.
package struct HTTPLimits: Hashable, Sendable {
  /// The most bytes of a request line and its headers.
  package var headBytes: Int = 8192
  /// The most header lines of a request.
  package var headerCount: Int = 64
  /// How long a client may take from its first byte, or from connecting, to the end of the head.
  package var headDeadline: Duration = .seconds(5)
  /// How long a connection is kept between requests; more than a usual scrape interval.
  package var idleDeadline: Duration = .seconds(75)
  /// How long a client may take to read a whole response, however much of it it has taken.
  package var responseDeadline: Duration = .seconds(30)
  /// How long the rest of a refused request is swallowed, so that the client sees the answer.
  package var lingerDeadline: Duration = .seconds(1)
  /// How long `stop` waits for responses that are being sent.
  package var drainDeadline: Duration = .seconds(1)
  /// How long accepting rests when the system has no descriptor or memory left.
  package var acceptPause: Duration = .milliseconds(250)
  /// The most connections served. Beyond, the one idle for longest is closed, or 503 answered.
  package var maximumConnections: Int = 256
  /// The most connections of one address, so that one client cannot take them all. Beyond, the one
  /// of that address that is idle for longest is closed, or 503 answered.
  package var connectionsPerAddress: Int = .max
  /// The most bytes of bodies that may wait for slow readers together, shared ones counted once.
  /// Beyond, the readers that have taken longest are cut for further large responses; those are
  /// answered 503 only where nobody has taken long.
  package var pendingBytes: Int = 256 << 20
  /// How long a reader of a large response may take before it is cut to make room.
  package var readerPatience: Duration = .seconds(2)
  /// How old a large response may be that is still being sent to one client and serves another one
  /// too, who asks the same.
  package var sharingAge: Duration = .seconds(1)

  package init() {}

  /// Smaller bodies are never answered 503 for `pendingBytes`, and never shared.
  static let largeBodyBytes = 64 << 10

  /// Connections that wait to be taken: 10,000 a second may pile up for a third of a second before
  /// the system makes clients try again a second later. It takes no more than `somaxconn`.
  static let backlog: Int32 = 4096
  /// Connections taken from a listener before others are served. Many, because whoever is to be
  /// turned away costs little once taken, and whoever is not waits behind him.
  static let acceptsPerTurn = 256

  /// The most connections that may be open beyond `maximumConnections` to be told 503.
  static let refusedConnections = 64
  /// The most bytes swallowed of a refused request.
  static let lingerBytes = 1 << 20
  /// What the system may hold of a response for one client (it doubles the number). Left to itself
  /// it takes megabytes for each client that does not read.
  static let sendBufferBytes: Int32 = 256 << 10
  /// The most bytes taken from a socket at once.
  static let readBytes = 16384
}
