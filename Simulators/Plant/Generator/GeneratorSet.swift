/// A diesel generator with a controller that starts it when a transfer switch calls.
struct GeneratorSet: Sendable {
  enum Phase: Sendable, Equatable {
    case stopped
    /// Pre-heating before the starter turns.
    case starting(until: Double)
    case cranking(until: Double, attempt: Int)
    /// Between two attempts.
    case resting(until: Double, attempt: Int)
    case warmingUp(until: Double)
    case available
    case coolingDown(until: Double)
    /// Spinning down.
    case stopping
    /// Stopped by its own protection until somebody resets it.
    case lockedOut
  }

  /// In seconds.
  enum Delay {
    static let preheat = 1.0
    static let crank = 2.5
    static let crankLimit = 6.0
    static let rest = 5.0
    static let warmUp = 3.0
    static let coolDown = 60.0
  }

  static let crankAttempts = 3
  static let ratedSpeed = 1500.0

  let index: Int
  /// In watts.
  let ratedPower: Double
  let room: Int
  let tankLitres: Double

  var faults: Set<GeneratorFault> = []
  /// Until when it runs without being called, in seconds: the monthly exercise.
  var exercisesUntil = 0.0
  private(set) var phase = Phase.stopped
  /// The protections that stopped the engine, or warn.
  private(set) var trips: Set<GeneratorTrip> = []
  /// Revolutions per minute.
  private(set) var speed = 0.0
  /// In watts, at the terminals.
  private(set) var power = 0.0
  private(set) var supply = Supply.dead
  var fuelLitres: Double
  /// In pascals.
  private(set) var oilPressure = 0.0
  /// In degrees Celsius; a block heater keeps a standing engine warm.
  private(set) var coolantTemperature = 42.0
  private(set) var oilTemperature = 38.0
  private(set) var starterVoltage = 26.8
  private(set) var energy = 0.0
  private(set) var starts = 0
  private(set) var runSeconds = 0.0
  private(set) var fuelBurnt = 0.0
  private var oilWear = 0.0
  /// A dip of frequency after the load changed, in hertz.
  private var dip = 0.0

  init(index: Int, ratedPower: Double, room: Int, priorStarts: Int, priorSeconds: Double) {
    self.index = index
    self.ratedPower = ratedPower
    self.room = room
    tankLitres = ratedPower / 1000 * 8
    fuelLitres = tankLitres * 0.93
    starts = priorStarts
    runSeconds = priorSeconds
    energy = priorSeconds * ratedPower * 0.3
  }

  var isRunning: Bool { speed > 1000 }
  var fuelLevel: Double { fuelLitres / tankLitres }
  var loadRatio: Double { power / ratedPower }
  var isInAutomatic: Bool { !faults.contains(.notInAutomatic) }
  var chargeVoltage: Double { isRunning ? 28.2 : 0 }

  mutating func step(
    isCalled: Bool, load: Double, ambient: Double, at time: Double, for seconds: Double
  ) {
    proceed(isCalled: isCalled || time < exercisesUntil, at: time)
    turn(at: time, for: seconds)
    deliver(load, for: seconds)
    warm(ambient: ambient, for: seconds)
    protect()
  }

  /// Clears what the protection stored and leaves the engine ready.
  mutating func reset() {
    trips = []
    if phase == .lockedOut { phase = .stopped }
  }

  private mutating func proceed(isCalled: Bool, at time: Double) {
    let mayRun = isInAutomatic && !faults.contains(.emergencyStop) && fuelLitres > 0
    switch phase {
    case .stopped:
      if isCalled, mayRun { phase = .starting(until: time + Delay.preheat) }
    case .starting(let end):
      if time >= end { crank(attempt: 1, at: time) }
    case .cranking(let end, let attempt):
      guard time >= end else { break }
      if !faults.contains(.failToStart), fuelLitres > 0 {
        phase = .warmingUp(until: time + Delay.warmUp)
      } else if attempt < Self.crankAttempts {
        phase = .resting(until: time + Delay.rest, attempt: attempt)
      } else {
        lockOut(.failToStart)
      }
    case .resting(let end, let attempt):
      if time >= end { crank(attempt: attempt + 1, at: time) }
    case .warmingUp(let end):
      if time >= end, speed > Self.ratedSpeed * 0.95 { phase = .available }
    case .available:
      if !isCalled { phase = .coolingDown(until: time + Delay.coolDown) }
    case .coolingDown(let end):
      if isCalled { phase = .available } else if time >= end { phase = .stopping }
    case .stopping:
      if speed < 1 { phase = .stopped }
    case .lockedOut: break
    }
    if faults.contains(.emergencyStop) { lockOut(.emergencyStop) }
  }

