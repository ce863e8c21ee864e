import DeviceProfiles
import Polling
import Readings
import Registers

/// Where the canary of a profile is read: a register whose value does not change by itself. After
/// an error it is read again, and nothing of the device is believed before it says what it said
/// before. Unlike an identity it needs no value that is known beforehand.
struct CanaryPoint: Sendable {
  /// The point's place in the profile.
  var place: Int
  var span: RegisterSpan

  init?(of profile: DeviceProfile) {
    guard let name = profile.canary,
      let place = profile.points.firstIndex(where: { $0.name == name }),
      let span = profile.points[place].span
    else { return nil }
    self.place = place
    self.span = span
  }
}

extension Agent {
  /// Holds the canary of a block against what it said before the error.
  mutating func checkCanary(
    _ block: RegisterBlock, of device: DeviceIndex, at now: Instant,
    into effects: inout [AgentEffect]
  ) {
    let index = device.rawValue
    guard devices[index].isCanaryDue, let canary = canaryPoints[index],
      block.span.contains(canary.span)
    else { return }
    var said: Reading.Outcome?
    // A decoder of its own: the real one must not learn from a device that may be another.
    var decoder = decoders[index]
    decoder.forget()
    decoder.decode(block) { place, outcome in if place == canary.place { said = outcome } }
    guard let said else { return }
    if let trusted = devices[index].canary, trusted != said {
      mistrust(device, canary, said, trusted, at: now, into: &effects)
    } else {
      devices[index].canary = said
      devices[index].isCanaryDue = false
      devices[index].canaryMismatch = nil
    }
  }

  /// The device is asked again with each cycle. It stays in doubt until it is itself again or the
  /// agent is started anew: what answers after an error and differs may be another device, or the
  /// answers of a confused gateway.
  private mutating func mistrust(
    _ device: DeviceIndex, _ canary: CanaryPoint, _ said: Reading.Outcome,
    _ trusted: Reading.Outcome, at now: Instant, into effects: inout [AgentEffect]
  ) {
    poller.askOnceAgain(device)
    let index = device.rawValue
    let text = said.plainText
    guard devices[index].canaryMismatch != text else { return }
    devices[index].canaryMismatch = text
    let settings = settings.devices[index]
    recordIdentityChange(
      of: device, point: settings.profile.points[canary.place].name, from: trusted.plainText,
      to: text, at: now, into: &effects)
  }
}

extension Reading.Outcome {
  fileprivate var plainText: String {
    switch self {
    case .value(let value): value.plainText
    case .none(let reason): reason.name
    }
  }
}
