/// The question after what a device says of itself in its maker's own form (function 17;
/// V1.1b3, clause 6.13). Specified for serial lines, and answered on TCP by some.
package struct ServerIDRequest: UnitRequest {
  package let unit: UnitID

  package init(unit: UnitID) { self.unit = unit }

  package var function: FunctionCode { .reportServerID }
  package var parameters: [UInt8] { [] }

  package func answer(in dataUnit: ArraySlice<UInt8>) throws(ModbusFault) -> ServerID {
    guard dataUnit.count >= 2,
      Int(dataUnit[dataUnit.startIndex + 1]) == dataUnit.count - 2
    else { throw .flawed(.length) }
    return ServerID(bytes: Array(dataUnit.dropFirst(2)))
  }
}

/// What a device says of itself to function 17.
package struct ServerID: Hashable, Sendable {
  /// Server identifier, run indicator and whatever the maker added. Only the maker knows where one
  /// ends and the next begins.
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// The longest run of printable ASCII, if it is long enough to be a word: four characters.
  package var text: String? {
    let runs = bytes.split { !(0x20...0x7E).contains($0) }
    guard let longest = runs.max(by: { $0.count < $1.count }), longest.count >= 4 else {
      return nil
    }
    return String(decoding: longest, as: UTF8.self)
  }
}
