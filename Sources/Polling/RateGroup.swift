/// The devices of one interval, spread over slots. A due instant is computed from its number and
/// never from the one before, so nothing drifts.
struct RateGroup: Sendable {
  let start: UInt64
  let interval: UInt64
  let slotCount: UInt64
  /// The devices in the order of their slots, and where each slot begins among them.
  private var members: [Int32]
  private var firstMembers: [Int]
  /// The number of the next due slot, counted from the start over all rounds.
  private(set) var position: UInt64 = 0

  init(start: UInt64, interval: UInt64, devices: [Int]) {
    self.start = start
    self.interval = max(interval, 1)
    let count = Self.slotCount(for: devices.count)
    slotCount = UInt64(count)
    // Neighbours of the site file often share a line, so they go to different slots.
    var bySlot = [[Int32]](repeating: [], count: count)
    for (place, device) in devices.enumerated() { bySlot[place % count].append(Int32(device)) }
    members = bySlot.flatMap { $0 }
    var firsts = [0]
    for slot in bySlot { firsts.append(firsts[firsts.count - 1] + slot.count) }
    firstMembers = firsts
  }

  /// Few slots for few devices: see `PollLimits.devicesPerSlot`.
  static func slotCount(for devices: Int) -> Int {
    let wanted = (devices + PollLimits.devicesPerSlot - 1) / PollLimits.devicesPerSlot
    let divisors = (1...PollLimits.slotsPerInterval).filter {
      PollLimits.slotsPerInterval.isMultiple(of: $0)
    }
    return divisors.first { $0 >= wanted } ?? PollLimits.slotsPerInterval
  }

  var deviceCount: Int { members.count }

  /// Whether so many more devices find slots here without crowding.
  func hasRoom(for more: Int) -> Bool {
    Self.slotCount(for: members.count + more) <= Int(slotCount)
  }

  /// The same due instants for other numbers of the same devices; one without a new number goes.
  mutating func renumber(_ number: (Int) -> Int?) {
    rearrange(
      (0..<Int(slotCount)).map { slot in
        members[firstMembers[slot]..<firstMembers[slot + 1]].compactMap {
          number(Int($0)).map(Int32.init)
        }
      })
  }

  /// Takes further devices into the slots that hold the fewest.
  mutating func add(_ devices: [Int]) {
    var bySlot = (0..<Int(slotCount)).map { slot in
      Array(members[firstMembers[slot]..<firstMembers[slot + 1]])
    }
    for device in devices {
      guard let slot = bySlot.indices.min(by: { bySlot[$0].count < bySlot[$1].count }) else {
        return
      }
      bySlot[slot].append(Int32(device))
    }
    rearrange(bySlot)
  }

  private mutating func rearrange(_ bySlot: [[Int32]]) {
    members = bySlot.flatMap { $0 }
    firstMembers = [0]
    for slot in bySlot { firstMembers.append(firstMembers[firstMembers.count - 1] + slot.count) }
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
