/// A leak-sensing cable with a panel that tells where along it there is water.
struct LeakCable: Sendable {
  let room: Int
  /// In metres.
  let length: Double
  /// Metres along the cable; nil while dry.
  var leakAt: Double?
  var isBroken = false
  /// 0 clean to 1 as dirty as water is wet.
  var contamination = 0.04
  /// Between the sensing wires, in amperes.
  private(set) var current = 8e-6

  init(room: Int, length: Double) {
    self.room = room
    self.length = length
  }

  var isLeaking: Bool { leakAt != nil && current > 120e-6 }

  mutating func step(for seconds: Double) {
    let wet = leakAt == nil ? contamination * 200e-6 : 260e-6
    current += (wet - current) * min(1, seconds / 1.5)
  }
}
