import DeviceProfiles
package import Readings
package import Registers

extension Hall {
  /// What a device answers to a read now.
  ///
  /// - Parameters:
  ///   - device: the place in `devices`.
  ///   - count: how many addresses are asked for; anything, as a client may ask anything.
  /// - Returns: one word per address (0 or 1 for bit tables), or the exception of the family.
  package func respond(
    device: Int, table: RegisterTable, start: UInt16, count: Int
  ) -> PlantAnswer {
    if let code = refusal(device: device, table: table, start: start, count: count) {
      return .exception(code)
    }
    guard let span = RegisterSpan(table: table, start: start, count: count) else {
      return .exception(.illegalDataValue)
    }
    return .words(words(of: device, in: span) { _, _ in })
  }

  /// Why a device refuses to be read like that; nil when it answers.
  func refusal(
    device: Int, table: RegisterTable, start: UInt16, count: Int
  ) -> ExceptionCode? {
    readRules[device].refusal(table: table, start: start, count: count)
  }

  /// The words of a span, and what each point that lies wholly in it says by them.
  func words(
    of device: Int, in span: RegisterSpan, saying: (Int, Reading.Outcome) -> Void
  ) -> [UInt16] {
    var words = [UInt16](repeating: 0, count: span.count)
    for (point, isWhole) in readRules[device].points(in: span) {
      let (outcome, parts) = said(device: device, point: point)
      if isWhole { saying(point, outcome) }
      for part in parts {
        let place = Int(part.address) - Int(span.start)
        guard words.indices.contains(place) else { continue }
        words[place] = words[place] & ~part.mask | part.word & part.mask
      }
    }
    return words
  }

  /// Whether a device answers at all.
  package func isReachable(device: Int) -> Bool { isReachable[device] }

  /// What a point of a device says now: not rounded to the resolution of its registers, but cut to
  /// what they can hold.
  package func outcome(device: Int, point: Int) -> Reading.Outcome {
    said(device: device, point: point).outcome
  }

  /// What a point would say if its registers could hold anything.
  private func meant(device: Int, point: Int) -> Reading.Outcome {
    if let scripted = scripted(device: device, point: point) { return scripted }
    let profile = devices[device].profile
    let definition = profile.points[point]
    let question = questions[device][point]
    switch definition.meaning {
    case .number:
      // A sensor that is gone takes no setting and no model number of the device with it.
      if !definition.series.isEmpty,
        faultInForce(device: device, point: definition.name)?.fault == .unavailable
      {
        return .none(.notAvailable)
      }
      if profile.heartbeat?.point == definition.name {
        return .value(.number(seconds.rounded(.down).truncatingRemainder(dividingBy: 60_000)))
      }
      if let number = number(device: device, point: point) { return .value(.number(number)) }
      if let expected = expectedNumber(definition.name, profile) {
        return .value(.number(expected))
      }
      // Values with a power of ten are said with 0, and so it must be.
      if profile.isPowerOfTen(definition.name) { return .value(.number(0)) }
      // What has a quantity and no model says that it has no value; the rest is a plain number.
      if !definition.series.isEmpty,
        let sentinel = definition.sentinels.first(where: { $0 != .notANumber })
      {
        return .none(sentinel.reason)
      }
      return .value(.number(resting(definition)))
    case .flag: return .value(.flag(flag(device, question)))
    case .flags(let names):
      let set = names.filter { isSet($0, device, question, definition) }
      return .value(.flags(set.reduce(0) { $0 | 1 << UInt64($1.bit) }))
    case .states(let states):
      return .value(.state(state(device, question, states, profile)))
    case .text: return .value(.text(text(device, definition, profile)))
    }
  }

  /// Whether a flag of a word is set: by the quantity that it has, which means the same on every
  /// family, or else by its name.
  private func isSet(
    _ flag: FlagName, _ device: Int, _ question: Question, _ point: PointDefinition
  ) -> Bool {
    if case .ups(let index) = instruments[device],
      let series = point.series.first(where: { $0.extraction == .bit(flag.bit) }),
      let isSet = upses[index].flag(
        Question(point, about: series, labels: devices[device].labels), packs: packs)
    {
      return isSet
    }
    return isSet(flag.name, device, question)
  }

