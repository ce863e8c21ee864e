import Agent
import Alarms
import DeviceProfiles
import Readings

/// Reads the four limits of an alarm. Each is a number, or an object with what it has of its own:
///
///     high: 27, high_high: { at: 32, priority: "critical", on_delay: "5m" }, deadband: 1
struct LimitsReader {
  private let reader: ObjectReader
  private let devices: DeviceList

  init(_ reader: ObjectReader, devices: DeviceList) {
    self.reader = reader
    self.devices = devices
  }

  private struct Limit {
    var level: LimitLevel
    var value: ValueReader
    var setpoint: Double
    var own = AlarmRule.Level()
  }

  /// Nil after reporting.
  func read(matches: [AlarmBinding.Match]) -> AlarmTestReader.Result? {
    let limits = LimitLevel.allCases.compactMap { level in
      reader.optional(level.rawValue).flatMap { readLimit(level, $0) }
    }
    let deadbandValue = reader.optional("deadband")
    let deadband = deadbandValue?.number(in: 0...1e12)
    checkOrder(limits)
    if let deadband, let deadbandValue { checkDeadband(deadband, deadbandValue, limits) }
    for limit in limits {
      if SetpointCheck.suits(limit.value, name: limit.level.rawValue, limit.setpoint, matches) {
        warnOfDisbelief(limit, matches)
      }
    }
    guard !limits.isEmpty else { return nil }
    return AlarmTestReader.Result(
      test: .limits(
        Dictionary(
          limits.map { ($0.level, $0.setpoint) }, uniquingKeysWith: { first, _ in first })),
      deadband: deadband ?? 0,
      levels: Dictionary(
        limits.filter { $0.own != AlarmRule.Level() }.map { ($0.level, $0.own) },
        uniquingKeysWith: { first, _ in first }))
  }

  private func readLimit(_ level: LimitLevel, _ value: ValueReader) -> Limit? {
    guard case .object = value.node.content else {
      return value.number().map { Limit(level: level, value: value, setpoint: $0) }
    }
    return value.object { inner -> Limit? in
      let at = inner.required("at", example: "32")
      let own = AlarmRule.Level(
        priority: inner.optional("priority")?.choice(),
        onDelay: inner.optional("on_delay")?.duration(in: .zero...Limits.longestAlarmDelay))
      guard let at, let setpoint = at.number() else { return nil }
      return Limit(level: level, value: at, setpoint: setpoint, own: own)
    } ?? nil
  }

  /// What lies beyond a point's plausible range is not believed, so a limit out there is never passed.
  private func warnOfDisbelief(_ limit: Limit, _ matches: [AlarmBinding.Match]) {
    for match in matches {
      let point = devices.settings[match.device.rawValue].profile.points[match.place]
      guard let range = point.plausible,
        limit.level.isHigh
          ? limit.setpoint >= range.upperBound : limit.setpoint <= range.lowerBound
      else { continue }
      limit.value.warn(
        "\(match.pointName) of \(match.deviceName) is believed from \(numberText(range.lowerBound)) to "
          + "\(numberText(range.upperBound)) only: it has no value beyond, and never passes "
          + numberText(limit.setpoint))
      return
    }
  }

  /// Each limit must lie strictly above the next lower one.
  private func checkOrder(_ limits: [Limit]) {
    for (upper, lower) in zip(limits, limits.dropFirst()) where upper.setpoint <= lower.setpoint {
      lower.value.report(
        "`\(lower.level.rawValue)` is \(numberText(lower.setpoint)) but must be below "
          + "`\(upper.level.rawValue)`, which is \(numberText(upper.setpoint))")
    }
  }

  /// A deadband as wide as the distance of two limits would keep one alarm while the value is at
  /// the other.
  private func checkDeadband(_ deadband: Double, _ value: ValueReader, _ limits: [Limit]) {
    for (upper, lower) in zip(limits, limits.dropFirst()) {
      let distance = upper.setpoint - lower.setpoint
      guard distance > 0, deadband >= distance else { continue }
      value.report(
        "\(numberText(deadband)) is not below the distance of `\(upper.level.rawValue)` and "
          + "`\(lower.level.rawValue)`, which is \(numberText(distance))")
      return
    }
  }
}
