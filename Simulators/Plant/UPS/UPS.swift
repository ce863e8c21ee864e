/// A double-conversion UPS: rectifier, battery, inverter, and a bypass round them.
struct UPS: Sendable {
  enum Mode: Sendable, Equatable {
    case online
    case onBattery
    /// The load hangs on the mains directly.
    case bypass
    /// Nothing to feed the output from.
    case off
  }

  enum Efficiency {
    static let rectifier = 0.97
    static let inverter = 0.965
  }

  enum Delay {
    /// The input must be good for so long before the rectifier starts.
    static let inputQualification = 3.0
    /// The rectifier takes over the load in a ramp, so that a generator is not shocked.
    static let walkIn = 10.0
    /// An overload is carried for so long before the UPS gives the load to the bypass.
    static let overload = 60.0
    /// A self-test discharges the battery for so long.
    static let selfTest = 10.0
  }

  /// Degrees Celsius inside at which it warns, switches off, and may start again.
  enum HeatLimit {
    static let warns = 60.0
    static let stops = 75.0
    static let restarts = 55.0
  }

  enum TestResult: Sendable { case none, running, passed, failed }

  let feed: Int
  let room: Int
  /// In watts; the apparent rating in voltamperes is the same.
  let ratedPower: Double
  let battery: BatteryString
  /// Amperes the charger may drive.
  let chargeLimit: Double
  /// What stands at the output: alternating current, or 24 V for controls.
  let output: Supply

  private(set) var mode = Mode.online
  /// Why the mode last changed.
  private(set) var lastCause = UPSTransferCause.systemInitialization
  /// Held on bypass by a person.
  var isBypassOrdered = false
  private(set) var input = Supply.nominal
  private(set) var inputPower = 0.0
  private(set) var outputPower = 0.0
  /// From the battery while positive, into it while negative; at its terminals, in watts.
  private(set) var batteryPower = 0.0
  private(set) var lossPower = 0.0
  private(set) var isOverloaded = false
  private(set) var outputEnergy = 0.0
  /// Degrees Celsius inside; nil before the first step.
  private(set) var temperature: Double?
  /// Switched off by its own heat until it has cooled down.
  private(set) var isStoppedByHeat = false
  private(set) var testResult = TestResult.none
  private var testEnds: Double?
  /// How long the battery has fed the load, in seconds.
  private(set) var dischargeTime = 0.0
  private var inputGoodSince: Double? = 0
  private var overloadedSince: Double?
  /// How much of the load the rectifier carries, 0 to 1.
  private var rectifierShare = 1.0

  init(
    feed: Int, room: Int, ratedPower: Double, battery: BatteryString, chargeLimit: Double,
    output: Supply = .nominal
  ) {
    self.feed = feed
    self.room = room
    self.ratedPower = ratedPower
    self.battery = battery
    self.chargeLimit = chargeLimit
    self.output = output
  }

  /// Whether it feeds controls with direct current rather than racks.
  var isDirect: Bool { output.frequency == 0 }
  var isHot: Bool { (temperature ?? 0) > HeatLimit.warns }

  var hasOutput: Bool { mode != .off }
  var loadRatio: Double { outputPower / ratedPower }
  /// Volts at the output: its own sine, or the mains on bypass.
  var outputSupply: Supply {
    switch mode {
    case .online, .onBattery: output
    case .bypass: input
    case .off: .dead
    }
  }
  /// Whether the input is good but not yet trusted.
  var isQualifyingInput: Bool { mode == .onBattery && inputGoodSince != nil }

  /// How long the battery would carry the present load, in seconds.
  func runtime(_ packs: [BatteryPack]) -> Double {
    let drawn = max(outputPower, 0.02 * ratedPower) / Efficiency.inverter
    return battery.usableEnergy(packs) * 0.98 / drawn
  }

  /// Whether the battery can no longer hold its voltage under the load.
  private func hasCollapsed(_ packs: [BatteryPack]) -> Bool {
    battery.current(packs) < 0 && battery.voltage(packs) < 0.75 * battery.floatVoltage(packs)
  }

  func isBatteryLow(_ packs: [BatteryPack]) -> Bool {
    mode == .onBattery && runtime(packs) < 300
  }

  /// Starts a test of the battery under load, if the UPS is online.
  mutating func startTest(at time: Double) {
    guard mode == .online else { return }
    testEnds = time + Delay.selfTest
    testResult = .running
  }

  /// One step of the power path.
  ///
  /// - Parameters:
  ///   - supply: what stands at the input.
  ///   - demand: what the load behind the output wants, in watts.
  mutating func step(
    supply: Supply, demand: Double, packs: inout [BatteryPack], ambient: [Double],
    at time: Double, for seconds: Double
  ) {
    input = supply
    inputGoodSince = supply.isAcceptable ? inputGoodSince ?? time : nil
    chooseMode(demand: demand, packs: packs, at: time)
    switch mode {
    case .online, .onBattery:
      convert(demand, packs: &packs, ambient: ambient, for: seconds)
    case .bypass, .off:
      outputPower = mode == .bypass ? demand : 0
      inputPower = outputPower
      lossPower = 0
      move(current: 0, packs: &packs, ambient: ambient, for: seconds)
      batteryPower = 0
    }
    warm(ambient: ambient[room], for: seconds)
    outputEnergy += outputPower * seconds
    dischargeTime = mode == .onBattery ? dischargeTime + seconds : 0
  }

