/// Which series are registered, by a digest of each: eight bytes or sixteen a series, where their
/// texts would take more memory than everything else of the agent.
struct SeriesRegister: Sendable {
  /// The digest above, the number of the series and 1 below; 0 is free.
  private var slots: [UInt64] = Array(repeating: 0, count: 64)
  private var count = 0

  /// The first series of this digest that is the one meant.
  func first(_ digest: UInt32, where isMeant: (Int) -> Bool) -> Int? {
    var place = Int(digest) & (slots.count - 1)
    while slots[place] != 0 {
      if slots[place] >> 32 == UInt64(digest) {
        let index = Int(slots[place] & 0xFFFF_FFFF) - 1
        if isMeant(index) { return index }
      }
      place = (place + 1) & (slots.count - 1)
    }
    return nil
  }

  mutating func insert(_ digest: UInt32, _ index: Int) {
    if count * 2 >= slots.count {
      let old = slots
      slots = Array(repeating: 0, count: old.count * 2)
      for slot in old where slot != 0 { settle(slot) }
    }
    settle(UInt64(digest) << 32 | UInt64(index + 1))
    count += 1
  }

  private mutating func settle(_ slot: UInt64) {
    var place = Int(slot >> 32) & (slots.count - 1)
    while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = slot
  }

  /// The same for the same labels in any order.
  static func digest(of set: LabelSet, family name: String) -> UInt32 {
    // FNV-1a, 64 bits. Each label's is mixed before they are summed, because FNV ends in a product:
    // without it, one up in one label and one down in another would come to the same.
    func hash(_ text: String, from start: UInt64) -> UInt64 {
      text.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
    func mixed(_ hash: UInt64) -> UInt64 {
      let once = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
      let twice = (once ^ once >> 27) &* 0x94D0_49BB_1331_11EB
      return twice ^ twice >> 31
    }
    let basis: UInt64 = 0xCBF2_9CE4_8422_2325
    let sum = set.labels.reduce(mixed(hash(name, from: basis))) {
      $0 &+ mixed(hash($1.value, from: hash($1.name, from: basis) ^ 0xFF))
    }
    return UInt32(truncatingIfNeeded: sum >> 32)
  }
}
