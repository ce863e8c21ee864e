import DeviceProfiles
package import Readings
import Registers

/// Decides which registers are read when, on which line, and which answers are believed.
///
/// It owns every deadline. It is told facts (time, lines, frames) and says what to do; the same
/// facts give the same actions. State lies in arrays without references, so that a copy of the
/// whole costs one `memcpy` each.
package struct Poller: Sendable {
  let lines: [LineSettings]
  var devices: [PolledDevice]
  let lineSetups: [LineSetup]
  let setups: [DeviceSetup]
  /// The devices ordered by line; `LineSetup.members` points into it.
  let members: [Int32]
  /// The cost of a request to each device.
  let costs: [ReadCost]

  var plans: [CyclePlan] = []
  var groups: [RateGroup] = []
  var machines: [LineMachine]
  var states: [DeviceState]
  /// Groups first, then lines.
  var timers: TimerHeap
  /// By device; nil while nothing was learned.
  var learned: [LearnedLimits?]
  /// By device; nil while no search runs.
  var repairs: [Repair?]

  /// - Parameters:
  ///   - lines: every line that a device names.
  ///   - startedAt: the first cycles are spread over the first interval after this.
  package init(lines: [LineSettings], devices: [PolledDevice], startedAt: Instant) {
    self.lines = lines
    self.devices = devices
    let byLine = devices.indices.sorted {
      (devices[$0].line.rawValue, $0) < (devices[$1].line.rawValue, $1)
    }
    members = byLine.map(Int32.init)
    var lineSetups: [LineSetup] = []
    var place = 0
    for (index, line) in lines.enumerated() {
      let first = place
      while place < byLine.count, devices[byLine[place]].line.rawValue == index { place += 1 }
      lineSetups.append(
        LineSetup(
          line, devices: byLine[first..<place].map { devices[$0] }, members: first..<place))
    }
    self.lineSetups = lineSetups
    setups = devices.map { DeviceSetup($0, on: lines[$0.line.rawValue]) }
    costs = devices.map { device in
      let line = lines[device.line.rawValue]
      return ReadCost(
        medium: line.medium, gap: max(line.gap, device.contract.gap(on: line.medium.framing)))
    }
    machines = lines.indices.map { LineMachine(line: LineIndex(rawValue: $0)) }
    for (index, setup) in lineSetups.enumerated() {
      machines[index].livingCount = setup.members.count
    }
    states = Array(repeating: DeviceState(), count: devices.count)
    for index in states.indices { states[index].slowPhase = UInt64(index) }
    learned = Array(repeating: nil, count: devices.count)
    repairs = Array(repeating: nil, count: devices.count)
    timers = TimerHeap(count: 0)
    begin(at: startedAt)
    makePlans()
  }

  /// Lays the first cycles into the first interval after an instant, as if the poller had been made
  /// then. For use before the first event: making the agent of a large site takes a while, which
  /// must not count as cycles left out.
  package mutating func begin(at start: Instant) {
    groups = Self.groups(of: devices, start: start.nanoseconds)
    timers = TimerHeap(count: groups.count + lines.count)
    for (index, group) in groups.enumerated() { timers.set(index, at: group.due) }
  }

  /// - Parameter chosen: the places of the devices that are meant; nil for all.
  static func groups(
    of devices: [PolledDevice], chosen: [Int]? = nil, start: UInt64
  ) -> [RateGroup] {
    let byInterval = (chosen ?? Array(devices.indices)).sorted {
      (devices[$0].interval, $0) < (devices[$1].interval, $1)
    }
    var groups: [RateGroup] = []
    var rest = byInterval[...]
    while let first = rest.first {
      let interval = devices[first].interval
      let same = rest.prefix { devices[$0].interval == interval }
      groups.append(
        RateGroup(
          start: start, interval: UInt64(max(1, interval.nanoseconds)), devices: Array(same)))
      rest = rest.dropFirst(same.count)
    }
    return groups
  }

  /// Devices of one family on lines of one kind share a plan.
  private mutating func makePlans() {
    struct Key: Hashable {
      var items: [PolledItem]
      var contract: ReadContract
      var maximumHole: Int?
      var cost: ReadCost
    }
    var known: [Key: Int32] = [:]
    for (index, device) in devices.enumerated() {
      let key = Key(
        items: device.items, contract: device.contract,
        maximumHole: lines[device.line.rawValue].maximumHole, cost: costs[index])
      if let plan = known[key] {
        states[index].plan = plan
      } else {
        states[index].plan = Int32(plans.count)
        known[key] = states[index].plan
        plans.append(
          CyclePlan(
            items: key.items, contract: key.contract, maximumHole: key.maximumHole, cost: key.cost)
        )
      }
      states[index].plannedBusyRatio = plannedLoad(of: DeviceIndex(rawValue: index)).busyRatio
    }
  }

  /// The next instant at which `timeReached` has something to do.
  package var nextWake: Instant? { timers.earliest.map { Instant(nanoseconds: $0) } }

  /// What the device was found to refuse; nil when nothing.
  package func learnedLimits(of device: DeviceIndex) -> LearnedLimits? { learned[device.rawValue] }

  /// Reads with the next cycle what is read seldom, too: it was read before it could be believed.
  package mutating func readSeldomAgain(_ device: DeviceIndex) {
    states[device.rawValue].needsSlow = true
    states[device.rawValue].needsOnce = true
  }

  /// Reads something else of a device from its next cycle on: what it is has been found out.
  package mutating func setItems(_ items: [PolledItem], of device: DeviceIndex) {
    let index = device.rawValue
    devices[index].items = items
    learned[index] = nil
    repairs[index] = nil
    states[index].trialAt = .max
    states[index].needsPlan = true
    states[index].needsSlow = true
    states[index].needsOnce = true
  }
}
