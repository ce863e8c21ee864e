import Registers

extension PointDefinition {
  /// The mistakes of the point by itself: place, type, field, scale, states, flags, sentinels.
  func problems(in contract: ReadContract) -> [PointProblem] {
    var problems: [PointProblem] = []
    if !isSlug(name, separator: "_") {
      problems.append(
        ("point", "\"\(name)\" is no point name; use lower-case letters, digits and underscores"))
    }
    problems += placeProblems(contract)
    problems += typeProblems()
    problems += fieldProblems()
    switch meaning {
    case .number(let scaling): problems += scalingProblems(scaling)
    case .states(let states): problems += stateProblems(states)
    case .flags(let flags): problems += flagProblems(flags)
    case .flag, .text: break
    }
    problems += sentinelProblems()
    problems += partProblems() + rollOverProblems()
    if plausible != nil, !isNumber {
      problems.append(("plausible", "only a number has a plausible range"))
    }
    if let infoLabel, !Self.infoLabels.contains(infoLabel) {
      problems.append(
        (
          "info",
          "device_info has no label \(infoLabel); expected one of "
            + Self.infoLabels.joined(separator: ", ")
        ))
    }
    return problems
  }

  private static let infoLabels = ["manufacturer", "model", "serial", "firmware"]

  private var isNumber: Bool { if case .number = meaning { true } else { false } }

  private func placeProblems(_ contract: ReadContract) -> [PointProblem] {
    if computation != nil { return [] }
    guard let span else {
      return [("address", "\(encoding.type) at address \(address) ends past address 65535")]
    }
    if !table.holdsBits, span.count > contract.maximumRegisters {
      return [
        (
          "type",
          "\(encoding.type) needs \(span.count) registers in one answer, but the device gives "
            + "\(contract.maximumRegisters)"
        )
      ]
    }
    if let fence = contract.fences.first(where: { $0.isCrossed(by: span) }) {
      return [("address", "\(span) crosses the edge of the block \(fence), which is not allowed")]
    }
    return []
  }

  private func typeProblems() -> [PointProblem] {
    if table.holdsBits {
      let hasStates = if case .states = meaning { true } else { false }
      if bitCount > 1 || hasStates {
        return encoding.type == .u16 || encoding.type == .bits
          ? [] : [("type", "\(bitCount) bits together are u16 or bits, not \(encoding.type)")]
      }
      if encoding.type != .bool {
        return [("type", "a \(table.name) is one bit; its type is bool, not \(encoding.type)")]
      }
    }
    switch (meaning, encoding.type) {
    case (.text, .ascii), (.flag, .bool): return []
    case (.text, _): return [("type", "a text has the type ascii:N, not \(encoding.type)")]
    case (.flag, _): return [("type", "a flag has the type bool, not \(encoding.type)")]
    case (.states, _) where !holdsInteger:
      return [("type", "states need a whole number, not \(encoding.type)")]
    case (.flags, .bits), (.flags, .u16), (.flags, .u32), (.flags, .u64): return []
    case (.flags, _): return [("type", "flags need bits, u16, u32 or u64, not \(encoding.type)")]
    case (.number, .ascii), (.number, .bool):
      return [("type", "a number cannot be \(encoding.type)")]
    default: return []
    }
  }

  private func fieldProblems() -> [PointProblem] {
    guard let field else { return [] }
    let allowed: [RegisterEncoding.ValueType] = [.u16, .u32, .u64, .bits, .bool]
    guard allowed.contains(encoding.type), !table.holdsBits else {
      return [("field", "a field is cut from u16, u32, u64, bits or a bool in a register")]
    }
    let bits = encoding.registerCount * 16
    if let mask = field.mask {
      let isWithin = mask != 0 && (bits >= 64 || mask >> UInt64(bits) == 0)
      return isWithin ? [] : [("mask", "the mask is 0 or wider than the \(bits) bits of the type")]
    }
    guard field.shift >= 0, (1...16).contains(field.width), field.shift + field.width <= bits
    else {
      return [
        (
          "field",
          "bits \(field.shift) to \(field.shift + field.width - 1) are not within the \(bits) bits "
            + "of \(encoding.type), or more than 16"
        )
      ]
    }
    return []
  }

  private func scalingProblems(_ scaling: Scaling) -> [PointProblem] {
    var problems: [PointProblem] = []
    if scaling.scale == 0 || !scaling.scale.isFinite {
      problems.append(("scale", "a scale is a number other than 0"))
    }
    if !scaling.offset.isFinite { problems.append(("offset", "an offset is a finite number")) }
    guard let factor = scaling.factor else { return problems }
    if scaling.offset != 0 {
      problems.append(("offset", "a point with a factor has no offset; no device has both"))
    }
    let numbers = factor.numberByRaw
    if case .powerOfTen = factor { return problems }
    let wrong = numbers.keys.sorted().first { numbers[$0] == 0 || numbers[$0]?.isFinite != true }
    if let wrong {
      problems.append(("factor", "the factor of raw value \(wrong) is 0 or not finite"))
    }
    if numbers.isEmpty { problems.append(("factor", "name the factor of at least one raw value")) }
    return problems
  }

