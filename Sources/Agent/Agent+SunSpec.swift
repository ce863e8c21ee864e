import DeviceProfiles
import Polling
import Readings
import Registers

/// Devices whose addresses are found on the device itself: the chain of SunSpec models is read header
/// by header, one a cycle, and the points are then read where their models are. With every new
/// connection the headers are read again; a chain that has changed is walked anew.
extension Agent {
  /// Takes an answer as a step of the walk, or holds it against the chain that is known. True when
  /// there is nothing else to do with it.
  mutating func walkOn(
    by block: RegisterBlock, of device: DeviceIndex, at now: Instant,
    into effects: inout [AgentEffect]
  ) -> Bool {
    let index = device.rawValue
    guard walks[index] != nil else { return chainHasChanged(in: block, of: device, at: now) }
    guard walks[index]?.take(block) == true else { return true }
    // A step is a sign of life, though it gives no reading.
    devices[index].goodReadingsInCycle += 1
    step(device, at: now)
    return true
  }

  /// Takes a refusal as a step of the walk; false when none is under way.
  mutating func endWalk(
    byRefusalOf span: RegisterSpan, of device: DeviceIndex, at now: Instant
  ) -> Bool {
    guard walks[device.rawValue] != nil else { return false }
    if walks[device.rawValue]?.refused(span) == true { step(device, at: now) }
    return true
  }

  /// Asks for the next header, or begins to read the points.
  private mutating func step(_ device: DeviceIndex, at now: Instant) {
    let index = device.rawValue
    guard let walk = walks[index] else { return }
    guard walk.isDone else { return poller.setItems(walk.polledItems, of: device) }
    let profile = settings.devices[index].profile.located(in: walk.models)
    // What the model of every device says, its maker and number, is no reading.
    guard profile.points.contains(where: { $0.isLocated && $0.pace != .once }) else {
      // Another device, or one that is not ready, or refused a header in a bad moment: it is asked
      // again from the start.
      devices[index].identity = .mismatch
      devices[index].mismatch =
        walk.models.isEmpty
        ? "no SunSpec chain" : "models " + walk.models.map { "\($0.id)" }.joined(separator: " ")
      startWalk(of: device)
      return
    }
    devices[index].identity = .verified
    devices[index].mismatch = nil
    walks[index] = nil
    locatedProfiles[index] = profile
    decoders[index] = DeviceDecoder(profile: profile)
    markMissing(in: profile, of: device, at: now)
    let headers = walk.models.compactMap { model in
      RegisterSpan(table: .holdingRegister, start: model.address, count: 2)
        .map { PolledItem(span: $0, pace: .once) }
    }
    poller.setItems(
      headers + profile.polledItems, of: device)
    chains[index] = walk.models
  }

  /// Points of models that the device does not have are not fitted.
  private mutating func markMissing(
    in profile: DeviceProfile, of device: DeviceIndex, at now: Instant
  ) {
    for (place, point) in profile.points.enumerated() where point.span == nil {
      guard !point.models.isEmpty else { continue }
      readings.store(
        Reading(.none(.notFitted), at: now), of: points.point(place, of: device))
    }
  }

  private mutating func startWalk(of device: DeviceIndex) {
    let index = device.rawValue
    guard let sunspec = settings.devices[index].profile.sunspec else { return }
    let walk = SunSpecWalk(sunspec)
    walks[index] = walk
    locatedProfiles[index] = nil
    chains[index] = []
    poller.setItems(walk.polledItems, of: device)
  }

  /// Whether a header in the block is not what it was; the walk then begins anew. A device whose
  /// headers are all what they were is the one that it was.
  private mutating func chainHasChanged(
    in block: RegisterBlock, of device: DeviceIndex, at now: Instant
  ) -> Bool {
    for (place, model) in chains[device.rawValue].enumerated() {
      guard let span = RegisterSpan(table: .holdingRegister, start: model.address, count: 2),
        let words = block.words(of: span)
      else { continue }
      guard Array(words) != [model.id, UInt16(clamping: model.length)] else {
        if devices[device.rawValue].identity == .pending {
          confirm(place, of: chains[device.rawValue].count, for: device)
        }
        continue
      }
      for point in points.points(of: device) {
        readings.store(
          Reading(.none(.identityMismatch), at: now), of: PointIndex(rawValue: point))
      }
      startWalk(of: device)
      return true
    }
    return false
  }
}

extension SunSpecWalk {
  /// The one header that is read next.
  var polledItems: [PolledItem] {
    next.map { [PolledItem(span: $0, pace: .normal)] } ?? []
  }
}
