import Agent
import Alarms
import DeviceProfiles
import Registers

/// A mistake put into a simulation on purpose, to see that a checker finds it.
package enum PlantedDefect: String, Sendable, CaseIterable {
  /// One answer in twenty has a bit turned over after the plant has said what it holds, as a wrong
  /// decoder would have it.
  case wrongBits
  /// The agent believes that values may be a hundred times as old as its site file says.
  case forgetsAge
  /// No record is made of an alarm that returns.
  case hidesReturns
  /// Devices that are lost seem to answer, with whatever the plant holds.
  case forgedAnswers
  /// A connection that nobody accepts holds up everything, as a call without a time limit would.
  case blockingConnect
  /// Records are called written when they are only handed over.
  case confirmsTooSoon
  /// After a restart nobody remembers what stood in alarm.
  case forgetsAlarms
  /// One request in fifty sets a register.
  case setsRegister
  /// The journal never says that it has written.
  case forgetsConfirmations
  /// A line that was opened twice is never found open again.
  case deafLines
  /// Alarms wait a thousand times as long as the site file says.
  case sleepyAlarms
  /// The exposition shows each plant value under the name of its neighbour.
  case shiftsSamples
  /// What the agent works out of flags is turned round.
  case invertsComputations
  /// No record is made of what people did.
  case forgetsActs
  /// Every other message to a target is counted as taken though it never arrives.
  case losesNews
  /// After a restart every alarm seems to have come once more.
  case miscounts
  /// A reload forgets what stood in alarm, and who had said that he knows.
  case forgetsAtReload
  /// Settings that make a device fail stay in force.
  case neverGoesBack

  /// The promise that it breaks.
  package var promise: Violation.Promise {
    switch self {
    case .wrongBits, .forgedAnswers, .invertsComputations: .noWrongValue
    case .forgetsAge: .noStaleAsFresh
    case .hidesReturns: .noSilentClear
    case .blockingConnect: .noStarvation
    case .confirmsTooSoon, .forgetsAlarms: .nothingLost
    case .setsRegister: .readOnly
    case .forgetsConfirmations: .bounded
    case .deafLines: .recovery
    case .sleepyAlarms: .noMissedAlarm
    case .shiftsSamples: .truePage
    case .forgetsActs: .noLostAct
    case .losesNews: .nobodyUntold
    case .miscounts: .trueFigures
    case .forgetsAtReload, .neverGoesBack: .reloadKeeps
    }
  }

  func spoiled(_ settings: AgentSettings) -> AgentSettings {
    var spoiled = settings
    switch self {
    case .forgetsAge:
      for index in spoiled.devices.indices { spoiled.devices[index].maximumAge *= 100 }
    case .sleepyAlarms:
      for index in spoiled.alarmRules.indices {
        spoiled.alarmRules[index].onDelay =
          max(spoiled.alarmRules[index].onDelay, .seconds(1)) * 1000
      }
    case .invertsComputations:
      for index in spoiled.devices.indices {
        for point in spoiled.devices[index].profile.points.indices {
          spoiled.devices[index].profile.points[point].invertComputation()
        }
      }
    default: break
    }
    return spoiled
  }

  /// The settings in force as an agent that comes under others takes them to have been.
  func spoiled(reloading settings: AgentSettings) -> AgentSettings {
    guard self == .forgetsAtReload else { return settings }
    var spoiled = settings
    for index in spoiled.devices.indices { spoiled.devices[index].name += "-before" }
    return spoiled
  }

  /// What an agent that starts again makes of what the disk holds.
  func spoiled(_ resumed: ResumedState, _ lastSequence: UInt64) -> ResumedState {
    var spoiled = resumed
    switch self {
    case .forgetsAlarms: return ResumedState(lastSequence: lastSequence)
    case .miscounts:
      for index in spoiled.alarms.indices { spoiled.alarms[index].activations += 1 }
    default: break
    }
    return spoiled
  }

  /// What of an agent's acts is carried out.
  func spoil(_ effects: inout [AgentEffect]) {
    let hidden: Set<JournalRecord.Kind>
    switch self {
    case .hidesReturns: hidden = [.returned]
    case .forgetsActs: hidden = [.acknowledged, .shelved, .outOfService, .maintenanceStarted]
    default: return
    }
    effects.removeAll {
      if case .record(let record) = $0 { hidden.contains(record.kind) } else { false }
    }
  }

  /// Whether the answer was spoiled.
  func spoil(_ dataUnit: inout [UInt8], number: Int) -> Bool {
    guard case .wrongBits = self, number % 20 == 0, dataUnit.count > 3, dataUnit[0] < 0x80 else {
      return false
    }
    dataUnit[3] ^= 0x10
    return true
  }

  func spoil(request frame: inout [UInt8], framing: Framing, number: Int) {
    guard case .setsRegister = self, number % 50 == 0 else { return }
    frame[framing == .tcp ? 7 : 1] = 6
  }
}

extension PointDefinition {
  fileprivate mutating func invertComputation() {
    guard case .anyOf(let conditions) = computation else { return }
    computation = .anyOf(
      conditions.map { condition in
        guard case .extraction(let extraction, let isNegated) = condition.test else {
          return condition
        }
        return PointCondition(
          point: condition.point, test: .extraction(extraction, isNegated: !isNegated),
          otherwise: condition.otherwise)
      })
  }
}
