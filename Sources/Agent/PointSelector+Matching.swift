package import DeviceProfiles

extension PointSelector {
  /// Whether a series is one of those the rule is about. Labels may come from the device or from
  /// the series; a selector that gives nothing matches everything.
  package func matches(
    device: DeviceSettings, point: PointDefinition, series: SeriesDefinition
  ) -> Bool {
    if let wanted = self.device, wanted != device.name { return false }
    if let wanted = self.point, wanted != point.name { return false }
    if let wanted = quantity, wanted != series.quantity.name { return false }
    if let wanted = roomUse, wanted != device.roomUse { return false }
    if let wanted = ashraeClass, wanted != device.ashraeClass { return false }
    return labels.allSatisfy { series.labels.contains($0) || device.labels.contains($0) }
  }
}
