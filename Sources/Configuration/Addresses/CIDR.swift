/// A block of addresses, such as `10.20.0.0/16`.
package struct CIDR: Hashable, Sendable, CustomStringConvertible {
  package let address: IPAddress
  /// How many leading bits all addresses of the block share.
  package let prefix: Int

  package var description: String { "\(address)/\(prefix)" }

  /// What is wrong with a text, and what would be right.
  package struct Mistake: Error, Hashable, Sendable {
    package var message: String
  }

  /// The block of a text `address/bits`, whose address has no bit set beyond the prefix.
  package init(_ text: String) throws(Mistake) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts.first ?? "")) else {
      throw Mistake(
        message: "\(quoted(text)) is no block of addresses; write one such as \"10.20.0.0/16\"")
    }
    guard parts.count == 2 else {
      throw Mistake(
        message: "\(quoted(text)) has no length; write \"\(address)/\(address.bitCount)\" for one "
          + "address")
    }
    guard parts[1].utf8.allSatisfy(isDigit), let prefix = Int(parts[1]),
      prefix <= address.bitCount
    else {
      throw Mistake(
        message: "\(quoted(text)) has a bad length; expected /0 to /\(address.bitCount)")
    }
    let network = address.masked(prefix)
    guard network == address else {
      throw Mistake(
        message: "\(quoted(text)) has bits set beyond its length; write \"\(network)/\(prefix)\"")
    }
    self.address = address
    self.prefix = prefix
  }
}

extension IPAddress {
  /// The address with all but the leading bits cleared.
  func masked(_ prefix: Int) -> IPAddress {
    var text = bytes
    for index in text.indices {
      let kept = min(8, max(0, prefix - index * 8))
      text[index] &= kept == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF00 >> kept)
    }
    return IPAddress(bytes: text)
  }
}
