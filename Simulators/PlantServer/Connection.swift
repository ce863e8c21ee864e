/// One client of the plant. Confined to the server's thread.
final class Connection {
  let descriptor: Int32
  /// The line it came in on.
  let line: Int
  /// Tells a connection from a later one on the same descriptor.
  let serial: UInt64
  var received: [UInt8] = []
  /// What could not be sent yet.
  var unsent: [UInt8] = []
  /// Whether the client must take its answers before it is heard again.
  var isAwaitingRoom = false

  init(descriptor: Int32, line: Int, serial: UInt64) {
    self.descriptor = descriptor
    self.line = line
    self.serial = serial
  }
}

/// An answer that waits for its time.
struct DelayedAnswer {
  /// Nanoseconds of the monotonic clock.
  var due: UInt64
  var descriptor: Int32
  var serial: UInt64
  var frame: [UInt8]
}
