import Alarms
import Readings

/// The alarms that follow from the dates in the life of devices.
extension AlarmBinding {
  package static let designLifeName = "design_life_over"
  package static let serviceDueName = "service_due"

  static func assetAlarms(_ context: Context) -> [AlarmDefinition] {
    context.settings.devices.indices.flatMap { index -> [AlarmDefinition] in
      let device = context.settings.devices[index]
      let all: [(name: String, date: WallTime?, consequence: String, response: String)] = [
        (
          designLifeName, device.asset.endOfLife,
          "\(device.name) is older than it was designed to become and may fail without a sign.",
          "Plan its replacement; until then look at it more often."
        ),
        (
          serviceDueName, device.asset.serviceDue, "\(device.name) may fail when it is needed.",
          "Have it serviced, and enter the new date in the site file."
        ),
      ]
      return all.compactMap { entry in
        guard let date = entry.date, !context.settings.switchedOffAlarms.contains(entry.name) else {
          return nil
        }
        var definition = site(
          entry.name, instance: nil, .dueDate(date), .low,
          devices: [DeviceIndex(rawValue: index)], context)
        definition.id += "/" + device.name
        definition.consequence = entry.consequence
        definition.response = entry.response
        return definition
      }
    }
  }
}
