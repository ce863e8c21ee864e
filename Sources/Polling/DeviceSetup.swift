import DeviceProfiles
import Readings
import Registers

/// What does not change about a device, in the units of the poller. Holds no references.
struct DeviceSetup: Sendable {
  let line: Int
  let unit: UnitID
  /// How long an answer may take besides its time on the wire, in nanoseconds.
  let timeout: UInt64
  /// Silence after an answer before the next request goes to the line, in nanoseconds. On a serial
  /// line the port itself keeps the silence that ends a frame, so that it is exact and the way to
  /// the port falls into it.
  let gap: UInt64
  let interval: UInt64
  let startMultiple: Int

  init(_ device: PolledDevice, on line: LineSettings) {
    self.line = device.line.rawValue
    unit = device.unit
    timeout = UInt64(max(1, (device.contract.timeout ?? device.timeout).nanoseconds))
    interval = UInt64(max(1, device.interval.nanoseconds))
    startMultiple = device.contract.startMultiple
    var silence = max(line.gap, device.contract.gap(on: line.medium.framing))
    switch line.medium {
    case .tcp: break
    case .serial(let settings): if silence <= settings.frameSilence { silence = .zero }
    // There is a bus behind a terminal server too. Its rate is not known to us; a frame too many
    // that comes within this is not taken for the next answer.
    case .rtuOverTCP: silence = max(silence, SerialSettings(path: "").frameSilence)
    }
    gap = UInt64(max(0, silence.nanoseconds))
  }
}

/// What does not change about a line, in the units of the poller. Holds no references.
struct LineSetup: Sendable {
  let framing: Framing
  let connectTimeout: UInt64
  /// Silence after a connection is made, the longest that any device on the line needs.
  let pauseAfterConnect: UInt64
  /// Time on the wire of one character; 0 where it does not count.
  let character: UInt64
  /// Silence that the line's port keeps before a request that comes at once; 0 where it does not.
  let portSilence: UInt64
  /// The places of the line's devices in `Poller.members`.
  let members: Range<Int>

  init(_ line: LineSettings, devices: some Sequence<PolledDevice>, members: Range<Int>) {
    framing = line.medium.framing
    connectTimeout = UInt64(max(1, line.connectTimeout.nanoseconds))
    self.members = members
    let pause = devices.map(\.contract.pauseAfterConnect).max() ?? .zero
    switch line.medium {
    case .tcp:
      character = 0
      portSilence = 0
      pauseAfterConnect = UInt64(max(0, pause.nanoseconds))
    case .rtuOverTCP:
      character = UInt64(SerialSettings(path: "").characterTime.nanoseconds)
      portSilence = 0
      pauseAfterConnect = UInt64(max(0, pause.nanoseconds))
    case .serial(let settings):
      // Opening a port connects nothing, so no device is disturbed by it.
      character = UInt64(max(0, settings.characterTime.nanoseconds))
      portSilence = UInt64(max(0, settings.frameSilence.nanoseconds))
      pauseAfterConnect = 0
    }
  }

  /// How long request and answer take on the wire, in nanoseconds.
  func wireTime(_ span: RegisterSpan) -> UInt64 {
    character &* UInt64(13 + (span.table.holdsBits ? (span.count + 7) / 8 : span.count * 2))
  }

  /// How long a line is left silent after a doubt: on serial media as long as an answer may take,
  /// because a late answer carries nothing that tells it from the next one.
  func silence(timeout: UInt64, _ span: RegisterSpan?) -> UInt64 {
    framing == .tcp
      ? PollLimits.reopenDelay
      : max(PollLimits.reopenDelay, timeout &+ (span.map(wireTime) ?? 0))
  }
}
