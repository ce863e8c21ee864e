import Agent
import DeviceProfiles
import Plant
import Readings

/// What goes wrong in the plant itself: what the agent is there to see.
extension DisturbanceDraw {
  private struct Mishap {
    var start: HallAction
    var end: HallAction?
    var text: String
  }

  mutating func plant() -> Disturbance {
    let mishap = mishap()
    let whole = Int(span / .milliseconds(1))
    let from = below(whole)
    let length = [500, 5000, 20_000, 60_000, 180_000, 600_000][below(6)] + below(5000)
    return Disturbance(
      id: 0, from: .milliseconds(from), until: min(span, .milliseconds(from + length)),
      kind: .plant(mishap.start, end: mishap.end), text: mishap.text)
  }

  private mutating func mishap() -> Mishap {
    let device = below(settings.devices.count)
    let name = settings.devices[device].name
    switch below(8) {
    case 0, 1:
      return Mishap(
        start: .reachability(false, devices: [device]),
        end: .reachability(true, devices: [device]), text: "\(name) is lost")
    case 2:
      let fault = [SensorFault.stuck, .unavailable, .drift(perHour: 40)][below(3)]
      return Mishap(
        start: .sensor(fault, point: nil, devices: [device]),
        end: .sensor(.none, point: nil, devices: [device]), text: "\(name) is wrong: \(fault)")
    case 3:
      return Mishap(
        start: .utility(isPresent: false, feeds: [0]), end: .utility(isPresent: true, feeds: [0]),
        text: "the mains are lost")
    case 4:
      return Mishap(
        start: .utilitySag(remaining: 0.6, duration: .milliseconds(300 + below(3000)), feeds: [0]),
        end: nil, text: "the mains sag")
    case 5:
      return Mishap(
        start: .rackLoad(1.6), end: .rackLoad(1), text: "the racks draw more than they should")
    default: return ofClass(device, name)
    }
  }

  /// What only a device of its class can suffer.
  private mutating func ofClass(_ device: Int, _ name: String) -> Mishap {
    switch settings.devices[device].profile.deviceClass {
    case .cooling:
      return Mishap(
        start: .coolingTrip(isTripped: true, devices: [device]),
        end: .coolingTrip(isTripped: false, devices: [device]), text: "\(name) trips")
    case .leak:
      return Mishap(
        start: .leak(at: 12, devices: [device]), end: .leak(at: nil, devices: [device]),
        text: "water at \(name)")
    case .fire:
      let room = below(1)
      return Mishap(
        start: .fire(smoke: 0.0008, heat: 5000, rooms: [room]),
        end: .fire(smoke: 0, heat: 0, rooms: [room]), text: "a fire")
    case .generator:
      return Mishap(
        start: .generatorFault(.failToStart, isPresent: true, devices: [device]),
        end: .generatorFault(.failToStart, isPresent: false, devices: [device]),
        text: "\(name) would not start")
    case .ups:
      return Mishap(
        start: .upsBypass(isOrdered: true, devices: [device]),
        end: .upsBypass(isOrdered: false, devices: [device]), text: "\(name) is on bypass")
    default:
      return Mishap(
        start: .outdoorTemperature(38), end: .outdoorTemperature(14), text: "a hot day")
    }
  }
}
