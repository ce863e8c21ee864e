/// The devices of one interval, spread over slots. A due instant is computed from its number and
/// never from the one before, so nothing drifts.
struct RateGroup: Sendable {
  let start: UInt64
  let interval: UInt64
  let slotCount: UInt64
  /// The devices in the order of their slots, and where each slot begins among them.
  private let members: [Int32]
  private let firstMembers: [Int]
  /// The number of the next due slot, counted from the start over all rounds.
  private(set) var position: UInt64 = 0

  init(start: UInt64, interval: UInt64, devices: [Int]) {
    self.start = start
    self.interval = max(interval, 1)
    let wanted = (devices.count + PollLimits.devicesPerSlot - 1) / PollLimits.devicesPerSlot
    let divisors = (1...PollLimits.slotsPerInterval).filter {
      PollLimits.slotsPerInterval.isMultiple(of: $0)
    }
    let count = divisors.first { $0 >= wanted } ?? PollLimits.slotsPerInterval
    slotCount = UInt64(count)
    // Neighbours of the site file often share a line, so they go to different slots.
    var bySlot = [[Int32]](repeating: [], count: count)
    for (place, device) in devices.enumerated() { bySlot[place % count].append(Int32(device)) }
    members = bySlot.flatMap { $0 }
    var firsts = [0]
    for slot in bySlot { firsts.append(firsts[firsts.count - 1] + slot.count) }
    firstMembers = firsts
  }

  /// When the next slot is due.
  var due: UInt64 { due(position) }

  /// The number of the round of the next slot.
  var round: UInt64 { position / slotCount }

  /// The places of the next slot's devices among all members.
  var places: Range<Int> {
    let slot = Int(position % slotCount)
    return firstMembers[slot]..<firstMembers[slot + 1]
  }

  func device(at place: Int) -> Int { Int(members[place]) }

  mutating func advance() { position += 1 }

  /// Jumps over whole rounds that have passed unused, and says how many.
  mutating func skipMissedRounds(at now: UInt64) -> UInt64 {
    guard now >= due &+ interval else { return 0 }
    let missed = (now - due) / interval
    position += missed * slotCount
    return missed
  }

  private func due(_ position: UInt64) -> UInt64 {
    start &+ (position / slotCount) &* interval
      &+ (position % slotCount) &* interval / slotCount
  }
}
