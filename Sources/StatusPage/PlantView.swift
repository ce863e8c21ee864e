import Agent
import DeviceProfiles
import Readings

/// A snapshot of the agent as the page asks it: what a device says of a quantity now.
struct PlantView {
  let agent: Agent
  let now: Instant

  /// A series that has a value now.
  struct Sample {
    var point: PointIndex
    var series: SeriesDefinition
    var value: Double

    func label(_ name: String) -> String? { series.labels.first { $0.name == name }?.value }
  }

  /// What a device says now of these quantities, in the order of its points.
  func samples(_ quantities: Set<String>, of device: Int) -> [Sample] {
    let points = agent.settings.devices[device].profile.points
    var samples: [Sample] = []
    for (place, definition) in points.enumerated() {
      for series in definition.series where quantities.contains(series.quantity.name) {
        let point = agent.points.point(place, of: DeviceIndex(rawValue: device))
        guard let value = agent.presentReading(point, at: now).value,
          let number = series.extraction.number(of: value)
        else { continue }
        samples.append(Sample(point: point, series: series, value: number))
      }
    }
    return samples
  }

  /// The name of the state that a device says it is in, of a quantity that has states.
  func state(_ quantity: String, of device: Int) -> String? {
    let points = agent.settings.devices[device].profile.points
    for (place, definition) in points.enumerated() {
      for series in definition.series where series.quantity.name == quantity {
        let point = agent.points.point(place, of: DeviceIndex(rawValue: device))
        if case .state(let state)? = agent.presentReading(point, at: now).value,
          series.stateNames.indices.contains(state)
        {
          return series.stateNames[state]
        }
      }
    }
    return nil
  }

  func label(_ name: String, of device: Int) -> String? {
    agent.settings.devices[device].labels.first { $0.name == name }?.value
  }

  func definition(of point: PointIndex) -> PointDefinition {
    agent.settings.devices[agent.points.device(of: point).rawValue]
      .profile.points[agent.points.place(of: point)]
  }
}
