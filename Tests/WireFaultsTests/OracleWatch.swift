import Agent
import DeviceProfiles
import Polling
import Readings
import Registers
import Runtime
import WireFaults

/// The agent, watched: every value that it stores is held against what the device held at that
/// address at some moment between the request and the answer.
struct OracleWatch: AgentCore {
  private struct Flight {
    var request: ReadRequest
    var sentAt: Instant
  }

  private struct Place {
    var device: Int
    var unit: UInt8
    var span: RegisterSpan
  }

  var agent: Agent
  private let registers: [OracleRegisters]
  /// The points of each line, and where they lie.
  private let points: [Range<Int>]
  private let places: [Place]
  private var flights: [Flight?]
  /// When each point was last stored, and from which epoch.
  private(set) var storedAt: [Instant]
  private var storedEpochs: [UInt64]
  private(set) var requestCount = 0
  private(set) var valueCount = 0
  private(set) var shownCount = 0
  /// Values that no device held; must stay empty. At most a few are kept.
  private(set) var wrong: [String] = []
  private(set) var wrongCount = 0
  /// How long cycles began after each other, in nanoseconds, by device; while `keepsStarts`.
  private(set) var starts: [[Instant]]
  var keepsStarts = false
  private var nextLook = Instant.origin

  init(_ site: OracleSite, startedAt: Instant) throws {
    let settings = site.settings()
    agent = try Agent(settings: settings, startedAt: startedAt)
    registers = site.lines.indices.map { site.faultyLine($0).registers }
    var points: [Range<Int>] = []
    var places: [Place] = []
    for line in site.lines.indices {
      let first = places.count
      for (number, device) in settings.devices.enumerated() where device.line.rawValue == line {
        for point in device.profile.points {
          guard let span = point.span else { continue }
          places.append(Place(device: number, unit: device.unit.rawValue, span: span))
        }
      }
      points.append(first..<places.count)
    }
    self.points = points
    self.places = places
    flights = site.lines.map { _ in nil }
    storedAt = places.map { _ in .origin }
    storedEpochs = places.map { _ in 0 }
    starts = settings.devices.map { _ in [] }
  }

  var nextWakeUp: Instant? { agent.nextWake }

  mutating func handle(_ event: AgentEvent, at now: Instant) -> [AgentEffect] {
    let effects = agent.handle(event, at: now)
    // Checked before the next request is noted: a frame answers the one before.
    if case .frameReceived(let line, _, _) = event { check(line.rawValue, at: now) }
    if now >= nextLook {
      nextLook = now + .milliseconds(97)
      checkShown(at: now)
    }
    for effect in effects {
      guard case .send(let line, let request, _, _) = effect else { continue }
      requestCount += 1
      if keepsStarts { noteStart(line.rawValue, request, at: now) }
      flights[line.rawValue] = Flight(request: request, sentAt: now)
    }
    return effects
  }

  /// The instant since which every point of a device is fresh, but what is read once.
  func freshness(of device: Int) -> Instant {
    let once = agent.settings.devices[device].profile.canary == nil ? 0 : 1
    return places.indices.filter { places[$0].device == device }.dropLast(once)
      .map { storedAt[$0] }.min() ?? .origin
  }

  private mutating func noteStart(_ line: Int, _ request: ReadRequest, at now: Instant) {
    guard let place = points[line].first(where: { places[$0].unit == request.unit.rawValue }),
      request.span.contains(places[place].span)
    else { return }
    starts[places[place].device].append(now)
  }

  private mutating func complain(_ text: String) {
    wrongCount += 1
    if wrong.count < 20 { wrong.append(text) }
  }

  private mutating func check(_ line: Int, at now: Instant) {
    let fresh = points[line].filter {
      let reading = agent.readings[PointIndex(rawValue: $0)]
      return reading.at == now && reading.value != nil && storedAt[$0] != now
    }
    guard !fresh.isEmpty else { return }
    guard let flight = flights[line] else {
      complain("line \(line): values without a request")
      return
    }
    for point in fresh
    where places[point].unit != flight.request.unit.rawValue
      || !flight.request.span.contains(places[point].span)
    {
      complain("line \(line): \(places[point].span) stored from \(flight.request)")
      return
    }
    let epochs = OracleRegisters.epoch(at: flight.sentAt)...OracleRegisters.epoch(at: now)
    guard let epoch = epochs.first(where: { epoch in fresh.allSatisfy { holds($0, line, epoch) } })
    else {
      complain(
        "line \(line) at \(now.nanoseconds) ns: \(flight.request), sent at "
          + "\(flight.sentAt.nanoseconds), gave what was not there: \(origin(of: fresh[0], line, now))"
      )
      return
    }
    valueCount += fresh.count
    for point in fresh {
      storedAt[point] = now
      storedEpochs[point] = epoch
    }
  }

  /// Where a wrong word comes from, as far as it can be found nearby.
  private func origin(of point: Int, _ line: Int, _ now: Instant) -> String {
    // The search takes long, and the first few tell the story.
    guard wrong.count < 3,
      case .number(let number) = agent.readings[PointIndex(rawValue: point)].value
    else { return "unknown" }
    let last = OracleRegisters.epoch(at: now)
    var found: [String] = []
    for unit: UInt8 in 0...4 {
      for function: UInt8 in 3...4 {
        for address: UInt16 in 0...24 {
          for epoch in (last > 3000 ? last - 3000 : 0)...last {
            let word = registers[line].word(
              unit: unit, function: function, address: address, epoch: epoch)
            if Double(word) == number {
              found.append("unit \(unit) function \(function) \(address) \(last - epoch) ms ago")
            }
          }
        }
      }
    }
    return found.sorted().prefix(60).joined(separator: "; ")
  }

  /// Whether the stored value is what the device held in an epoch.
  private func holds(_ point: Int, _ line: Int, _ epoch: UInt64) -> Bool {
    let (place, span) = (places[point], places[point].span)
    var raw = 0
    for address in span.addresses {
      let word = registers[line].word(
        unit: place.unit, function: span.table.rawValue, address: UInt16(address), epoch: epoch)
      raw = raw << 16 | Int(word)
    }
    return switch agent.readings[PointIndex(rawValue: point)].value {
    case .number(let number): number == Double(raw)
    case .flag(let isSet): isSet == (raw == 1)
    default: false
    }
  }

  /// What would be shown now is no older than it may be, and still what was proven.
  private mutating func checkShown(at now: Instant) {
    for (line, range) in points.enumerated() {
      for point in range {
        let device = agent.settings.devices[places[point].device]
        let reading = agent.readings.reading(
          PointIndex(rawValue: point), at: now, maximumAge: device.maximumAge)
        guard reading.value != nil else { continue }
        shownCount += 1
        let epochStart = OracleRegisters.epochLength * Double(storedEpochs[point])
        let age = now.since(Instant.origin) - epochStart
        if reading.at != storedAt[point] || !holds(point, line, storedEpochs[point])
          || age > device.maximumAge + device.timeout + .milliseconds(50)
        {
          complain("line \(line) at \(now.nanoseconds) ns: \(places[point].span) shown wrongly")
        }
      }
    }
  }
}
