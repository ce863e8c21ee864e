import Agent
import DeviceProfiles
import Plant

/// Where the devices of a site stand, to find out which alarms tell of an event.
struct DrillPlaces {
  private let names: [String]
  private let rooms: [String?]
  private let feeds: [String?]
  private let hall: Hall

  init(_ settings: AgentSettings) {
    names = settings.devices.map(\.name)
    func label(_ name: String) -> [String?] {
      settings.devices.map { device in device.labels.first { $0.name == name }?.value }
    }
    rooms = label("room")
    feeds = label("feed")
    hall = Hall(simulating: settings, seed: 1)
  }

  func room(of device: String) -> String? {
    names.firstIndex(of: device).flatMap { rooms[$0] }
  }

  /// The names of the devices that could tell of it: those that it was done to, and what stands in
  /// the same room or hangs on the same feed.
  func devices(touchedBy action: HallAction) -> Set<String> {
    switch action {
    case .utility(_, let indices), .utilitySag(_, _, let indices):
      let wanted = indices.map { hall.feedNames[$0] }
      return Set(names.indices.filter { wanted.contains(feeds[$0] ?? "") }.map { names[$0] })
    case .fire(_, _, let indices), .humidity(_, let indices), .firePanelReset(let indices),
      .suppressionManual(_, let indices):
      let wanted = indices.map { hall.roomNames[$0] }
      return Set(names.indices.filter { wanted.contains(rooms[$0] ?? "") }.map { names[$0] })
    case .coolingTrip(_, let indices), .pumps(_, let indices),
      .batteryRunaway(_, let indices), .runningLeak(_, _, let indices):
      return Set(indices.flatMap { sameRoom(as: $0) })
    case .generatorFault(_, _, let indices), .fuelLevel(_, let indices),
      .generatorExercise(_, let indices), .upsSelfTest(let indices),
      .batteryAge(_, let indices), .upsBypass(_, let indices), .leak(_, let indices),
      .leakCable(_, let indices),
      .contact(_, _, let indices), .aspiratorBlocked(_, let indices),
      .sensor(_, _, let indices), .script(_, _, let indices), .reachability(_, let indices):
      return Set(indices.map { names[$0] })
    case .rackLoad, .outdoorTemperature, .marker: return []
    }
  }

  private func sameRoom(as device: Int) -> [String] {
    names.indices.filter { $0 == device || rooms[$0] != nil && rooms[$0] == rooms[device] }
      .map { names[$0] }
  }
}
