import Agent
import Alarms
import DeviceProfiles
import Readings

/// A snapshot of the agent as the page asks it: which alarms stand, what a device says of a
/// quantity now. What many parts of a page ask is worked out once.
struct PlantView {
  let agent: Agent
  let now: Instant
  /// The alarms that are not normal and not hidden, the most pressing first.
  let standing: [AlarmIndex]
  /// Those that are shelved, suppressed or out of service.
  let hidden: [AlarmIndex]
  /// How many of those that stand are active, by priority.
  let activeCounts: [(priority: AlarmPriority, count: Int)]
  /// The groups of which some alarm that stands came first and another did not: there the mark says
  /// something.
  let tellingGroups: Set<String>
  /// The devices that give no good reading although they were asked, in the order of the site file.
  let silent: [Int]

  init(agent: Agent, now: Instant) {
    self.agent = agent
    self.now = now
    let alarms = agent.alarmsByUrgency()
    standing = alarms.filter { !agent.alarms[$0].state.isHidden }
    hidden = alarms.filter { agent.alarms[$0].state.isHidden }
    var counts: [AlarmPriority: Int] = [:]
    for alarm in standing where agent.alarms[alarm].isActive {
      counts[agent.alarms[alarm].priority, default: 0] += 1
    }
    activeCounts = AlarmPriority.allCases.compactMap { priority in
      counts[priority].map { (priority, $0) }
    }
    var groups: [String: (first: Int, later: Int)] = [:]
    for alarm in standing {
      guard let group = agent.alarms.definitions[alarm.rawValue].group else { continue }
      if agent.alarms[alarm].firstOut == nil {
        groups[group, default: (0, 0)].later += 1
      } else {
        groups[group, default: (0, 0)].first += 1
      }
    }
    tellingGroups = Set(groups.filter { $0.value.first > 0 && $0.value.later > 0 }.keys)
    silent = agent.devices.indices.filter {
      agent.devices[$0].hasCompletedCycle && !agent.devices[$0].isUp
    }
  }

  var activeCount: Int { activeCounts.reduce(0) { $0 + $1.count } }

  /// A series that has a value now.
  struct Sample {
    var point: PointIndex
    var series: SeriesDefinition
    var value: Double

    func label(_ name: String) -> String? { series.labels.first { $0.name == name }?.value }
  }

  /// What a device says now of these quantities, in the order of its points.
  func samples(_ quantities: Set<String>, of device: Int) -> [Sample] {
    var samples: [Sample] = []
    walk(quantities, of: device) { point, series, value in
      if let value, let number = series.extraction.number(of: value) {
        samples.append(Sample(point: point, series: series, value: number))
      }
    }
    return samples
  }

  /// Every series of a device that is of one of these quantities, with what it says now: nil when
  /// it says nothing.
  func walk(
    _ quantities: Set<String>, of device: Int,
    _ body: (PointIndex, SeriesDefinition, Value?) -> Void
  ) {
    let first = agent.points.points(of: DeviceIndex(rawValue: device)).lowerBound
    let count = agent.settings.devices[device].profile.points.count
    for place in 0..<count {
      for number in agent.settings.devices[device].profile.points[place].series.indices {
        guard
          quantities.contains(
            agent.settings.devices[device].profile.points[place].series[number].quantity.name)
        else { continue }
        let point = PointIndex(rawValue: first + place)
        body(
          point, agent.settings.devices[device].profile.points[place].series[number],
          agent.presentReading(point, at: now).value)
      }
    }
  }

  /// The name of the state that a device says it is in, of a quantity that has states.
  func state(_ quantity: String, of device: Int) -> String? {
    var found: String?
    walk([quantity], of: device) { _, series, value in
      if found == nil, case .state(let state)? = value, series.stateNames.indices.contains(state) {
        found = series.stateNames[state]
      }
    }
    return found
  }

  func label(_ name: String, of device: Int) -> String? {
    agent.settings.devices[device].labels.first { $0.name == name }?.value
  }

  func definition(of point: PointIndex) -> PointDefinition {
    agent.settings.devices[agent.points.device(of: point).rawValue]
      .profile.points[agent.points.place(of: point)]
  }

  /// A time as people on shift write it down.
  func clock(_ instant: Instant) -> String {
    Wording.clock(agent.clock.wallTime(at: instant))
  }

  /// What people call a room.
  func title(ofRoom name: String) -> String {
    agent.settings.topology.room(name)?.title ?? name
  }
}