  private mutating func crank(attempt: Int, at time: Double) {
    let length = faults.contains(.failToStart) ? Delay.crankLimit : Delay.crank
    phase = .cranking(until: time + length, attempt: attempt)
    starts += 1
  }

  mutating func lockOut(_ trip: GeneratorTrip) {
    trips.insert(trip)
    phase = .lockedOut
  }

  /// The shaft: the starter turns it, fuel accelerates it, friction stops it.
  private mutating func turn(at time: Double, for seconds: Double) {
    let isFuelled =
      switch phase {
      case .warmingUp, .available, .coolingDown: true
      default: false
      }
    if isFuelled, fuelLitres <= 0 { lockOut(.fuelEmpty) }
    let isBurning = isFuelled && fuelLitres > 0
    if case .cranking = phase {
      speed += (180 - speed) * min(1, seconds / 0.4)
      starterVoltage += (19.5 - starterVoltage) * min(1, seconds / 0.3)
    } else {
      starterVoltage += ((isRunning ? 27.9 : 26.8) - starterVoltage) * min(1, seconds / 4)
      if isBurning {
        speed += (Self.ratedSpeed - speed) * min(1, seconds / 0.7)
      } else {
        speed = max(0, speed - speed * seconds / 4 - 4 * seconds)
      }
    }
    dip -= dip * min(1, seconds / 0.8)
    if isRunning { runSeconds += seconds }
  }

  private mutating func deliver(_ load: Double, for seconds: Double) {
    let isExcited = speed > Self.ratedSpeed * 0.9
    let wanted = isExcited ? load : 0
    if wanted > power { dip += 1.2 * (wanted - power) / ratedPower }
    power = wanted
    energy += power * seconds
    let frequency = 50 * speed / Self.ratedSpeed - dip - 0.4 * loadRatio
    supply =
      isExcited
      ? Supply(voltage: 230 * (1 - 0.04 * dip) - 1.5 * loadRatio, frequency: frequency) : .dead
    // A diesel burns a quarter of its full-load rate when idling, 0.27 litres per kilowatt hour.
    let litres =
      isRunning ? (0.05 * ratedPower + 0.25 * power) / 1000 * seconds / 3600 : 0
    let leaked = faults.contains(.fuelLeak) ? tankLitres * seconds / 1200 : 0
    fuelBurnt += min(litres, fuelLitres)
    fuelLitres = max(0, fuelLitres - litres - leaked)
  }

  private mutating func warm(ambient: Double, for seconds: Double) {
    oilWear =
      faults.contains(.lowOilPressure) && isRunning ? min(1, oilWear + seconds / 40) : oilWear
    if !faults.contains(.lowOilPressure) { oilWear = 0 }
    let hot = (coolantTemperature - 42) / 60
    let full = (480_000 - 90_000 * hot) * (1 - 0.9 * oilWear)
    let pressure = full * min(1, speed / 1200)
    oilPressure += (pressure - oilPressure) * min(1, seconds / 0.8)

    // Two thirds of the shaft power again goes into the coolant; the thermostat opens at 82 °C.
    let heat = isRunning ? 0.06 * ratedPower + 0.65 * power : 0
    let heater = isRunning || coolantTemperature > 42 ? 0 : 0.02 * ratedPower
    let isBlocked = faults.contains(.highCoolantTemperature)
    let opening = isBlocked ? 0 : min(1, max(0, (coolantTemperature - 82) / 8))
    let radiated = (0.0004 + 0.014 * opening) * ratedPower * (coolantTemperature - ambient)
    coolantTemperature += (heat + heater - radiated) / (2.4 * ratedPower) * seconds
    oilTemperature += (coolantTemperature + (isRunning ? 8 : -4) - oilTemperature) * seconds / 90
  }

  private mutating func protect() {
    guard isRunning else {
      trips.remove(.lowOilPressureWarning)
      return
    }
    if case .warmingUp = phase { return }
    set(.lowOilPressureWarning, oilPressure < 124_000)
    set(.highCoolantTemperatureWarning, coolantTemperature > 95)
    if oilPressure < 103_000 { lockOut(.lowOilPressure) }
    if coolantTemperature > 98 { lockOut(.highCoolantTemperature) }
  }

  private mutating func set(_ trip: GeneratorTrip, _ isActive: Bool) {
    if isActive { trips.insert(trip) } else { trips.remove(trip) }
  }
}

/// What the controller of a generator announces.
enum GeneratorTrip: Sendable {
  case failToStart
  case emergencyStop
  case fuelEmpty
  case lowOilPressure
  case lowOilPressureWarning
  case highCoolantTemperature
  case highCoolantTemperatureWarning
}
