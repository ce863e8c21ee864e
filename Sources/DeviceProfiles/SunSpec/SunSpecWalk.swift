package import Registers

/// Where a SunSpec device has its chain of models.
package struct SunSpecDiscovery: Hashable, Sendable {
  /// Where "SunS" may stand, in the order in which it is looked for.
  package var bases: [UInt16]

  package init(bases: [UInt16] = [40000, 50000, 0]) { self.bases = bases }
}

/// A model in the chain of a device.
package struct SunSpecModel: Hashable, Sendable {
  package var id: UInt16
  /// How many registers follow its header.
  package var length: Int
  /// Where its identifier stands; the length is in the next register.
  package var address: UInt16

  package init(id: UInt16, length: Int, address: UInt16) {
    self.id = id
    self.length = length
    self.address = address
  }
}

/// Finds the models of a device by reading the header of one after another: "SunS", then identifier
/// and length of each model, until the identifier 65535.
package struct SunSpecWalk: Hashable, Sendable {
  private let bases: [UInt16]
  private var base = 0
  /// The next header; nil while the base is looked for.
  private var header: Int?
  package private(set) var models: [SunSpecModel] = []
  package private(set) var isDone = false

  /// "SunS" in two registers.
  static let marker: [UInt16] = [0x5375, 0x6E53]
  /// More models than any device has: the chain is no chain.
  private static let mostModels = 100

  package init(_ discovery: SunSpecDiscovery) { bases = discovery.bases }

  /// What to read next; nil when it is done.
  package var next: RegisterSpan? {
    guard !isDone, bases.indices.contains(base) else { return nil }
    let start = header ?? Int(bases[base])
    return UInt16(exactly: start).flatMap {
      RegisterSpan(table: .holdingRegister, start: $0, count: 2)
    }
  }

  /// Takes an answer; true when it was the one that was waited for.
  package mutating func take(_ block: RegisterBlock) -> Bool {
    guard let next, let words = block.words(of: next).map(Array.init) else { return false }
    guard let place = header else {
      if words == Self.marker {
        header = Int(bases[base]) + 2
      } else {
        base += 1
        isDone = !bases.indices.contains(base)
      }
      return true
    }
    let end = place + 2 + Int(words[1])
    guard words[0] != .max, words[1] != .max, end < 65535, models.count < Self.mostModels else {
      isDone = true
      return true
    }
    models.append(
      SunSpecModel(id: words[0], length: Int(words[1]), address: UInt16(place)))
    header = end
    return true
  }

  /// The device refuses what was asked: there is no chain here, or it ends.
  package mutating func refused(_ span: RegisterSpan) -> Bool {
    guard let next, span.contains(next) else { return false }
    if header == nil {
      base += 1
      isDone = !bases.indices.contains(base)
    } else {
      isDone = true
    }
    return true
  }
}
