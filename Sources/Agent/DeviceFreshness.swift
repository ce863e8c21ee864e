package import DeviceProfiles
import Polling
import Readings

/// From which instants on the readings of one device count, at the time of one scrape.
struct DeviceFreshness: Sendable {
  /// One instant for each pace.
  struct Cutoffs: Sendable {
    var everyCycle: Instant
    var slow: Instant
    var once: Instant

    subscript(pace: PointDefinition.Pace) -> Instant {
      switch pace {
      case .first, .normal: everyCycle
      case .slow: slow
      case .once: once
      }
    }
  }

  /// A reading taken before this is not shown. What is read seldom lasts longer than a maximum age
  /// by what lies between two reads, but no longer than its device is heard.
  let shown: Cutoffs
  /// A reading taken before this is late: twice the time in which a new one was due.
  let good: Cutoffs

  /// - Parameter heard: when the device last gave a good reading, or when the agent started.
  init(of device: DeviceSettings, heard: Instant, at now: Instant) {
    let isHeard = now.since(heard) <= device.maximumAge
    let never = Instant(nanoseconds: .max)
    shown = Cutoffs(
      everyCycle: now - device.maximumAge(of: .normal),
      slow: isHeard ? now - device.maximumAge(of: .slow) : never,
      once: isHeard ? .origin : never)
    good = Cutoffs(
      everyCycle: now - device.period(of: .normal) * 2, slow: now - device.period(of: .slow) * 2,
      once: .origin)
  }
}

extension DeviceSettings {
  /// How far apart two reads of a point are meant to be. Identity is read once per connection and
  /// has no period.
  package func period(of pace: PointDefinition.Pace) -> Duration {
    switch pace {
    case .first, .normal: interval
    case .slow: interval * Int(PollLimits.slowEvery)
    case .once: .seconds(Int64.max / 4)
    }
  }

  /// The age at which a value is no longer shown while its device is heard. A point that is read
  /// seldom may be older by what lies between two reads.
  package func maximumAge(of pace: PointDefinition.Pace) -> Duration {
    switch pace {
    case .first, .normal: maximumAge
    case .slow: maximumAge + period(of: .slow)
    case .once: .seconds(Int64.max / 4)
    }
  }
}
