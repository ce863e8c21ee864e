import DeviceProfiles
package import Exposition
package import Readings

extension Agent {
  /// The whole exposition as it is at an instant. Meant to be called on a copy of the agent, away
  /// from the loop.
  ///
  /// - Parameters:
  ///   - extra: families of the process around the agent, such as `process_…`.
  ///   - device: leaves out all series but those of one device.
  ///   - room: an exposition that is not needed any more; its memory is used again.
  package func exposition(
    format: ExpositionFormat, at now: Instant, extra: [DynamicFamily] = [],
    of device: String? = nil, reusing room: consuming [UInt8] = []
  ) -> [UInt8] {
    guard let metrics else { return [] }
    return ExpositionEncoder.encode(
      metrics.layout, values: metrics.values(of: self, at: now),
      extra: [deviceInfo(metrics)].compactMap { $0 } + extra, format: format,
      with: device.map { ("device", $0) }, reusing: room)
  }

  /// The series of the agent, for lint and for dashboards.
  package var seriesLayout: SeriesLayout? { metrics?.layout }

  /// What each device says of itself: known only once it has been read.
  private func deviceInfo(_ metrics: HallMetrics) -> DynamicFamily? {
    guard let quantity = Quantity.named("device_info"),
      var family = try? DynamicFamily(
        MetricFamily(name: quantity.metricName, type: .info, help: quantity.help))
    else { return nil }
    for (index, device) in settings.devices.enumerated() {
      var facts: [String: String] = [:]
      if !device.profile.manufacturer.isEmpty {
        facts["manufacturer"] = device.profile.manufacturer
      }
      for info in metrics.infoPoints[index] {
        let point = points.point(info.place, of: DeviceIndex(rawValue: index))
        guard let value = readings[point].value else { continue }
        if case .state(let state) = value {
          facts[info.label] =
            device.profile.points[info.place].stateName(state) ?? value.plainText
        } else {
          facts[info.label] = value.plainText
        }
      }
      facts["profile"] = device.profile.name
      family.add(
        device.seriesLabels
          + facts.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) },
        value: 1)
    }
    return family
  }

  /// The reading of a point as it may be shown now: `.stale` when it is too old for its pace.
  package func presentReading(_ point: PointIndex, at now: Instant) -> Reading {
    let freshness = freshness(of: points.device(of: point), at: now)
    return readings.reading(point, takenSince: freshness.shown[points.pace(of: point)])
  }

  /// How old the readings of a device may be at an instant. The same for all its points of a pace,
  /// so a scrape works it out once for each device.
  func freshness(of device: DeviceIndex, at now: Instant) -> DeviceFreshness {
    let heard = devices[device.rawValue].lastSuccess ?? began(device)
    return DeviceFreshness(of: settings.devices[device.rawValue], heard: heard, at: now)
  }

  /// How many points of a device are good, uncertain and bad.
  package func qualityCounts(of device: DeviceIndex, at now: Instant) -> QualityCounts {
    var counts = QualityCounts()
    let freshness = freshness(of: device, at: now)
    for index in points.points(of: device) {
      let point = PointIndex(rawValue: index)
      let pace = points.pace(of: point)
      if let taken = readings.valueInstant(point, takenSince: freshness.shown[pace]) {
        counts[taken < freshness.good[pace] ? .uncertain : .good] += 1
      } else {
        counts[.bad] += 1
      }
    }
    return counts
  }
}
