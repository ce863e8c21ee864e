/// An address of the internet protocol, version 4 or 6.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes in network order.
  package let bytes: [UInt8]

  package var isVersion6: Bool { bytes.count == 16 }

  /// 32 or 128.
  package var bitCount: Int { bytes.count * 8 }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Nil unless the text is four decimal parts without leading zeros, or version 6 without
  /// brackets and zone (RFC 4291, section 2.2).
  package init?(_ text: String) {
    guard let bytes = text.contains(":") ? Self.version6(text) : Self.version4(text) else {
      return nil
    }
    self.init(bytes: bytes)
  }

  package static let loopback4 = IPAddress(bytes: [127, 0, 0, 1])

  /// Whether it reaches nothing but this machine.
  package var isLoopback: Bool {
    isVersion6 ? bytes == [UInt8](repeating: 0, count: 15) + [1] : bytes[0] == 127
  }

  private static func version4(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard part.utf8.allSatisfy(isDigit), let byte = UInt8(part),
        part.utf8.count == 1 || !part.hasPrefix("0")
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func version6(_ text: String) -> [UInt8]? {
    guard let gap = text.firstRange(ofTwoColons: ()) else {
      guard let bytes = groups(text[...], mayEndInVersion4: true), bytes.count == 16 else {
        return nil
      }
      return bytes
    }
    let head = text[..<gap]
    let tail = text[text.index(gap, offsetBy: 2)...]
    guard let left = head.isEmpty ? [] : groups(head, mayEndInVersion4: false),
      let right = tail.isEmpty ? [] : groups(tail, mayEndInVersion4: true),
      left.count + right.count <= 14
    else { return nil }
    return left + [UInt8](repeating: 0, count: 16 - left.count - right.count) + right
  }

  /// Groups of up to four hexadecimal digits; the last may be a version 4 address.
  private static func groups(_ text: Substring, mayEndInVersion4: Bool) -> [UInt8]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if mayEndInVersion4, index == parts.count - 1, part.contains(".") {
        guard let mapped = version4(part) else { return nil }
        bytes += mapped
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
          let group = UInt16(part, radix: 16)
        else { return nil }
        bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
      }
    }
    return bytes
  }

  /// Version 6 is lower case with its longest run of zero groups left out (RFC 5952).
  package var description: String {
    guard isVersion6 else { return bytes.map { "\($0)" }.joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
    var longest = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(longest.count, 1) { longest = start..<end }
      start = max(end, start + 1)
    }
    func hexadecimal(_ groups: ArraySlice<Int>) -> String {
      groups.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard !longest.isEmpty else { return hexadecimal(groups[...]) }
    return hexadecimal(groups[..<longest.lowerBound]) + "::"
      + hexadecimal(groups[longest.upperBound...])
  }
}

extension String {
  /// Where the only `::` begins; nil when there is none or more than one.
  fileprivate func firstRange(ofTwoColons: ()) -> Index? {
    var found: Index?
    var previous: Index?
    for index in indices {
      if self[index] == ":", let before = previous, self[before] == ":" {
        guard found == nil else { return nil }
        found = before
        previous = nil
      } else {
        previous = index
      }
    }
    return found
  }
}
