/// The reading of a whole identification, answer by answer.
///
/// Devices lie about what follows, so it ends when the next object would not be a later one.
package struct IdentificationReading: Sendable {
  private let unit: UnitID
  /// By the device's own word; nil before the first answer.
  package private(set) var conformity: IdentificationConformity?
  /// What was given, by rising identifier; each once.
  package private(set) var objects: [IdentificationObject] = []
  /// What to ask next; nil when all was read.
  package private(set) var request: IdentificationRequest?

  /// - Parameter unit: whom to ask. The first request is after the basic objects, which every
  ///   device that knows the function has.
  package init(unit: UnitID) {
    self.unit = unit
    request = IdentificationRequest(unit: unit, access: .basic)
  }

  /// Takes the answer to `request`.
  package mutating func take(_ page: IdentificationPage) {
    guard let asked = request else { return }
    conformity = conformity ?? page.conformity
    for object in page.objects where !objects.contains(where: { $0.id == object.id }) {
      objects.append(object)
    }
    objects.sort { $0.id < $1.id }
    if let next = page.next, next > asked.object {
      request = IdentificationRequest(unit: unit, access: asked.access, object: next)
    } else if asked.access == .basic, let most = page.conformity.access, most != .basic {
      request = IdentificationRequest(unit: unit, access: most)
    } else {
      request = nil
    }
  }

  /// Ends the reading with what there is: the device gave no good answer to `request`.
  package mutating func giveUp() { request = nil }
}
