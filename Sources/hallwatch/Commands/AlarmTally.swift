import Alarms
import Synchronization

/// How many alarms came and went.
final class AlarmTally: Sendable {
  private let occurrences = Atomic<Int>(0)
  private let returns = Atomic<Int>(0)

  var raised: Int { occurrences.load(ordering: .relaxed) }
  var returned: Int { returns.load(ordering: .relaxed) }

  func count(_ transition: AlarmTransition) {
    switch transition.kind {
    case .occurred: occurrences.add(1, ordering: .relaxed)
    case .returned: returns.add(1, ordering: .relaxed)
    default: break
    }
  }
}
