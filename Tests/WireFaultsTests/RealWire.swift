import Agent
import ModbusLink
import Polling
import Readings
import Runtime
import WireFaultServer
import WireFaults

/// The agent's real runtime before a real fault server: sockets, pseudo-terminals, threads and
/// clock.
final class RealWire {
  let site: OracleSite
  private let server: WireFaultServer
  private let loop: AgentLoop<OracleWatch>
  private let thread: LinuxThread
  let startedAt: Instant

  init(
    _ site: OracleSite, seed: UInt64, keepsStarts: Bool = false,
    schedule: (Int, Instant) -> FaultSchedule
  ) throws {
    _ = Descriptors.raiseLimit()
    let start = MonotonicClock.now
    startedAt = start
    var site = site
    server = try WireFaultServer(
      seed: seed,
      lines: site.lines.indices.map { site.faultyLine($0, schedule: schedule($0, start)) })
    for (number, address) in server.addresses.enumerated() {
      switch address {
      case .port(let port): site.lines[number].port = port
      case .path(let path): site.lines[number].path = path
      }
    }
    self.site = site
    loop = try AgentLoop(
      lines: site.settings().lines, outlets: AgentOutlets(record: nil, announce: { _ in }))
    var watch = try OracleWatch(site, startedAt: MonotonicClock.now)
    watch.keepsStarts = keepsStarts
    thread = try loop.start(watch)
  }

  /// Looks at the agent now and then until it is as wanted, or the time is over.
  func wait(atMost limit: Duration, until isDone: (OracleWatch) -> Bool = { _ in false })
    -> OracleWatch?
  {
    let deadline = MonotonicClock.now + limit
    while true {
      guard let watch = loop.snapshot() else { return nil }
      if isDone(watch) || MonotonicClock.now >= deadline { return watch }
      MonotonicClock.sleep(until: min(deadline, MonotonicClock.now + .milliseconds(100)))
    }
  }

  /// Ends everything; what the lines have seen.
  func stop() -> [FaultyLine] {
    loop.stop()
    thread.join()
    return server.stop()
  }
}
