import DeviceProfiles
package import Readings

/// The last hour of every point: for the status page, which works when everything else is down.
extension Agent {
  /// Takes a sample of every point if one is due.
  mutating func sampleTrends(at now: Instant) {
    if let due = trends.nextSample, now < due { return }
    // The freshness of a device is the same for all its points of a pace.
    var last: (device: DeviceIndex, freshness: DeviceFreshness)?
    var sampled = trends
    sampled.sample(at: now) { point in
      let device = points.device(of: point)
      let freshness: DeviceFreshness
      if let last, last.device == device {
        freshness = last.freshness
      } else {
        freshness = self.freshness(of: device, at: now)
        last = (device, freshness)
      }
      let reading = readings.reading(point, takenSince: freshness.shown[points.pace(of: point)])
      return switch reading.value {
      case .number(let number): number
      case .flag(let isSet): isSet ? 1 : 0
      default: nil
      }
    }
    trends = sampled
  }

  /// How the numbers of one device went in the last hour; of one of its points when `point` is
  /// given. Nil when there is no such device or point.
  package func trendList(device name: String, point: String?, at now: Instant) -> JSONText? {
    guard let index = settings.devices.firstIndex(where: { $0.name == name }) else { return nil }
    let device = DeviceIndex(rawValue: index)
    let definitions = settings.devices[index].profile.points
    let wanted = points.points(of: device).filter {
      point == nil || definitions[points.place(of: PointIndex(rawValue: $0))].name == point
    }
    guard point == nil || !wanted.isEmpty else { return nil }
    return .object([
      ("site", .text(settings.site)),
      ("time", .text(clock.wallTime(at: now).rfc3339)),
      ("device", .text(name)),
      ("step_seconds", .number(trends.step.seconds)),
      ("newest", trends.newest.map { .text(clock.wallTime(at: $0).rfc3339) } ?? .null),
      (
        "trends",
        .array(
          wanted.compactMap { index in
            let point = PointIndex(rawValue: index)
            let definition = definitions[points.place(of: point)]
            let samples = trends.samples(of: point)
            guard samples.contains(where: { $0 != nil }) else { return nil }
            return .object([
              ("point", .text(definition.name)),
              ("unit", unit(of: point).map { .text($0) } ?? .null),
              ("values", .array(samples.map { $0.map { .number($0) } ?? .null })),
            ])
          })
      ),
    ])
  }
}
