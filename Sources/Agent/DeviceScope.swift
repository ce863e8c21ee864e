import DeviceProfiles

/// Which devices a question is about, by their labels: a tenant's room, one feed, one machine.
package struct DeviceScope: Hashable, Sendable {
  /// Every label must fit; of several values of one label any may.
  private let wanted: [String: Set<String>]

  package static let all = DeviceScope()

  private init() { wanted = [:] }

  /// What is asked for by labels; `device` is the device itself.
  ///
  /// - Throws: `DeviceScopeError` when no device has the label or the value. An empty list in answer to
  ///   a word that was misspelt would read as "nothing is wrong".
  package init(
    _ labels: [(name: String, value: String)], in settings: AgentSettings
  ) throws(DeviceScopeError) {
    for label in labels {
      let values = settings.devices.compactMap { Self.value(label.name, of: $0) }
      guard !values.isEmpty else {
        throw .unknownLabel(
          label.name, known: Set(settings.devices.flatMap { $0.labels.map(\.name) }).sorted())
      }
      guard values.contains(label.value) else {
        throw .unknownValue(label.name, label.value, known: Set(values).sorted())
      }
    }
    wanted = Dictionary(grouping: labels, by: \.name).mapValues { Set($0.map(\.value)) }
  }

  package var isAll: Bool { wanted.isEmpty }

  package func contains(_ device: DeviceSettings) -> Bool {
    wanted.allSatisfy { name, values in
      Self.value(name, of: device).map(values.contains) ?? false
    }
  }

  private static func value(_ name: String, of device: DeviceSettings) -> String? {
    name == "device" ? device.name : device.labels.first { $0.name == name }?.value
  }
}

/// Why there is no such scope.
package enum DeviceScopeError: Error, Hashable, CustomStringConvertible {
  case unknownLabel(String, known: [String])
  case unknownValue(String, String, known: [String])

  package var description: String {
    switch self {
    case .unknownLabel(let name, let known):
      "No device has the label \(name). There are: \((["device"] + known).joined(separator: ", "))."
    case .unknownValue(let name, let value, let known):
      "No device has \(name)=\(value). There are: \(known.prefix(20).joined(separator: ", "))"
        + (known.count > 20 ? " and \(known.count - 20) more." : ".")
    }
  }
}
