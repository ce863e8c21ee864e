import Configuration
import Plant

/// Reads what a story lets a point say: a number, true or false, a state, a list of flags.
struct PointScriptReader {
  private let reader: ObjectReader
  private let targets: ScenarioTargets

  init(_ reader: ObjectReader, _ targets: ScenarioTargets) {
    self.reader = reader
    self.targets = targets
  }

  /// Nil after reporting.
  func read(_ kind: ScenarioEventKind) -> HallAction? {
    let point = reader.required("point", example: "\"temperature\"")
    guard let name = point?.nonEmptyString(), let devices = targets.devices(of: nil) else {
      for key in ["value", "to", "for", "noise"] { _ = reader.has(key) }
      return nil
    }
    let script: PointScript?
    switch kind {
    case .pointFree: script = nil
    case .pointLost: script = PointScript(.nothing)
    case .pointRamp:
      let to = reader.required("to", example: "85")?.number()
      let time = reader.required("for", example: "\"60s\"")?
        .duration(in: .milliseconds(200)...ScenarioFile.longest)
      guard let to, let time else { return nil }
      script = PointScript(.number(to), ramp: time, noise: noise)
    default:
      guard let saying = reader.required("value", example: "24.5").flatMap(saying) else {
        return nil
      }
      script = PointScript(saying, noise: noise)
    }
    for device in devices {
      if let objection = targets.hall.objection(
        to: script?.saying ?? .nothing, point: name, device: device)
      {
        point?.report(objection)
        return nil
      }
    }
    return .script(script, point: name, devices: devices)
  }

  private var noise: Double { reader.optional("noise")?.number(in: 0...1e9) ?? 0 }

  private func saying(_ value: ValueReader) -> PointScript.Saying? {
    if value.isArray {
      let names = value.array()?.map { $0.nonEmptyString() }
      return names.map { .flags($0.compactMap { $0 }) }
    }
    if value.isBoolean { return value.boolean().map { .flag($0) } }
    if let text = value.text { return .state(text) }
    return value.number().map { .number($0) }
  }
}
