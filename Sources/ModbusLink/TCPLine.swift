package import Readings
package import Registers

/// One TCP connection to a device or gateway, made and broken as told. It never waits; readiness
/// is reported to it by whoever owns the event queue. Confined to one thread.
///
/// It passes on what comes. Whether a frame answers the request, and whether it came in time, is
/// judged elsewhere.
package final class TCPLine {
  package enum Event: Hashable {
    case opened
    /// The line is closed.
    case failed(ModbusFault)
    /// The first whole frame after the request sent with this token.
    case frame([UInt8], token: UInt16)
  }

  private enum State {
    case closed
    case resolving
    case connecting(ConnectingSocket)
    case open(Connection)
  }

  /// The number that the resolver's answers and the keys of the event queue carry.
  package let number: Int
  private let framing: Framing
  private let queue: EventQueue
  private let reader: FrameReader
  private let route: Route
  private var state = State.closed
  /// Tells a socket's events from those of its predecessors, which may still stand in a batch.
  private var generation: UInt32 = 0
  private var attemptsLeft = 0

  package init(
    number: Int, host: String, port: UInt16, framing: Framing, queue: EventQueue,
    reader: FrameReader, resolver: NameResolver
  ) {
    self.number = number
    self.framing = framing
    self.queue = queue
    self.reader = reader
    route = Route(host: host, port: port, asker: number, resolver: resolver)
  }

  deinit { close() }

  /// The line that the key of an event belongs to.
  package static func number(ofKey key: UInt64) -> Int { Int(key >> 32) }

  private var key: UInt64 { UInt64(number) << 32 | UInt64(generation) }

  package var isOpen: Bool { if case .open = state { true } else { false } }

  /// Begins to connect. The event, when the outcome is known at once.
  package func open(at now: Instant) -> Event? {
    close()
    guard route.isKnown(at: now) else {
      state = .resolving
      return nil
    }
    attemptsLeft = route.addressCount
    return connectNext()
  }

  /// The answer to the question after the name. An answer to an attempt that was given up serves
  /// the next one.
  package func resolved(_ answer: NameResolver.Answer, at now: Instant) -> Event? {
    route.learn(answer.result, at: now)
    guard case .resolving = state else { return nil }
    guard route.addressCount > 0 else {
      state = .closed
      return .failed(.unreachable(.nameUnknown))
    }
    attemptsLeft = route.addressCount
    return connectNext()
  }

  /// Sends a request. The fault, when the line is closed or has just broken.
  package func send(_ request: some UnitRequest, token: UInt16) -> ModbusFault? {
    guard case .open(let connection) = state else { return .disconnected }
    if let fault = connection.send(request, token: token) {
      close()
      return fault
    }
    return nil
  }

  /// What a report of the event queue comes to. After an event, ask `lookAgain` until there is
  /// none: the queue does not report twice what it reported.
  package func react(to readiness: EventQueue.Readiness) -> Event? {
    guard readiness.key == key else { return nil }
    switch state {
    case .closed, .resolving: return nil
    case .connecting(let socket):
      guard readiness.isWritable || readiness.isEnded else { return nil }
      return finishConnecting(socket)
    case .open(let connection):
      return judged(connection.react(to: readiness))
    }
  }

  /// A further event of the same report.
  package func lookAgain() -> Event? {
    guard case .open(let connection) = state else { return nil }
    return judged(connection.lookAgain())
  }

  /// Ends the connection, or the attempt to make one, at once.
  package func close() {
    switch state {
    case .closed: return
    case .resolving: break
    case .connecting(let socket):
      // Whoever gave the attempt up had waited long enough: the next one tries another address.
      route.advance()
      end(socket.descriptor)
    case .open(let connection): end(connection.descriptor)
    }
    state = .closed
  }

  private func end(_ descriptor: Int32) {
    queue.remove(descriptor)
    reader.forget(descriptor)
    ConnectingSocket.close(descriptor)
    generation &+= 1
  }

  private func judged(_ event: Event?) -> Event? {
    if case .failed = event { close() }
    return event
  }

  /// Tries the addresses that are left until one neither fails nor succeeds at once.
  private func connectNext() -> Event? {
    var fault = ModbusFault.unreachable(.other)
    while attemptsLeft > 0 {
      attemptsLeft -= 1
      switch ConnectingSocket.begin(to: route.address) {
      case .failure(let failure):
        fault = failure
        route.advance()
      case .success(let socket):
        generation &+= 1
        do { try queue.add(socket.descriptor, key: key, trigger: .edge) } catch {
          ConnectingSocket.close(socket.descriptor)
          state = .closed
          return .failed(.unreachable(.outOfDescriptors))
        }
        state = .connecting(socket)
        return nil
      }
    }
    state = .closed
    return .failed(fault)
  }

  private func finishConnecting(_ socket: ConnectingSocket) -> Event? {
    if let fault = socket.fault {
      end(socket.descriptor)
      state = .closed
      route.advance()
      return attemptsLeft > 0 ? connectNext() : .failed(fault)
    }
    let connection = Connection(socket.descriptor, framing: framing, reader: reader)
    state = .open(connection)
    return .opened
  }
}
