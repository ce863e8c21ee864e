import DeviceProfiles
package import Polling
package import Readings

/// What of one configuration goes on in another: which lines, devices and points are the same.
package struct SettingsCarry: Sendable {
  /// By new line, the old one of which nothing has changed.
  package let lines: [LineIndex?]
  /// By new device, the old one of the same name.
  package let devices: [DeviceIndex?]
  /// By new device, whether it is polled just as before, so that nothing about it stops.
  package let goesOn: [Bool]
  /// By new device, whether its readings are those of the same registers of the same unit.
  package let isSameSource: [Bool]
  /// By old device and by old point, the new number; nil for what has left.
  package let newDevices: [DeviceIndex?]
  package let newPoints: [PointIndex?]
  /// By new point of a device of the same source, the old number.
  package let oldPoints: [PointIndex?]

  package init(from old: AgentSettings, to new: AgentSettings) {
    let oldLines = Dictionary(
      old.lines.indices.map { (old.lines[$0], LineIndex(rawValue: $0)) },
      uniquingKeysWith: { first, _ in first })
    let lines = new.lines.map { oldLines[$0] }
    let names = Dictionary(
      old.devices.indices.map { (old.devices[$0].name, $0) },
      uniquingKeysWith: { first, _ in first })
    let (oldTable, newTable) = (
      PointTable(devices: old.devices), PointTable(devices: new.devices)
    )
    var devices: [DeviceIndex?] = []
    var goesOn: [Bool] = []
    var isSameSource: [Bool] = []
    var newDevices = [DeviceIndex?](repeating: nil, count: old.devices.count)
    var newPoints = [PointIndex?](repeating: nil, count: oldTable.count)
    var oldPoints = [PointIndex?](repeating: nil, count: newTable.count)
    for (index, device) in new.devices.enumerated() {
      guard let before = names[device.name] else {
        devices.append(nil)
        goesOn.append(false)
        isSameSource.append(false)
        continue
      }
      let earlier = old.devices[before]
      let (number, oldNumber) = (DeviceIndex(rawValue: index), DeviceIndex(rawValue: before))
      devices.append(oldNumber)
      newDevices[before] = number
      let isSame =
        earlier.profile == device.profile && earlier.unit == device.unit
        && old.lines[earlier.line.rawValue].name == new.lines[device.line.rawValue].name
      isSameSource.append(isSame)
      goesOn.append(
        isSame && earlier.interval == device.interval && earlier.timeout == device.timeout
          && lines[device.line.rawValue] == earlier.line)
      if isSame {
        for place in device.profile.points.indices {
          let (point, oldPoint) = (
            newTable.point(place, of: number), oldTable.point(place, of: oldNumber)
          )
          newPoints[oldPoint.rawValue] = point
          oldPoints[point.rawValue] = oldPoint
        }
      } else {
        let places = Dictionary(
          device.profile.points.indices.map { (device.profile.points[$0].name, $0) },
          uniquingKeysWith: { first, _ in first })
        for (place, point) in earlier.profile.points.enumerated() {
          guard let newPlace = places[point.name] else { continue }
          newPoints[oldTable.point(place, of: oldNumber).rawValue] = newTable.point(
            newPlace, of: number)
        }
      }
    }
    self.lines = lines
    self.devices = devices
    self.goesOn = goesOn
    self.isSameSource = isSameSource
    self.newDevices = newDevices
    self.newPoints = newPoints
    self.oldPoints = oldPoints
  }

  /// What goes on in the poller.
  var polling: PollCarry {
    PollCarry(
      lines: lines, devices: zip(devices, goesOn).map { $1 ? $0 : nil })
  }

  /// Devices of the new configuration that are not polled just as before.
  package var restarted: [Int] { goesOn.indices.filter { !goesOn[$0] } }
}
