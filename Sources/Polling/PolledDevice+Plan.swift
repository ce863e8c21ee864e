import DeviceProfiles

extension PolledDevice {
  /// The requests of the device's cycles on its line, before anything is learned of it.
  package func plan(on line: LineSettings) -> CyclePlan {
    CyclePlan(
      items: items, contract: contract, maximumHole: line.maximumHole,
      cost: ReadCost(medium: line.medium, gap: max(line.gap, contract.gap(on: line.medium.framing)))
    )
  }
}
