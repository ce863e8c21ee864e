/// A range of addresses such as `10.0.0.0/8` or `::1/128`.
package struct CIDRBlock: Hashable, Sendable, CustomStringConvertible {
  /// The first address of the block.
  package let address: IPAddress
  /// How many leading bits all its addresses share: at most 32 for version 4, 128 for version 6.
  package let prefixLength: Int

  /// Reads `address/length`, or an address alone for itself only. Bits past the length are ignored;
  /// nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
    let width = if case .v4 = address { 32 } else { 128 }
    var length = width
    if parts.count == 2 {
      guard let given = Decimal.value(of: parts[1], upTo: width) else { return nil }
      length = given
    }
    self.prefixLength = length
    self.address = Self.masked(address, length)
  }

  /// Whether the address lies in the block. A version 4 address may come in its version 6 form.
  package func contains(_ address: IPAddress) -> Bool {
    let plain = address.unmapped
    switch (self.address, plain) {
    case (.v4, .v4), (.v6, .v6): return Self.masked(plain, prefixLength) == self.address
    default: return false
    }
  }

  package var description: String { "\(address)/\(prefixLength)" }

  private static func masked(_ address: IPAddress, _ length: Int) -> IPAddress {
    switch address {
    // Shifting by the whole width or more gives 0, as it should.
    case .v4(let bits): .v4(bits & (UInt32.max << (32 - length)))
    case .v6(let high, let low):
      .v6(
        high: high & (UInt64.max << max(0, 64 - length)),
        low: low & (UInt64.max << min(64, 128 - length)))
    }
  }
}
