package import DeviceProfiles
package import Readings

/// Where each point of the agent belongs: the flat numbering of all points of all devices.
package struct PointTable: Sendable {
  /// The first point of each device, and one past the last at the end.
  private let firstPoints: [Int]
  private let owners: [DeviceIndex]
  /// How often each point is read. Held here because the definitions are large to walk over.
  private let paces: [PointDefinition.Pace]

  package init(devices: [DeviceSettings]) {
    var firstPoints = [0]
    var owners: [DeviceIndex] = []
    var paces: [PointDefinition.Pace] = []
    for (index, device) in devices.enumerated() {
      let count = device.profile.points.count
      owners += Array(repeating: DeviceIndex(rawValue: index), count: count)
      paces += device.profile.points.map(\.pace)
      firstPoints.append(firstPoints[index] + count)
    }
    self.firstPoints = firstPoints
    self.owners = owners
    self.paces = paces
  }

  /// How many points there are in all.
  package var count: Int { owners.count }

  /// The point at a place in its device's profile.
  package func point(_ place: Int, of device: DeviceIndex) -> PointIndex {
    PointIndex(rawValue: firstPoints[device.rawValue] + place)
  }

  /// All points of a device.
  package func points(of device: DeviceIndex) -> Range<Int> {
    firstPoints[device.rawValue]..<firstPoints[device.rawValue + 1]
  }

  package func device(of point: PointIndex) -> DeviceIndex { owners[point.rawValue] }

  package func pace(of point: PointIndex) -> PointDefinition.Pace { paces[point.rawValue] }

  /// The point's place in its device's profile.
  package func place(of point: PointIndex) -> Int {
    point.rawValue - firstPoints[owners[point.rawValue].rawValue]
  }
}
