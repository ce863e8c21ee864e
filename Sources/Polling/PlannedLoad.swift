import DeviceProfiles
package import Readings
package import Registers

/// What a device is planned to ask of its line, before anything is measured.
package struct PlannedLoad: Hashable, Sendable {
  /// What a device behind TCP is taken to need for an answer, the network included. Real ones lie
  /// between 2 and 100 ms.
  package static let answerTime = Duration.milliseconds(20)

  /// The requests of one cycle and what they take.
  package struct Cycle: Hashable, Sendable {
    package var spans: [RegisterSpan]
    package var time: Duration
    /// The time of the longest of them.
    package var longestRequest: Duration

    /// The bytes of requests and answers, at most. TCP has 12 bytes of request and 9 of answer
    /// besides the data, and RTU has less.
    package var bytes: Int {
      spans.reduce(0) { $0 + 21 + ($1.table.holdsBits ? ($1.count + 7) / 8 : $1.count * 2) }
    }
  }

  package let usual: Cycle
  /// The cycle that reads points of the pace `slow` as well.
  package let full: Cycle
  package let interval: Duration

  package init(_ plan: CyclePlan, of device: PolledDevice, on line: LineSettings) {
    let gap = max(line.gap, device.contract.gap(on: line.medium.framing))
    let cost = ReadCost(medium: line.medium, gap: gap)
    func cycle(_ kind: CyclePlan.Kind) -> Cycle {
      let spans = plan.requests(kind).map(\.span)
      func time(_ span: RegisterSpan) -> Duration {
        line.medium.framing == .tcp
          ? Self.answerTime + gap : .nanoseconds(Int64(cost.cost(span)))
      }
      return Cycle(
        spans: spans, time: spans.reduce(.zero) { $0 + time($1) },
        longestRequest: spans.map(time).max() ?? .zero)
    }
    usual = cycle(CyclePlan.Kind())
    full = cycle(CyclePlan.Kind(includesSlow: true))
    interval = device.interval
  }

  /// The part of the time that the device keeps its line busy; above 1, it cannot hold its interval.
  package var busyRatio: Double {
    let every = Double(PollLimits.slowEvery)
    return (usual.time.seconds * (every - 1) + full.time.seconds) / every / interval.seconds
  }
}

extension Poller {
  /// The part of the time that the devices of a line are planned to keep it busy, by what is known
  /// of them now. Asked for every line with every scrape, so plans that stand are not gone through.
  package func plannedBusyRatio(of line: LineIndex) -> Double {
    members[lineSetups[line.rawValue].members].reduce(0) { sum, member in
      let device = Int(member)
      return sum
        + (states[device].needsPlan
          ? plannedLoad(of: DeviceIndex(rawValue: device)).busyRatio
          : states[device].plannedBusyRatio)
    }
  }

  /// What a device is planned to ask of its line, by what is known of it now.
  package func plannedLoad(of device: DeviceIndex) -> PlannedLoad {
    let index = device.rawValue
    let plan = states[index].needsPlan ? newPlan(index) : plans[Int(states[index].plan)]
    return PlannedLoad(plan, of: devices[index], on: lines[devices[index].line.rawValue])
  }
}
