/// Why an act on an alarm is refused. The texts that people read are all here.
package enum AlarmCommandError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownAlarm
  case nothingToAcknowledge
  case alreadyAcknowledged
  /// The alarm is shelved, suppressed or out of service.
  case hidden(AlarmState)
  case notLatched
  case notAcknowledged
  case conditionHolds
  case conditionUnknown
  /// Alarms of this danger are never hidden.
  case hazard(AlarmHazard)
  case notShelved
  /// The site file says that nobody may.
  case notShelvable
  case alreadyOutOfService
  case notOutOfService
  case userMissing
  case reasonMissing
  case endNotInFuture
  case shelvingTooLong(maximum: Duration)
  case maintenanceTooLong(maximum: Duration)
  case maintenanceNameMissing
  case maintenanceNameTaken(String)
  case maintenanceUnknown(String)
  case maintenanceOfNothing
  case tooManyMaintenances(maximum: Int)
  case unknownDevice(String)
  case unknownRoom(String)

  package var description: String {
    switch self {
    case .unknownAlarm: "no alarm has this identifier"
    case .nothingToAcknowledge: "nothing to acknowledge: the alarm is normal"
    case .alreadyAcknowledged: "the alarm is acknowledged already"
    case .hidden(let state):
      "the alarm is \(state.rawValue): end that first, what is done to it now would not be kept"
    case .notLatched: "nothing to reset: the alarm is not latched"
    case .notAcknowledged: "acknowledge the alarm before resetting it"
    case .conditionHolds: "the condition still holds: an alarm is reset after it has gone"
    case .conditionUnknown:
      "there is no good data: an alarm is reset when its condition is known to have gone"
    case .hazard(let hazard):
      "alarms of the kind \(hazard.rawValue) are never shelved, suppressed or out of service"
    case .notShelved: "the alarm is not shelved"
    case .notShelvable: "the site file says that this alarm is never shelved"
    case .alreadyOutOfService: "the alarm is out of service already"
    case .notOutOfService: "the alarm is in service"
    case .userMissing: "say who does this"
    case .reasonMissing: "give a reason"
    case .endNotInFuture: "the end must lie in the future"
    case .shelvingTooLong(let maximum):
      "an alarm is shelved for at most \(maximum.components.seconds / 60) minutes"
    case .maintenanceTooLong(let maximum):
      "maintenance lasts at most \(maximum.components.seconds / 3600) hours; begin another after it"
    case .maintenanceNameMissing: "give the maintenance a name"
    case .maintenanceNameTaken(let name):
      "there is a maintenance \(name) already; end it first, or choose another name"
    case .maintenanceUnknown(let name): "no maintenance \(name) is under way"
    case .maintenanceOfNothing: "name a device or a room that is worked on"
    case .tooManyMaintenances(let maximum):
      "\(maximum) maintenances are under way, which is the most there can be; end one first"
    case .unknownDevice(let name): "there is no device \(name)"
    case .unknownRoom(let name): "no device has the room \(name)"
    }
  }
}
