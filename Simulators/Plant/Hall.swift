package import DeviceProfiles

/// A whole data hall as one value: a function of its devices, a seed, what was done to it, and
/// virtual time.
///
/// It advances in fixed steps, so it makes no difference in how many pieces time passes.
package struct Hall: Sendable {
  /// The length of one step.
  package static let step: Duration = .milliseconds(200)
  static let stepSeconds = 0.2

  package let devices: [PlantDevice]
  /// How much time has passed, in whole steps.
  package private(set) var time: Duration = .zero
  /// What has been delivered, used and lost since the start.
  package internal(set) var ledger = EnergyLedger()
  /// Degrees Celsius outside.
  package internal(set) var outdoorTemperature = 14.0

  let plan: HallPlan
  let sizing: HallSizing
  let noise: Noise
  let instruments: [Instrument]
  let questions: [[Question]]
  let readRules: [ReadRules]
  let wiring: HallWiring

  var feeds: [Feed]
  var generators: [GeneratorSet] = []
  var upses: [UPS] = []
  var packs: [BatteryPack] = []
  var meters: [EnergyMeter] = []
  var coolingUnits: [CoolingUnit] = []
  var chillers: [Chiller] = []
  /// The chilled water; nil in a hall without chillers.
  var water: ChilledWater?
  var rooms: [RoomAir]
  var probes: [ClimateProbe] = []
  var leakCables: [LeakCable] = []
  var smokeDetectors: [AspiratingDetector] = []
  var contacts: [FireContacts] = []
  /// The fire panel's automatic of each room.
  var suppression: [Suppression] = []

  /// What the racks want, as a share of what they are meant to draw.
  var rackLevel = 1.0
  var rackPower = 0.0
  /// The same by group.
  var groupPower: [Double]
  /// The air temperature of each room at the start of a step, kept so that a step needs no memory.
  var ambient: [Double]
  var isReachable: [Bool]
  /// What is wrong with sensors; the latest entry for a point counts.
  var sensorFaults: [SensorFaultEntry] = []
  /// What a story lets points say, by device and place in its profile.
  var scripts: [Int: [Int: RunningScript]] = [:]
  /// Events to come, the earliest last.
  var agenda: [HallEvent] = []
  var happenings: [HallHappening] = []
  private var stepCount = 0

  /// - Parameters:
  ///   - devices: in the order in which they are addressed.
  ///   - seed: chooses noise and small differences between like devices; nothing else.
  package init(devices: [PlantDevice], seed: UInt64) {
    self.devices = devices
    let plan = HallPlan(devices)
    self.plan = plan
    sizing = HallSizing(plan)
    noise = Noise(seed: seed)
    isReachable = Array(repeating: true, count: devices.count)
    questions = devices.map { device in
      device.profile.points.map { Question($0, labels: device.labels) }
    }
    readRules = devices.map { ReadRules($0.profile) }
    var assembly = HallAssembly(devices: devices, plan: plan, sizing: sizing, seed: seed)
    assembly.build()
    feeds = assembly.feeds
    rooms = assembly.rooms
    generators = assembly.generators
    upses = assembly.upses
    packs = assembly.packs
    meters = assembly.meters
    coolingUnits = assembly.coolingUnits
    chillers = assembly.chillers
    water = assembly.water
    probes = assembly.probes
    leakCables = assembly.leakCables
    smokeDetectors = assembly.smokeDetectors
    contacts = assembly.contacts
    suppression = assembly.suppression
    instruments = assembly.instruments
    rackPower = sizing.rackPower
    groupPower = sizing.groupPower
    ambient = rooms.map(\.temperature)
    wiring = HallWiring(assembly)
  }

  /// Lets time pass up to an instant; nothing happens when it is not later than `time`.
  package mutating func advance(to instant: Duration) {
    while time + Self.step <= instant {
      applyDue()
      stepPhysics(at: Double(stepCount) * Self.stepSeconds, number: stepCount)
      stepCount += 1
      time += Self.step
    }
    applyDue()
  }

  /// Adds events to what will happen by itself as time passes.
  package mutating func schedule(_ events: [HallEvent]) {
    // The sort is stable, so events of the same time keep their order.
    agenda = (agenda.reversed() + events).sorted { $0.at < $1.at }.reversed()
  }

  /// What has happened since the last call: events of a scenario, and what automatics did.
  package mutating func takeHappenings() -> [HallHappening] {
    defer { happenings = [] }
    return happenings
  }

  /// The place of a device in `devices`; nil when there is none of that name.
  package func device(named name: String) -> Int? { devices.firstIndex { $0.name == name } }

  /// The names of the feeds and rooms, by which actions address them.
  package var feedNames: [String] { plan.feeds }
  package var roomNames: [String] { plan.rooms }
  /// The devices of a class, in the order of the list.
  package func devices(of deviceClass: DeviceClass) -> [Int] {
    devices.indices.filter { devices[$0].profile.deviceClass == deviceClass }
  }

  private mutating func applyDue() {
    while let next = agenda.last, next.at <= time {
      agenda.removeLast()
      apply(next)
    }
  }
}

/// Something worth telling people that happened in the hall.
package struct HallHappening: Hashable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// An event of a scenario.
    case scenario
    /// An automatic of the plant: a transfer, a start, a stop.
    case plant
  }

  package var at: Duration
  package var cause: Cause
  package var text: String

  package init(at: Duration, cause: Cause, text: String) {
    self.at = at
    self.cause = cause
    self.text = text
  }
}

/// A sensor fault in force.
struct SensorFaultEntry: Sendable {
  var device: Int
  /// Nil for every number of the device.
  var point: String?
  var fault: SensorFault
  var since: Double
  /// What the points said when the fault began, by place in the profile.
  var heldValues: [Double?]
}
