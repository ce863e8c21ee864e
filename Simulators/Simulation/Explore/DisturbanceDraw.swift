import Agent
import DeviceProfiles
import Notification
import Plant
import Polling
import Readings
import Registers
import WireFaults

/// Draws what goes wrong in a trial. Each trial has a temper of its own: some are about the wire,
/// some about the process, some about everything at once.
struct DisturbanceDraw {
  let settings: AgentSettings
  /// The time in which things go wrong.
  let span: Duration
  var random: SplitMix64

  /// How often each source of trouble is drawn, of the sum of all.
  private struct Temper {
    var wire: UInt64
    var plant: UInt64
    var disk: UInt64
    var clock: UInt64
    var process: UInt64
    var people: UInt64
    var targets: UInt64
  }

  private static let tempers = [
    Temper(
      wire: 6, plant: 3, disk: 1, clock: 1, process: 1, people: 2, targets: 1),
    Temper(
      wire: 8, plant: 1, disk: 0, clock: 0, process: 0, people: 1, targets: 0),
    Temper(
      wire: 1, plant: 8, disk: 0, clock: 0, process: 1, people: 3, targets: 1),
    Temper(
      wire: 2, plant: 4, disk: 3, clock: 1, process: 4, people: 2, targets: 1),
    Temper(
      wire: 3, plant: 3, disk: 2, clock: 4, process: 2, people: 1, targets: 1),
    Temper(
      wire: 1, plant: 4, disk: 1, clock: 0, process: 2, people: 8, targets: 2),
  ]

  mutating func all() -> [Disturbance] {
    let temper = Self.tempers[below(Self.tempers.count)]
    let count = 2 + below(10)
    let drawn = (0..<count).map { _ in one(temper) }.sorted { $0.from < $1.from }
    return drawn.enumerated().map { index, disturbance in
      var numbered = disturbance
      numbered.id = index
      return numbered
    }
  }

  private mutating func one(_ temper: Temper) -> Disturbance {
    let sum =
      temper.wire + temper.plant + temper.disk + temper.clock + temper.process + temper.people
      + temper.targets
    var lot = random.next() % sum
    if lot < temper.wire { return wire() }
    lot -= temper.wire
    if lot < temper.plant { return plant() }
    lot -= temper.plant
    if lot < temper.disk { return disk() }
    lot -= temper.disk
    if lot < temper.clock { return clock() }
    lot -= temper.clock
    if lot < temper.process { return process() }
    lot -= temper.process
    return lot < temper.people ? person() : target()
  }

  mutating func below(_ count: Int) -> Int { random.below(count) }

  /// A stretch of time, most of them short.
  private mutating func stretch(_ longest: Duration? = nil) -> (from: Duration, until: Duration) {
    let whole = Int(span / .milliseconds(1))
    let from = below(whole)
    let seconds = [1, 3, 10, 30, 60, 120, 300, 900][below(8)]
    let most = Int((longest ?? span) / .milliseconds(1))
    let length = min(most, seconds * 500 + below(seconds * 1000))
    return (.milliseconds(from), min(span, .milliseconds(from + max(200, length))))
  }

  private mutating func wire() -> Disturbance {
    let line = below(settings.lines.count)
    let isRTU = settings.lines[line].medium.framing == .rtu
    let pool =
      switch below(4) {
      case 0: FaultCatalogue.outages
      case 1: FaultCatalogue.exceptionStorms
      default: FaultCatalogue.passing
      }
    let fault = pool[below(pool.count)]
    let percent = [100, 100, 50, 20, 5][below(5)]
    let (from, until) = stretch()
    let words = isRTU ? "rtu line" : "line"
    return Disturbance(
      id: 0, from: from, until: until, kind: .wire(line: line, fault, percent: percent),
      text: "\(fault.name) on \(words) \(settings.lines[line].name), \(percent) % of requests")
  }

  private mutating func disk() -> Disturbance {
    let (from, until) = stretch()
    if below(2) == 0 {
      let reason = ["no space left on device", "read-only file system"][below(2)]
      return Disturbance(
        id: 0, from: from, until: until, kind: .diskFails(reason), text: "disk: \(reason)")
    }
    let latency = Duration.milliseconds([20, 200, 1000, 5000][below(4)])
    return Disturbance(
      id: 0, from: from, until: until, kind: .diskSlow(latency),
      text: "a write takes \(durationWords(latency))")
  }

  private mutating func clock() -> Disturbance {
    let (from, until) = stretch()
    let step = Duration.seconds([-7200, -3600, -60, -1, 1, 60, 3600, 86_400][below(8)])
    return Disturbance(
      id: 0, from: from, until: until, kind: .clockSteps(step),
      text: "the wall clock is \(durationWords(step)) wrong")
  }

  private mutating func process() -> Disturbance {
    if below(3) == 0 {
      let (from, until) = stretch(.seconds(40))
      return Disturbance(
        id: 0, from: from, until: until, kind: .processPauses, text: "the process stands still")
    }
    let (from, until) = stretch(.seconds(120))
    return Disturbance(
      id: 0, from: from, until: until, kind: .processKilled,
      text: "the process is killed and started again")
  }

  /// Somebody does something at the control socket. People come when something is up, so late rather
  /// than early.
  private mutating func person() -> Disturbance {
    let whole = Int(span / .milliseconds(1))
    let from = max(below(whole), below(whole))
    let verbs = OperatorDraw.Verb.allCases
    let draw = OperatorDraw(
      verb: below(2) == 0 ? .acknowledge : verbs[below(verbs.count)], choice: random.next(),
      length: .seconds([5, 30, 120, 600, 7200, 86_400][below(6)]))
    return Disturbance(
      id: 0, from: .milliseconds(from), until: .milliseconds(from), kind: .operates(draw),
      text: "somebody: \(draw.verb.rawValue)")
  }

  private mutating func target() -> Disturbance {
    let target = below(SimulatedDesk.targets.count)
    let (from, until) = stretch()
    return Disturbance(
      id: 0, from: from, until: until, kind: .targetFails(target),
      text: "\(SimulatedDesk.targets[target].name) takes nothing")
  }
}