  /// The electronics follow their room and their load within five minutes.
  private mutating func warm(ambient: Double, for seconds: Double) {
    let goal = ambient + 4 + 12 * loadRatio
    let before = temperature ?? goal
    let now = before + (goal - before) * min(1, seconds / 300)
    temperature = now
    if now > HeatLimit.stops { isStoppedByHeat = true }
    if now < HeatLimit.restarts { isStoppedByHeat = false }
  }

  private mutating func chooseMode(demand: Double, packs: [BatteryPack], at time: Double) {
    isOverloaded = hasOutput && demand > ratedPower * 1.02
    overloadedSince = isOverloaded ? overloadedSince ?? time : nil
    let isTripped = overloadedSince.map { time - $0 > Delay.overload } ?? false
    let isInputTrusted = inputGoodSince.map { time - $0 >= Delay.inputQualification } ?? false
    let wantsBypass = !isDirect && (isBypassOrdered || isTripped)
    if isStoppedByHeat, mode != .off {
      change(to: .off, because: .overTemperature)
      return
    }
    if continueTest(packs: packs, at: time) { return }
    switch mode {
    case .online:
      if wantsBypass, input.isAcceptable {
        change(to: .bypass, because: .protocolCommand)
      } else if !input.isAcceptable {
        rectifierShare = 0
        change(to: .onBattery, because: .lowInputVoltage)
      }
    case .onBattery:
      if isInputTrusted {
        change(to: .online, because: .acceptableInput)
      } else if battery.isEmpty(packs) || hasCollapsed(packs) {
        change(to: .off, because: .lowBatteryVoltage)
      }
    case .bypass:
      if !input.isAcceptable {
        rectifierShare = 0
        change(to: .onBattery, because: .lowInputVoltage)
      } else if !isBypassOrdered, demand <= ratedPower {
        rectifierShare = 1
        change(to: .online, because: .protocolCommand)
      }
    case .off:
      if isInputTrusted, !isStoppedByHeat { change(to: .online, because: .automaticRestart) }
    }
  }

  /// A test in progress: the battery carries the load though the input is good.
  ///
  /// - Returns: whether the mode is decided by it.
  private mutating func continueTest(packs: [BatteryPack], at time: Double) -> Bool {
    guard let end = testEnds else { return false }
    let sags =
      battery.current(packs) < 0 && battery.voltage(packs) < 0.85 * battery.floatVoltage(packs)
    if !input.isAcceptable || time >= end || sags || battery.isEmpty(packs) {
      testEnds = nil
      testResult =
        sags || battery.isEmpty(packs) ? .failed : input.isAcceptable ? .passed : TestResult.none
      if input.isAcceptable, mode == .onBattery { change(to: .online, because: .testEnded) }
      return false
    }
    if mode == .online {
      rectifierShare = 0
      change(to: .onBattery, because: .selfTest)
    }
    return true
  }

  private mutating func change(to next: Mode, because cause: UPSTransferCause) {
    mode = next
    lastCause = cause
  }

  /// Rectifier and battery together make what the inverter needs; what the rectifier has left
  /// charges the battery.
  private mutating func convert(
    _ demand: Double, packs: inout [BatteryPack], ambient: [Double], for seconds: Double
  ) {
    outputPower = demand
    // The electronics take 0.4 % of the rating, load or none.
    let needed = demand / Efficiency.inverter + 0.004 * ratedPower
    if mode == .online { rectifierShare = min(1, rectifierShare + seconds / Delay.walkIn) }
    let rectified = mode == .online ? needed * rectifierShare : 0
    let missing = needed - rectified
    let wanted =
      missing > 0
      ? -battery.dischargeCurrent(forPower: missing, packs)
      : battery.chargeCurrent(limit: chargeLimit, packs)
    move(current: wanted, packs: &packs, ambient: ambient, for: seconds)
    let charging = max(0, -batteryPower)
    inputPower = mode == .online ? (rectified + charging) / Efficiency.rectifier : 0
    lossPower = inputPower + batteryPower - outputPower
  }

  private mutating func move(
    current: Double, packs: inout [BatteryPack], ambient: [Double], for seconds: Double
  ) {
    batteryPower = 0
    for pack in battery.packs {
      // Power at the terminals, with the charge as it stood when the step began: carrying the
      // charge moves the open-circuit voltage by less than a part in ten thousand per step.
      let before = packs[pack].openCircuitVoltage
      _ = packs[pack].carry(current, for: seconds, ambient: ambient[packs[pack].room])
      let actual = packs[pack].current
      batteryPower -= (before + actual * packs[pack].resistance) * actual
    }
  }
}

/// Why a UPS changed its mode; the raw value is the code of the Smart-UPS map.
enum UPSTransferCause: Int, Sendable {
  case systemInitialization = 0
  case lowInputVoltage = 2
  case acceptableInput = 8
  case protocolCommand = 12
  case lowBatteryVoltage = 13
  case selfTest = 9
  case testEnded = 10
  case overTemperature = 15
  case automaticRestart = 18
}
