import Agent
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

  /// The promise that it breaks.
  package var promise: Violation.Promise {
    switch self {
    case .wrongBits, .forgedAnswers: .noWrongValue
    case .forgetsAge: .noStaleAsFresh
    case .hidesReturns: .noSilentClear
    case .blockingConnect: .noStarvation
    case .confirmsTooSoon, .forgetsAlarms: .nothingLost
    case .setsRegister: .readOnly
    case .forgetsConfirmations: .bounded
    case .deafLines: .recovery
    case .sleepyAlarms: .noMissedAlarm
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
    default: break
    }
    return spoiled
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
