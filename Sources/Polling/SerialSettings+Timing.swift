import Readings

extension SerialSettings {
  /// The silence that ends a frame: 3.5 characters, but never below 1.75 ms above 19,200 baud
  /// (MODBUS over Serial Line V1.02, clause 2.5.1.1).
  package var frameSilence: Duration {
    baud > 19_200 ? .microseconds(1750) : .nanoseconds(characterTime.nanoseconds * 7 / 2)
  }
}
