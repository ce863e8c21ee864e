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
  }

  let feed: Int
  let room: Int
  /// In watts; the apparent rating in voltamperes is the same.
  let ratedPower: Double
  let battery: BatteryString
  /// Amperes the charger may drive.
  let chargeLimit: Double

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
  /// How long the battery has fed the load, in seconds.
  private(set) var dischargeTime = 0.0
  private var inputGoodSince: Double? = 0
  private var overloadedSince: Double?
  /// How much of the load the rectifier carries, 0 to 1.
  private var rectifierShare = 1.0

  init(feed: Int, room: Int, ratedPower: Double, battery: BatteryString, chargeLimit: Double) {
    self.feed = feed
    self.room = room
    self.ratedPower = ratedPower
    self.battery = battery
    self.chargeLimit = chargeLimit
  }

  var hasOutput: Bool { mode != .off }
  var loadRatio: Double { outputPower / ratedPower }
  /// Volts at the output: its own sine, or the mains on bypass.
  var outputSupply: Supply {
    switch mode {
    case .online, .onBattery: .nominal
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

  func isBatteryLow(_ packs: [BatteryPack]) -> Bool {
    mode == .onBattery && runtime(packs) < 300
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
    outputEnergy += outputPower * seconds
    dischargeTime = mode == .onBattery ? dischargeTime + seconds : 0
  }

  private mutating func chooseMode(demand: Double, packs: [BatteryPack], at time: Double) {
    isOverloaded = hasOutput && demand > ratedPower * 1.02
    overloadedSince = isOverloaded ? overloadedSince ?? time : nil
    let isTripped = overloadedSince.map { time - $0 > Delay.overload } ?? false
    let isInputTrusted = inputGoodSince.map { time - $0 >= Delay.inputQualification } ?? false
    let wantsBypass = isBypassOrdered || isTripped
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
      } else if battery.isEmpty(packs) {
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
      if isInputTrusted { change(to: .online, because: .automaticRestart) }
    }
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
  case automaticRestart = 18
}
