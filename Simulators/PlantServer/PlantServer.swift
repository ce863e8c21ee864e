import CLinux
import Glibc
package import Plant

/// The simulated plant as real Modbus/TCP servers on 127.0.0.1: one thread for every port and
/// connection, and for the plant's own time.
package final class PlantServer: Sendable {
  /// The ports, in the order of the lines.
  package let ports: [UInt16]
  private let shared: LockedValue<ServerState>
  private let loop: ServerLoop
  private let thread: LockedValue<pthread_t?>

  /// Opens all ports; clients are answered after `start`.
  ///
  /// - Parameters:
  ///   - speed: seconds of plant time for a second of the clock on the wall.
  ///   - onHappenings: called on the server's thread with what has happened in the hall.
  package init(
    hall: Hall, lines: [PlantLine], speed: Double = 1,
    onHappenings: @escaping @Sendable ([HallHappening]) -> Void = { _ in }
  ) throws(PlantServerError) {
    try Listening.allow(descriptors: lines.count * 3 + 64)
    shared = LockedValue(ServerState(hall: hall))
    loop = try ServerLoop(
      lines: lines, speed: speed, shared: shared, onHappenings: onHappenings)
    ports = loop.ports
    thread = LockedValue(nil)
  }

  deinit { stop() }

  /// Begins to answer and to let plant time pass.
  package func start() {
    thread.withLock { thread in
      guard thread == nil else { return }
      var handle = pthread_t()
      // The thread keeps the loop alive until it has ended.
      let box = Unmanaged.passRetained(loop)
      let status = pthread_create(
        &handle, nil,
        { @Sendable argument in
          guard let argument else { return nil }
          Unmanaged<ServerLoop>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, box.toOpaque())
      precondition(status == 0, "the system has no thread for the plant")
      hw_name_thread(handle, "plant")
      thread = handle
    }
  }

  /// Closes every port and connection and waits for the thread. Idempotent.
  package func stop() {
    let isFirst = shared.withLock { state in
      defer { state.isStopping = true }
      // Woken under the lock: once the loop has seen it, its descriptor is closed and may be
      // somebody else's.
      if !state.isStopping { loop.wake() }
      return !state.isStopping
    }
    guard isFirst else { return }
    thread.withLock { thread in
      if let handle = thread { pthread_join(handle, nil) }
      thread = nil
    }
    loop.closeAll()
  }

  /// Does something with the hall, at its time of now.
  package func withHall<Result>(_ body: (inout Hall) throws -> Result) rethrows -> Result {
    try shared.withLock { try body(&$0.hall) }
  }

  /// Lets the network part of a device misbehave from now on.
  package func setFault(_ fault: WireFault, device: Int) {
    shared.withLock { state in
      state.faults[device] = fault
      state.areFaultsNew = true
      if !state.isStopping { loop.wake() }
    }
  }
}

/// What the server's thread and its owner both touch.
struct ServerState {
  var hall: Hall
  var faults: [Int: WireFault] = [:]
  var areFaultsNew = false
  var isStopping = false
}
