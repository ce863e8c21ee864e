package import Readings

extension Poller {
  /// What a line is doing and has done. The busy time includes an answer awaited at `now`.
  package func lineStatus(_ line: LineIndex, at now: Instant) -> LineStatus {
    let machine = machines[line.rawValue]
    let units = lineSetups[line.rawValue].members.count
    return machine.status(deadUnits: units - machine.livingCount, at: now.nanoseconds)
  }

  /// When the line was last asked something; the origin before the first request.
  package func lastAsked(_ line: LineIndex) -> Instant {
    Instant(nanoseconds: machines[line.rawValue].sentAt)
  }

  /// How the polling of a device goes.
  package func deviceStatus(_ device: DeviceIndex) -> DevicePollStatus {
    let state = states[device.rawValue]
    return DevicePollStatus(
      cycles: state.cycles, overruns: state.overruns,
      lastCycleDuration: state.cycles == 0 ? nil : .nanoseconds(Int64(state.lastDuration)),
      lastSuccess: state.lastSuccess.map { Instant(nanoseconds: $0) },
      consecutiveFailedCycles: state.failedCycles, isProbed: !state.isLiving,
      plannedRequests: plans[Int(state.plan)].requests().count)
  }
}
