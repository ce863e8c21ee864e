/// How a serial port is set.
package struct SerialSettings: Hashable, Sendable {
  package enum Parity: String, Hashable, Sendable, CaseIterable { case none, even, odd }

  /// The path of the device, such as `/dev/serial/by-id/usb-485-1`.
  package var path: String
  /// Bits per second.
  package var baud: Int
  package var parity: Parity
  /// 1 or 2.
  package var stopBits: Int

  package init(path: String, baud: Int = 9600, parity: Parity = .none, stopBits: Int = 1) {
    self.path = path
    self.baud = baud
    self.parity = parity
    self.stopBits = stopBits
  }

  /// How long one character takes: start, eight data, parity and stop bits.
  package var characterTime: Duration {
    let bits = 9 + (parity == .none ? 0 : 1) + stopBits
    return .nanoseconds(Int64(bits) * 1_000_000_000 / Int64(baud))
  }
}