  private func stateProblems(_ states: [StateName]) -> [PointProblem] {
    var problems: [PointProblem] = []
    if states.isEmpty { problems.append(("states", "name at least one state")) }
    for (place, state) in states.enumerated() {
      let key = "states[\(place)]"
      if !isSlug(state.name, separator: "_") {
        problems.append(
          (
            "\(key).name",
            "\"\(state.name)\" is no state name; use lower-case letters, digits and underscores"
          ))
      }
      if let raw = [state.raw, state.raws.upperBound].first(where: { !rawRange.contains($0) }) {
        problems.append(
          (
            "\(key).raw",
            "\(raw) is no raw value of the point; expected \(rawRange.lowerBound) to "
              + "\(rawRange.upperBound)"
          ))
      }
      if states[..<place].contains(where: { $0.raws.overlaps(state.raws) }) {
        problems.append(("\(key).raw", "raw value \(state.raw) is another state already"))
      }
      if states[..<place].contains(where: { $0.name == state.name }) {
        problems.append(("\(key).name", "the state \(state.name) has a raw value already"))
      }
      if sentinels.contains(where: { $0.band(in: self)?.band.contains(state.raw) == true }),
        state.raws.count == 1
      {
        problems.append(
          ("\(key).raw", "raw value \(state.raw) means that there is no value; it is never seen"))
      }
    }
    return problems
  }

  private func flagProblems(_ flags: [FlagName]) -> [PointProblem] {
    var problems: [PointProblem] = []
    if flags.isEmpty { problems.append(("flags", "name at least one bit")) }
    for (place, flag) in flags.enumerated() {
      let key = "flags[\(place)]"
      if !isSlug(flag.name, separator: "_") {
        problems.append(
          (
            "\(key).name",
            "\"\(flag.name)\" is no flag name; use lower-case letters, digits and underscores"
          ))
      }
      if !(0..<rawBitCount).contains(flag.bit) {
        problems.append(
          ("\(key).bit", "there is no bit \(flag.bit); expected 0 to \(rawBitCount - 1)"))
      }
      if flags[..<place].contains(where: { $0.bit == flag.bit }) {
        problems.append(("\(key).bit", "bit \(flag.bit) is another flag already"))
      }
      if flags[..<place].contains(where: { $0.name == flag.name }) {
        problems.append(("\(key).name", "the flag \(flag.name) has a bit already"))
      }
    }
    return problems
  }

  private func sentinelProblems() -> [PointProblem] {
    guard !sentinels.isEmpty else { return [] }
    switch encoding.type {
    case .ascii, .bool:
      if sentinels.allSatisfy({ $0.isMasked }) { return [] }
      return [("invalid", "a text or a flag has no raw values that mean no value")]
    case .f32, .f64: return []
    default: break
    }
    return sentinels.enumerated().compactMap { place, sentinel in
      if case .allOnes = sentinel { return nil }
      guard let band = sentinel.band(in: self)?.band else { return nil }
      let outside = [band.lowerBound, band.upperBound].first { !rawRange.contains($0) }
      return outside.map {
        (
          "invalid[\(place)]",
          "\($0) is no raw value of the point; expected \(rawRange.lowerBound) to "
            + "\(rawRange.upperBound)"
        )
      }
    }
  }

  private func rollOverProblems() -> [PointProblem] {
    guard rollsOverAt != nil else { return [] }
    guard case .number(let scaling) = meaning, scaling.factor == nil, scaling.offset == 0,
      scaling.scale > 0
    else {
      return [("rolls_over", "only a number with a fixed, positive scale and no offset rolls over")]
    }
    return []
  }

  private func partProblems() -> [PointProblem] {
    guard !parts.isEmpty else { return [] }
    guard case .number(let scaling) = meaning, scaling.factor == nil, field == nil,
      !table.holdsBits, !isSigned, holdsInteger
    else {
      return [("plus", "only an unsigned number of whole registers is added to, without `factor`")]
    }
    return parts.enumerated().compactMap { place, part in
      switch part.encoding.type {
      case .u16, .u32: part.scale == 0 ? ("plus[\(place)].scale", "a scale is not 0") : nil
      default: ("plus[\(place)].type", "a part is u16 or u32, not \(part.encoding.type)")
      }
    }
  }

  /// The bits of a register that the point uses, to tell whether two points may share it.
  var usedBits: UInt64 {
    if let field {
      if let mask = field.mask { return mask }
      guard field.shift + field.width < 64 else { return .max }
      return ((1 << UInt64(field.width)) - 1) << UInt64(field.shift)
    }
    if case .flags = meaning { return flagMask }
    return .max
  }
}

extension Sentinel {
  fileprivate var isMasked: Bool { if case .masked = self { true } else { false } }
}
