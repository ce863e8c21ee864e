/// What can be odd about the traffic of a line though every value is proven: signs of another
/// master on it, or of another device. The label `reason` of `hallwatch_odd_traffic_total`.
package enum OddTraffic: String, Hashable, Sendable, CaseIterable {
  /// A reply that nobody had asked for.
  case unsolicited
  /// A reply of another unit or transaction while ours was awaited.
  case foreign
  /// Devices that answered well refuse most of what they are asked.
  case exceptionStorm = "exception_storm"
  /// A register that says who the device is says something else than before.
  case identityChanged = "identity_changed"
}
