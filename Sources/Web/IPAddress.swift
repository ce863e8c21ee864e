import Glibc

/// An address of version 4 or 6, without port or zone.
package enum IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// In host order: 127.0.0.1 is 0x7F00_0001.
  case v4(UInt32)
  /// The first and the last eight bytes, in host order.
  case v6(high: UInt64, low: UInt64)

  /// Reads `127.0.0.1` or `fe80::1`; nil for anything else, names and zones included.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self = .v4(UInt32(bigEndian: four.s_addr))
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self = .init(six)
    } else {
      return nil
    }
  }

  init(_ address: in6_addr) {
    self = withUnsafeBytes(of: address) { bytes in
      .v6(
        high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }

  /// The version 4 address that a version 6 address stands for (`::ffff:10.0.0.1`), or the same.
  package var unmapped: IPAddress {
    if case .v6(0, let low) = self, low >> 32 == 0xFFFF {
      return .v4(UInt32(truncatingIfNeeded: low))
    }
    return self
  }

  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    switch self {
    case .v4(let bits):
      var address = in_addr(s_addr: bits.bigEndian)
      inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
    case .v6:
      var address = in6Address
      inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  var in6Address: in6_addr {
    var address = in6_addr()
    guard case .v6(let high, let low) = self else { return address }
    withUnsafeMutableBytes(of: &address) { bytes in
      bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
      bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    return address
  }
}
