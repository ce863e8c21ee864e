import CLinux
import Glibc

/// Letting connections in, or not.
extension ServerLoop {
  /// Takes the connections that wait.
  func accept(on listener: ListeningSocket) {
    // A bounded number, so that a flood of connections does not hold up those that are served.
    for _ in 0..<HTTPLimits.acceptsPerTurn {
      let (descriptor, peer, error) = listener.accept()
      switch error {
      case 0: admit(descriptor, peer: peer, on: listener)
      case EINTR, ECONNABORTED, EPROTO: continue
      case EMFILE, ENFILE, ENOBUFS, ENOMEM:
        pauseAccepting()
        return
      default: return
      }
    }
  }

  private func admit(_ accepted: Int32, peer: IPAddress?, on listener: ListeningSocket) {
    guard isAllowed(peer, on: listener) else {
      close(accepted)
      counters.withLock { $0.refused += 1 }
      odd.note(.notAllowed, peer)
      return
    }
    let isCrowd = isCrowded(peer)
    let isOver =
      isCrowd || connections.count >= limits.maximumConnections && !evictOldestIdle()
    if isOver {
      counters.withLock { if isCrowd { $0.crowded += 1 } else { $0.overflowed += 1 } }
      odd.note(isCrowd ? .crowding : .full, peer)
      guard connections.count < limits.maximumConnections + HTTPLimits.refusedConnections else {
        close(accepted)
        return
      }
    }
    let descriptor = Descriptor.raised(accepted)
    if peer != nil {
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes,
        socklen_t(MemoryLayout<Int32>.size))
    }
    generation = generation &+ 1 & 0x7FFF_FFFF
    let connection = Connection(
      descriptor: descriptor, generation: generation, peer: peer,
      machine: ConnectionStateMachine(limits: limits, at: .now))
    connections[descriptor] = connection
    if let peer { neighbours[peer, default: []].append(connection) }
    counters.withLock {
      $0.accepted += 1
      $0.open = connections.count
    }
    poll.add(descriptor, token: token(connection), .reading)
    if isOver {
      connection.machine.refuseConnection(at: .now)
      begin(.text("Too many connections.", status: .unavailable), on: connection)
      advance(connection)
    }
    note(connection)
  }

  /// Whether a peer may speak to us. On a Unix socket the file's permissions have decided.
  private func isAllowed(_ peer: IPAddress?, on listener: ListeningSocket) -> Bool {
    switch (listener.address, peer) {
    case (.unix, _): true
    case (.tcp, let peer?): allow.contains { $0.contains(peer) }
    case (.tcp, nil): false
    }
  }

  /// Whether an address has all the connections that one may have, and uses them.
  private func isCrowded(_ peer: IPAddress?) -> Bool {
    guard let peer, let present = neighbours[peer], present.count >= limits.connectionsPerAddress
    else { return false }
    return !evictOldestIdle(of: present)
  }

  /// Closes a connection without a request, of the address that has most: a crowd makes room for
  /// itself, and does not close the one that a scrape has just made. False when none is idle.
  private func evictOldestIdle() -> Bool {
    var largest: [Connection] = []
    for crowd in neighbours.values
    where crowd.count > largest.count && crowd.contains(where: { $0.machine.isIdle }) {
      largest = crowd
    }
    return evictOldestIdle(of: largest) || evictOldestIdle(of: connections.values)
  }

  private func evictOldestIdle(of connections: some Collection<Connection>) -> Bool {
    let oldest = connections.lazy.filter { $0.machine.isIdle }
      .min { $0.machine.since < $1.machine.since }
    guard let oldest else { return false }
    counters.withLock { $0.evicted += 1 }
    end(oldest)
    return true
  }

  private func pauseAccepting() {
    counters.withLock { $0.acceptPauses += 1 }
    ranOut()
    acceptResumes = .now + limits.acceptPause
    watchListeners(.nothing)
  }
}
