/// The question after who made a device and which it is (function 43, interface 14; V1.1b3,
/// clause 6.21). One answer may not hold all: `IdentificationPage.next` says where to go on.
package struct IdentificationRequest: UnitRequest {
  /// How much is asked for.
  package enum Access: UInt8, Hashable, Sendable, CaseIterable {
    /// Maker, product code and revision, as a stream.
    case basic = 1
    /// All objects that the specification names, as a stream.
    case regular = 2
    /// All objects, the maker's own included, as a stream.
    case extended = 3
    /// One object.
    case individual = 4
  }

  package let unit: UnitID
  package let access: Access
  /// The object to begin with, or the one that is meant.
  package let object: IdentificationObject.ID

  package init(
    unit: UnitID, access: Access, object: IdentificationObject.ID = .vendorName
  ) {
    self.unit = unit
    self.access = access
    self.object = object
  }

  package var function: FunctionCode { .readDeviceIdentification }
  package var parameters: [UInt8] { [access.rawValue, object.rawValue] }

  package func answer(in dataUnit: ArraySlice<UInt8>) throws(ModbusFault) -> IdentificationPage {
    var rest = dataUnit.dropFirst()
    guard rest.popFirst() == FunctionCode.identificationInterface else { throw .flawed(.function) }
    guard let code = rest.popFirst(), let conformity = rest.popFirst(),
      let more = rest.popFirst(), let next = rest.popFirst(), let count = rest.popFirst()
    else { throw .flawed(.length) }
    // The device echoes what was asked for, also where it can give less.
    guard code == access.rawValue else { throw .flawed(.function) }
    var objects: [IdentificationObject] = []
    for _ in 0..<count {
      guard let id = rest.popFirst(), let length = rest.popFirst(), rest.count >= Int(length)
      else { throw .flawed(.length) }
      objects.append(
        IdentificationObject(id: .init(rawValue: id), bytes: Array(rest.prefix(Int(length)))))
      rest = rest.dropFirst(Int(length))
    }
    guard rest.isEmpty else { throw .flawed(.length) }
    return IdentificationPage(
      conformity: IdentificationConformity(rawValue: conformity), objects: objects,
      next: more == 0 ? nil : .init(rawValue: next))
  }
}
