package import Registers

/// What a device family allows a client to ask, and how fast. Reading more than this makes real
/// devices refuse, fall silent or answer the next request wrongly.
package struct ReadContract: Hashable, Sendable {
  /// Most words in one request, 1–125.
  package var maximumRegisters: Int
  /// Most bits in one request, 1–2000.
  package var maximumBits: Int
  /// How many addresses that no point needs may lie between two points read together. 0 forbids
  /// holes. A hole costs wire time, a request more.
  package var maximumHole: Int
  /// Blocks that are never read across: a request lies in exactly one of them or in none. Empty
  /// when the whole table is one.
  package var fences: [RegisterSpan]
  /// Silence that the device needs after a connection is made.
  package var pauseAfterConnect: Duration
  /// Silence that the device needs between an answer and the next request.
  package var gap: Duration
  /// The same on a serial line or behind a terminal server, where it may be longer.
  package var serialGap: Duration
  /// How long an answer may take; nil leaves it to the site.
  package var timeout: Duration?
  /// Requests must start at an address divisible by this (2 for some meters). 1 allows any.
  package var startMultiple: Int
  /// How many clients the device serves at once; nil when nobody knows. The agent is one.
  package var maximumConnections: Int?

  package init(
    maximumRegisters: Int = 125, maximumBits: Int = 2000, maximumHole: Int = 0,
    fences: [RegisterSpan] = [], pauseAfterConnect: Duration = .zero, gap: Duration = .zero,
    serialGap: Duration = .zero, timeout: Duration? = nil, startMultiple: Int = 1
  ) {
    self.maximumRegisters = maximumRegisters
    self.maximumBits = maximumBits
    self.maximumHole = maximumHole
    self.fences = fences
    self.pauseAfterConnect = pauseAfterConnect
    self.gap = gap
    self.serialGap = serialGap
    self.timeout = timeout
    self.startMultiple = startMultiple
    maximumConnections = nil
  }

  /// The silence to keep before the next request on a line with that framing.
  package func gap(on framing: Framing) -> Duration {
    framing == .rtu ? max(gap, serialGap) : gap
  }
}
