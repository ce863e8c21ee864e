/// The mains of one feed where they enter the building.
struct UtilityFeed: Sendable {
  /// The label `feed` of the devices it supplies; empty when they carry none.
  let name: String
  /// The number of the feed, which chooses its noise.
  let index: Int
  /// Whether the network operator delivers.
  var isPresent = true
  /// A dip in progress: the share of the voltage that is left, and when it ends in seconds.
  var sag: (remaining: Double, end: Double)?
  private(set) var supply = Supply.nominal

  init(name: String, index: Int) {
    self.name = name
    self.index = index
  }

  mutating func step(at time: Double, noise: Noise) {
    if let end = sag?.end, time >= end { sag = nil }
    guard isPresent else {
      supply = .dead
      return
    }
    let stream = UInt64(1000 + index * 2)
    supply = Supply(
      voltage: Supply.nominal.voltage * (1 + 0.006 * noise.wander(stream, at: time, period: 7))
        * (sag?.remaining ?? 1),
      frequency: Supply.nominal.frequency + 0.03 * noise.wander(stream + 1, at: time, period: 11))
  }
}
