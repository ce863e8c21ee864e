package import Registers

/// How long a frame is that begins with the given bytes, before all of it is there.
package enum FrameExtent: Hashable {
  /// Too few bytes to tell.
  case unknown
  case bytes(Int)
  /// No frame begins so. Waiting for more would be waiting for nothing.
  case impossible(ResponseFlaw)

  /// What the bytes that have come say of the length of their frame.
  package static func of(
    _ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>, framing: Framing
  ) -> FrameExtent {
    switch framing {
    case .tcp: tcp(bytes)
    case .rtu: rtu(bytes)
    }
  }

  /// The header announces how many bytes follow it: unit, function and at most 252 more.
  private static func tcp(_ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>) -> FrameExtent {
    if bytes.count >= 4, bytes[2] != 0 || bytes[3] != 0 { return .impossible(.protocolID) }
    guard bytes.count >= 6 else { return .unknown }
    let length = Int(bytes[4]) << 8 | Int(bytes[5])
    return (2...254).contains(length) ? .bytes(6 + length) : .impossible(.length)
  }

  /// RTU frames announce nothing; an answer to a read ends after the bytes it counts, a refusal
  /// after its reason, and either is followed by two bytes of checksum.
  private static func rtu(_ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>) -> FrameExtent {
    guard bytes.count >= 2 else { return .unknown }
    switch bytes[1] {
    case 0x80...: return .bytes(5)
    case 1...4, 17:
      guard bytes.count >= 3 else { return .unknown }
      let length = 3 + Int(bytes[2]) + 2
      return length <= 256 ? .bytes(length) : .impossible(.length)
    case 43: return identification(bytes)
    default: return .impossible(.function)
    }
  }

  /// An answer with device identification counts its objects, and each object its bytes.
  private static func identification(
    _ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>
  ) -> FrameExtent {
    guard bytes.count >= 3 else { return .unknown }
    guard bytes[2] == FunctionCode.identificationInterface else { return .impossible(.function) }
    guard bytes.count >= 8 else { return .unknown }
    var length = 8
    for _ in 0..<bytes[7] {
      guard bytes.count >= length + 2 else { return .unknown }
      length += 2 + Int(bytes[length + 1])
      guard length + 2 <= 256 else { return .impossible(.length) }
    }
    return .bytes(length + 2)
  }

  /// How many bytes libmodbus would read as this RTU confirmation. The bytes are a whole frame. Of
  /// functions that it does not know, such as 43, it takes the first bytes and leaves the rest.
  static func readByLibrary(_ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>) -> Int {
    guard bytes.count > 2 else { return 0 }
    switch bytes[1] {
    case 1...4, 17, 23: return 3 + Int(bytes[2]) + 2
    case 5, 6, 15, 16: return 6 + 2
    case 22: return 8 + 2
    default: return 3 + 2
    }
  }
}
