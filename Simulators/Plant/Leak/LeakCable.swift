/// A leak-sensing cable with a panel that tells where along it there is water.
struct LeakCable: Sendable {
  let room: Int
  /// In metres.
  let length: Double
  /// Where along the cable there is water, in metres; nil while dry.
  private(set) var wet: ClosedRange<Double>?
  /// Metres a second by which the wet stretch grows, away from the panel.
  private(set) var spread = 0.0
  var isBroken = false
  /// 0 clean to 1 as dirty as water is wet.
  var contamination = 0.04
  /// Between the sensing wires, in amperes.
  private(set) var current = 8e-6

  init(room: Int, length: Double) {
    self.room = room
    self.length = length
  }

  var isLeaking: Bool { wet != nil && current > 120e-6 }

  /// What the panel finds by the resistance of the cable up to the water: the middle of what is
  /// wet, for the current enters over the whole stretch. Nil while dry.
  var leakAt: Double? { wet.map { ($0.lowerBound + $0.upperBound) / 2 } }

  /// Water comes, or the cable is dried.
  ///
  /// - Parameters:
  ///   - place: metres along the cable, no farther than its end; nil when it is dry.
  ///   - spread: metres a second by which the water runs on along it.
  mutating func leak(at place: Double?, spread: Double = 0) {
    wet = place.map { min($0, length)...min($0, length) }
    self.spread = place == nil ? 0 : spread
  }

  mutating func step(for seconds: Double) {
    if let range = wet, spread > 0 {
      wet = range.lowerBound...min(length, range.upperBound + spread * seconds)
    }
    let goal = wet == nil ? contamination * 200e-6 : 260e-6
    current += (goal - current) * min(1, seconds / 1.5)
  }
}
