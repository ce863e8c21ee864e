package import DeviceProfiles
package import Exposition
package import Readings

extension Agent {
  /// The whole exposition as it is at an instant. Meant to be called on a copy of the agent, away
  /// from the loop.
  ///
  /// - Parameter extra: families of the process around the agent, such as `process_…`.
  package func exposition(
    format: ExpositionFormat, at now: Instant, extra: [DynamicFamily] = []
  ) -> [UInt8] {
    guard let metrics else { return [] }
    return ExpositionEncoder.encode(
      metrics.layout, values: metrics.values(of: self, at: now),
      extra: [deviceInfo()].compactMap { $0 } + extra, format: format)
  }

  /// The series of the agent, for lint and for dashboards.
  package var seriesLayout: SeriesLayout? { metrics?.layout }

  /// What each device says of itself: known only once it has been read.
  private func deviceInfo() -> DynamicFamily? {
    guard let quantity = Quantity.named("device_info"),
      var family = try? DynamicFamily(
        MetricFamily(name: quantity.metricName, type: .info, help: quantity.help))
    else { return nil }
    for (index, device) in settings.devices.enumerated() {
      var facts: [String: String] = [:]
      if !device.profile.manufacturer.isEmpty {
        facts["manufacturer"] = device.profile.manufacturer
      }
      for (place, point) in device.profile.points.enumerated() {
        guard let label = point.infoLabel,
          let value = readings[points.point(place, of: DeviceIndex(rawValue: index))].value
        else { continue }
        facts[label] = value.plainText
      }
      facts["profile"] = device.profile.name
      family.add(
        device.seriesLabels
          + facts.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) },
        value: 1)
    }
    return family
  }

  /// The reading of a point as it may be shown now: `.stale` when it is too old for its pace. What
  /// is read seldom lasts longer than a maximum age, but no longer than its device is heard.
  package func presentReading(_ point: PointIndex, at now: Instant) -> Reading {
    let device = points.device(of: point).rawValue
    let pace = points.pace(of: point)
    if pace == .once || pace == .slow {
      let heard = devices[device].lastSuccess ?? startedAt
      if now.since(heard) > settings.devices[device].maximumAge {
        return Reading(.none(.communicationFailure), at: readings[point].at)
      }
    }
    return readings.reading(
      point, at: now, maximumAge: settings.devices[device].maximumAge(of: pace))
  }

  /// How many points of a device are good, uncertain and bad.
  func qualityCounts(of device: DeviceIndex, at now: Instant) -> QualityCounts {
    var counts = QualityCounts()
    for index in points.points(of: device) {
      let point = PointIndex(rawValue: index)
      let reading = presentReading(point, at: now)
      if reading.value == nil {
        counts[.bad] += 1
      } else {
        // Twice the time in which a fresh value was due: something is late.
        let period = settings.devices[device.rawValue].period(of: points.pace(of: point))
        counts[now.since(reading.at) > period * 2 ? .uncertain : .good] += 1
      }
    }
    return counts
  }
}

extension DeviceSettings {
  /// How far apart two reads of a point are meant to be. Identity is read once per connection and
  /// has no period.
  package func period(of pace: PointDefinition.Pace) -> Duration {
    switch pace {
    case .first, .normal: interval
    case .slow: interval * 10
    case .once: .seconds(Int64.max / 4)
    }
  }

  /// The age at which a value is no longer shown. A point that is read seldom may be older by what
  /// lies between two reads.
  package func maximumAge(of pace: PointDefinition.Pace) -> Duration {
    switch pace {
    case .first, .normal: maximumAge
    case .slow: maximumAge + interval * 10
    case .once: .seconds(Int64.max / 4)
    }
  }
}
