import DeviceProfiles
import Readings

/// All series of a site by what selectors name, so that many rules over many devices stay cheap.
package struct SeriesIndex: Sendable {
  private let devices: [DeviceSettings]
  private var all: [Place] = []
  private var byQuantity: [String: [Place]] = [:]
  private var byDevice: [String: [Place]] = [:]

  private struct Place {
    var device: Int
    var point: Int
    var series: Int
  }

  package init(_ devices: [DeviceSettings]) {
    self.devices = devices
    for device in devices.indices {
      let points = devices[device].profile.points
      for point in points.indices {
        for series in points[point].series.indices {
          let place = Place(device: device, point: point, series: series)
          all.append(place)
          byQuantity[points[point].series[series].quantity.name, default: []].append(place)
          byDevice[devices[device].name, default: []].append(place)
        }
      }
    }
  }

  /// What a selector is about, in the order of devices and points.
  package func matches(_ selector: PointSelector) -> [AlarmBinding.Match] {
    matchingPlaces(selector).map { place in
      let device = devices[place.device]
      let point = device.profile.points[place.point]
      return AlarmBinding.Match(
        device: DeviceIndex(rawValue: place.device), deviceName: device.name, place: place.point,
        pointName: point.name, series: point.series[place.series], of: point)
    }
  }

  /// Every value that a label has in what a selector is about, sorted.
  package func values(of label: String, in selector: PointSelector) -> [String] {
    var values: Set<String> = []
    for place in matchingPlaces(selector) {
      let device = devices[place.device]
      let series = device.profile.points[place.point].series[place.series]
      for known in device.labels + series.labels where known.name == label {
        values.insert(known.value)
      }
    }
    return values.sorted()
  }

  private func matchingPlaces(_ selector: PointSelector) -> [Place] {
    candidates(selector).filter { place in
      let device = devices[place.device]
      let point = device.profile.points[place.point]
      return selector.matches(device: device, point: point, series: point.series[place.series])
    }
  }

  /// The shortest list that holds everything the selector is about.
  private func candidates(_ selector: PointSelector) -> [Place] {
    if let device = selector.device { return byDevice[device] ?? [] }
    if let quantity = selector.quantity { return byQuantity[quantity] ?? [] }
    return all
  }
}
