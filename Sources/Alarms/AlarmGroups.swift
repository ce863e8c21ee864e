import Readings

/// Which alarm of a group came first. With polled devices the order inside a poll is not known, so
/// alarms whose order cannot be told are ties; no order is invented.
package enum FirstOut: String, Hashable, Sendable, CaseIterable {
  /// It was there before all others of its group.
  case first
  /// It may have come before or after the first.
  case tie
}

/// The groups of alarms, and what came first in each. The first stays until the whole group is
/// normal again.
struct AlarmGroups: Sendable {
  struct Group: Sendable {
    let name: String
    /// Alarms that are not normal and not hidden.
    var standing = 0
    var first: AlarmIndex?
    /// When the first was seen to begin.
    var firstBegan = Instant.origin
    var ties: [AlarmIndex] = []
  }

  /// A person can look at so many at once.
  static let maximumTies = 16

  private(set) var groups: [Group] = []
  /// By alarm, the place of its group; -1 for none.
  private var placeOf: [Int32]

  init(_ definitions: [AlarmDefinition]) {
    var places: [String: Int32] = [:]
    placeOf = []
    for definition in definitions {
      guard let name = definition.group else {
        placeOf.append(-1)
        continue
      }
      if places[name] == nil {
        places[name] = Int32(groups.count)
        groups.append(Group(name: name))
      }
      placeOf.append(places[name] ?? -1)
    }
  }

  /// Takes note that an alarm went from one state to another.
  mutating func moved(_ alarm: AlarmIndex, from: AlarmState, to: AlarmState) {
    let place = Int(placeOf[alarm.rawValue])
    guard place >= 0 else { return }
    let stood = from != .normal && !from.isHidden
    let stands = to != .normal && !to.isHidden
    guard stood != stands else { return }
    groups[place].standing += stands ? 1 : -1
    if groups[place].standing == 0 {
      groups[place].first = nil
      groups[place].ties = []
    }
  }

  /// An alarm of the group has occurred and is shown.
  ///
  /// - Parameters:
  ///   - began: when its condition was first seen.
  ///   - lastNormal: when it was last seen not to hold: it began somewhere between.
  mutating func occurred(_ alarm: AlarmIndex, began: Instant, lastNormal: Instant) -> FirstOut? {
    let place = Int(placeOf[alarm.rawValue])
    guard place >= 0 else { return nil }
    guard let first = groups[place].first else {
      groups[place].first = alarm
      groups[place].firstBegan = began
      return .first
    }
    guard first != alarm, groups[place].firstBegan > lastNormal else {
      return first == alarm ? .first : nil
    }
    if groups[place].ties.count < Self.maximumTies, !groups[place].ties.contains(alarm) {
      groups[place].ties.append(alarm)
    }
    return .tie
  }

  /// What an alarm is in its group now.
  func firstOut(_ alarm: AlarmIndex) -> FirstOut? {
    let place = Int(placeOf[alarm.rawValue])
    guard place >= 0 else { return nil }
    if groups[place].first == alarm { return .first }
    return groups[place].ties.contains(alarm) ? .tie : nil
  }

  /// Takes up what an earlier run knew.
  ///
  /// - Parameter began: when the first was seen to begin, where that is known.
  mutating func restore(
    _ alarm: AlarmIndex, _ firstOut: FirstOut?, began: Instant = .origin
  ) {
    let place = Int(placeOf[alarm.rawValue])
    guard place >= 0, groups[place].standing > 0, let firstOut else { return }
    if firstOut == .first {
      groups[place].first = alarm
      groups[place].firstBegan = began
    } else if groups[place].ties.count < Self.maximumTies, !groups[place].ties.contains(alarm) {
      groups[place].ties.append(alarm)
    }
  }
}