  /// A number with noise, before what is wrong with the sensor.
  func numberWithoutFault(device: Int, point: Int) -> Double? {
    let question = questions[device][point]
    guard let value = numberOfInstrument(device, question) else { return nil }
    let stream = UInt64(1_000_000 + device * 1024 + point)
    return InstrumentNoise(quantity: question.quantity).applied(
      to: value, wobble: noise.wander(stream, at: seconds, period: 3))
  }

  private func number(device: Int, point: Int) -> Double? {
    let definition = devices[device].profile.points[point]
    let entry = faultInForce(device: device, point: definition.name)
    switch entry?.fault {
    case .stuck: return entry?.heldValues[point]
    case .drift(let perHour) where definition.isMeasured:
      let hours = (seconds - (entry?.since ?? 0)) / 3600
      return numberWithoutFault(device: device, point: point).map { $0 + perHour * hours }
    default: return numberWithoutFault(device: device, point: point)
    }
  }

  private func faultInForce(device: Int, point: String) -> SensorFaultEntry? {
    guard !sensorFaults.isEmpty else { return nil }
    return sensorFaults.last {
      $0.device == device && ($0.point == nil || $0.point == point)
    }
  }

  private typealias Words = [(address: UInt16, word: UInt16, mask: UInt16)]

  /// What a point says and the words with which it does. Readings beyond what the registers can
  /// hold stick at their end, as those of a real instrument do; what they cannot say at all becomes
  /// one of their ways to say nothing.
  private func said(device: Int, point: Int) -> (outcome: Reading.Outcome, words: Words) {
    let profile = devices[device].profile
    let outcome = meant(device: device, point: point)
    if let words = profile.encode(point: point, outcome) { return (outcome, words) }
    let range = RegisterRange(profile.points[point])
    // A device that means "no value" by the raw value of a number in its range says just that.
    let isSentinel =
      if case .value(.number(let number)) = outcome, !profile.points[point].sentinels.isEmpty {
        range.contains(number)
      } else {
        false
      }
    if !isSentinel, let number = bareNumber(outcome, device: device, point: point) {
      for nearest in range.nearest(to: number) {
        let value = Reading.Outcome.value(.number(nearest))
        if let words = profile.encode(point: point, value) { return (value, words) }
      }
    }
    let reasons =
      (isSentinel ? [] : [.overRange, .notAvailable])
      + profile.points[point].sentinels.map(\.reason)
    for reason in reasons {
      if let words = profile.encode(point: point, .none(reason)) { return (.none(reason), words) }
    }
    return (.none(.notAvailable), [])
  }

  /// The number to go on with: what is meant, or, where a sensor has failed and its registers have
  /// no way to say so, what it would have said.
  private func bareNumber(
    _ outcome: Reading.Outcome, device: Int, point: Int
  ) -> Double? {
    switch outcome {
    case .value(.number(let number)): return number
    case .value: return nil
    case .none:
      let definition = devices[device].profile.points[point]
      guard case .number = definition.meaning, definition.sentinels.isEmpty else { return nil }
      return numberWithoutFault(device: device, point: point) ?? resting(definition)
    }
  }

  /// What an identity point must say.
  private func expectedNumber(_ point: String, _ profile: DeviceProfile) -> Double? {
    switch profile.identity.first(where: { $0.point == point })?.expectation {
    case .number(let number): number
    case .oneOf(let numbers): numbers.first
    case .between(let range): range.lowerBound
    default: nil
    }
  }

  /// What a number says that no model knows: nothing, or as little as is believable.
  private func resting(_ point: PointDefinition) -> Double {
    guard let range = point.plausible else { return 0 }
    return min(range.upperBound, max(range.lowerBound, 0))
  }
}

extension PointDefinition {
  /// Whether a sensor is behind the number, which can drift. A setting keeps what it was set to, and
  /// a register that is a state as well says what the device made of it.
  fileprivate var isMeasured: Bool { !series.isEmpty && shares == nil }
}

extension DeviceProfile {
  /// Whether the point is the power of ten of others.
  fileprivate func isPowerOfTen(_ name: String) -> Bool {
    points.contains { point in
      guard case .number(let scaling) = point.meaning else { return false }
      return scaling.factor == .powerOfTen(point: name)
    }
  }
}
