/// What one answer says of who a device is.
package struct IdentificationPage: Hashable, Sendable {
  package let conformity: IdentificationConformity
  package let objects: [IdentificationObject]
  /// The object with which the next request must begin; nil when this was the last answer.
  package let next: IdentificationObject.ID?

  package init(
    conformity: IdentificationConformity, objects: [IdentificationObject],
    next: IdentificationObject.ID?
  ) {
    self.conformity = conformity
    self.objects = objects
    self.next = next
  }
}

/// How much of the identification a device offers, by its own word.
package struct IdentificationConformity: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The most that can be asked for as a stream; nil for a level that the specification does not
  /// know.
  package var access: IdentificationRequest.Access? {
    switch rawValue & 0x7F {
    case 1: .basic
    case 2: .regular
    case 3: .extended
    default: nil
    }
  }

  /// Whether objects can also be asked for one by one.
  package var offersIndividualAccess: Bool { rawValue & 0x80 != 0 }
}

/// One fact of a device's identification.
package struct IdentificationObject: Hashable, Sendable {
  package let id: ID
  package let bytes: [UInt8]

  package init(id: ID, bytes: [UInt8]) {
    self.id = id
    self.bytes = bytes
  }

  /// Which fact it is. 0–2 are basic, up to 0x7F regular, and from 0x80 the maker's own.
  package struct ID: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let vendorName = ID(rawValue: 0)
    package static let productCode = ID(rawValue: 1)
    package static let revision = ID(rawValue: 2)
    package static let vendorURL = ID(rawValue: 3)
    package static let productName = ID(rawValue: 4)
    package static let modelName = ID(rawValue: 5)
    package static let applicationName = ID(rawValue: 6)

    /// The name of the specification in snake_case, such as `vendor_name`, or `object_128`.
    package var name: String {
      let names = [
        "vendor_name", "product_code", "revision", "vendor_url", "product_name", "model_name",
        "application_name",
      ]
      return Int(rawValue) < names.count ? names[Int(rawValue)] : "object_\(rawValue)"
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// The bytes as text, without the blanks and zeros that makers fill up with. What is no UTF-8
  /// shows as the replacement character.
  package var text: String {
    let isFill: (UInt8) -> Bool = { $0 == 0 || $0 == 0x20 }
    let trimmed = bytes.drop(while: isFill).reversed().drop(while: isFill).reversed()
    return String(decoding: Array(trimmed), as: UTF8.self)
  }
}
