package import DeviceProfiles
package import Registers

/// One device as the poller sees it: where it is, how often it is read, and what is needed of it.
package struct PolledDevice: Sendable {
  package var line: LineIndex
  package var unit: UnitID
  package var interval: Duration
  package var timeout: Duration
  package var contract: ReadContract
  package var items: [PolledItem]

  package init(
    line: LineIndex, unit: UnitID, interval: Duration, timeout: Duration, contract: ReadContract,
    items: [PolledItem]
  ) {
    self.line = line
    self.unit = unit
    self.interval = interval
    self.timeout = timeout
    self.contract = contract
    self.items = items
  }
}

/// Addresses that must come in one answer: a value of several registers, or values with the
/// registers that scale them.
package struct PolledItem: Hashable, Sendable {
  package var span: RegisterSpan
  package var pace: PointDefinition.Pace
  /// Whether points of other items can only be decoded once this one is known.
  package var isSource: Bool

  package init(span: RegisterSpan, pace: PointDefinition.Pace, isSource: Bool = false) {
    self.span = span
    self.pace = pace
    self.isSource = isSource
  }
}

extension DeviceProfile {
  /// What is read of a device of the family.
  package var polledItems: [PolledItem] {
    pollItems().map { PolledItem(span: $0.item, pace: $0.pace, isSource: $0.isSource) }
  }
}
