import Agent
import DeviceProfiles
import Readings

/// One element of the power chain as its devices see it now.
struct PowerElement {
  enum Life: String {
    case live
    case dead
    /// Nothing that knows it answers.
    case doubt

    /// The state in a word with a sign, so that colour is never the only one.
    var word: String {
      switch self {
      case .live: "\u{25CF} live"
      case .dead: "\u{25CB} dead"
      case .doubt: "? unknown"
      }
    }
  }

  var node: SiteTopology.PowerNode
  var life: Life
  /// What matters of it besides being live: state, load, what is left. Short lines, the gravest
  /// first.
  var details: [String]
  /// Whether a UPS of it lives from its battery.
  var isOnBattery = false
  /// How long the battery lasts at the present load, in seconds; nil when nothing says.
  var runtime: Double?

  /// Below this a conductor counts as dead: the touch-voltage limit of IEC 60364-4-41.
  static let deadBelow = 50.0

  /// The elements in the order of the site file.
  static func all(of nodes: [SiteTopology.PowerNode], in view: PlantView) -> [PowerElement] {
    let devices = Dictionary(
      view.agent.settings.devices.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    var lives: [String: Life] = [:]
    let measured = nodes.map { node in
      PowerElement(node: node, measuredBy: node.devices.compactMap { devices[$0] }, in: view)
    }
    for element in measured { lives[element.node.name] = element.life }
    return measured.map { element in
      guard element.node.devices.isEmpty else { return element }
      // Nothing measures it, so it is as live as what feeds it.
      var element = element
      element.life = inferred(element.node, nodes, lives, depth: nodes.count)
      return element
    }
  }

  private static func inferred(
    _ node: SiteTopology.PowerNode, _ nodes: [SiteTopology.PowerNode], _ lives: [String: Life],
    depth: Int
  ) -> Life {
    guard depth > 0, !node.fedBy.isEmpty else { return .doubt }
    let feeders = node.fedBy.compactMap { name in nodes.first { $0.name == name } }.map {
      $0.devices.isEmpty
        ? inferred($0, nodes, lives, depth: depth - 1) : lives[$0.name] ?? .doubt
    }
    if feeders.contains(.live) { return .live }
    return feeders.contains(.doubt) || feeders.isEmpty ? .doubt : .dead
  }

  private init(node: SiteTopology.PowerNode, measuredBy devices: [Int], in view: PlantView) {
    self.node = node
    let wanted: Set = [
      "electric_voltage_volts", "electric_real_power_watts", "electric_load_ratio",
      "ups_on_battery", "ups_on_bypass", "battery_charge_ratio", "battery_runtime_seconds",
      "fuel_level_ratio", "genset_running",
    ]
    let samples = devices.flatMap { view.samples(wanted, of: $0) }
    func first(_ quantity: String, side: String? = nil) -> Double? {
      samples.first {
        $0.series.quantity.name == quantity && (side == nil || $0.label("side") == side)
      }?.value
    }
    let state = devices.lazy.compactMap { view.state("genset_state", of: $0) }.first
    life = Self.life(of: node, samples, gensetState: state)
    details = []
    if let state { details.append(Wording.name(state)) }
    isOnBattery = first("ups_on_battery") == 1
    runtime = first("battery_runtime_seconds")
    if isOnBattery { details.append("ON BATTERY") }
    if first("ups_on_bypass") == 1 { details.append("ON BYPASS") }
    if let charge = first("battery_charge_ratio") {
      // Rounded down: 99.9 % is not full.
      let percent = "\(Int((charge * 100).rounded(.down))) %"
      details.append(
        "battery \(percent)" + (runtime.map { ", \(Wording.duration(.seconds($0)))" } ?? ""))
    } else if let runtime {
      details.append("battery \(Wording.duration(.seconds(runtime)))")
    }
    if let power = first("electric_real_power_watts", side: "output") ?? Self.power(samples) {
      details.append(Wording.number(power, unit: "watts"))
    } else if let load = first("electric_load_ratio", side: "output")
      ?? first("electric_load_ratio")
    {
      details.append("load " + Wording.number(load, unit: "ratio"))
    }
    if let fuel = first("fuel_level_ratio") {
      details.append("fuel " + Wording.number(fuel, unit: "ratio"))
    }
  }

  /// The total where a device gives one, or what the phases add up to.
  private static func power(_ samples: [PlantView.Sample]) -> Double? {
    let powers = samples.filter { $0.series.quantity.name == "electric_real_power_watts" }
    if let total = powers.first(where: { $0.label("phase") == nil || $0.label("phase") == "total" })
    {
      return total.value
    }
    return powers.isEmpty ? nil : powers.reduce(0) { $0 + $1.value }
  }

  /// Live when any voltage on the side that the element gives to the chain is a voltage.
  private static func life(
    of node: SiteTopology.PowerNode, _ samples: [PlantView.Sample], gensetState: String?
  ) -> Life {
    let voltages = samples.filter { $0.series.quantity.name == "electric_voltage_volts" }
    let preferred: [String] =
      switch node.kind {
      case .generator: ["generator"]
      case .utility: ["mains", "input", "load"]
      default: ["output", "load"]
      }
    for side in preferred {
      let onSide = voltages.filter { $0.label("side") == side }
      if !onSide.isEmpty {
        return onSide.contains { $0.value.magnitude > deadBelow } ? .live : .dead
      }
    }
    let plain = voltages.filter { $0.label("side") == nil }
    if !plain.isEmpty { return plain.contains { $0.value.magnitude > deadBelow } ? .live : .dead }
    if let gensetState { return gensetState == "running" ? .live : .dead }
    return .doubt
  }
}
