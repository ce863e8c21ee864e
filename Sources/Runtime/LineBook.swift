import ModbusLink
import Polling
import Readings

/// The drivers of all lines, in the order of the configuration in force. Each is known to the event
/// queue and to other threads by a slot that it keeps for life, because its place may change.
final class LineBook {
  private struct Entry {
    var slot: Int
    var driver: any LineDriver
  }

  private let queue: EventQueue
  private let reader: FrameReader
  private let resolver: NameResolver
  private let report: @Sendable (_ slot: Int, _ epoch: UInt64, LineHappening) -> Void
  private var settings: [LineSettings] = []
  private var entries: [Entry] = []
  /// By slot, the place of its line; −1 of a line that has left.
  private var places: [Int] = []
  /// The drivers of each kind, by line.
  private var tcpDrivers: [TCPLineDriver?] = []
  private var serialDrivers: [SerialLineDriver?] = []
  private var lastSlot = -1

  /// - Parameter report: takes what happens on lines with a thread of their own, on that thread.
  init(
    queue: EventQueue, resolver: NameResolver,
    report: @escaping @Sendable (_ slot: Int, _ epoch: UInt64, LineHappening) -> Void
  ) throws(SystemFailure) {
    self.queue = queue
    self.resolver = resolver
    self.report = report
    reader = try FrameReader()
  }

  /// The first lines. Throws when one cannot be made.
  func make(_ lines: [LineSettings]) throws(SystemFailure) {
    settings = lines
    for line in lines { entries.append(try entry(line)) }
    number()
  }

  /// Another list of lines: by place, the old place of a line that stays; nil for one that is made.
  func change(to lines: [LineSettings], carriedFrom: [LineIndex?]) {
    let old = entries
    settings = lines
    entries = zip(lines, carriedFrom).map { line, before in
      if let before { return old[before.rawValue] }
      return absent
    }
    let kept = Set(carriedFrom.compactMap { $0?.rawValue })
    for (place, entry) in old.enumerated() where !kept.contains(place) {
      entry.driver.close()
      entry.driver.stop()
    }
    // After the old ones have let go of their ports.
    for place in entries.indices where carriedFrom[place] == nil { makeIfAbsent(place) }
    number()
  }

  subscript(line: LineIndex) -> any LineDriver { entries[line.rawValue].driver }

  /// The driver to open a line with; it is made when it could not be before.
  func driverToOpen(_ line: LineIndex) -> any LineDriver {
    if makeIfAbsent(line.rawValue) { number() }
    return entries[line.rawValue].driver
  }

  /// The line of a slot; nil when it has left.
  func line(ofSlot slot: Int) -> LineIndex? {
    guard places.indices.contains(slot), places[slot] >= 0 else { return nil }
    return LineIndex(rawValue: places[slot])
  }

  func tcp(_ line: LineIndex) -> TCPLineDriver? { tcpDrivers[line.rawValue] }

  func serial(_ line: LineIndex) -> SerialLineDriver? { serialDrivers[line.rawValue] }

  /// The names of lines that do not get on.
  func stuck(at now: Instant) -> [String] {
    entries.indices.filter { entries[$0].driver.isStuck(at: now) }.map { settings[$0].name }
  }

  func end() {
    for entry in entries { entry.driver.close() }
    for entry in entries { entry.driver.stop() }
  }

  private var absent: Entry {
    lastSlot += 1
    return Entry(slot: lastSlot, driver: AbsentLineDriver())
  }

  @discardableResult
  private func makeIfAbsent(_ place: Int) -> Bool {
    guard entries[place].driver is AbsentLineDriver, let made = try? entry(settings[place]) else {
      return false
    }
    entries[place] = made
    return true
  }

  private func number() {
    places = Array(repeating: -1, count: lastSlot + 1)
    for (place, entry) in entries.enumerated() { places[entry.slot] = place }
    tcpDrivers = entries.map { $0.driver as? TCPLineDriver }
    serialDrivers = entries.map { $0.driver as? SerialLineDriver }
  }

  private func entry(_ line: LineSettings) throws(SystemFailure) -> Entry {
    lastSlot += 1
    let slot = lastSlot
    switch line.medium {
    case .tcp(let host, let port), .rtuOverTCP(let host, let port):
      return Entry(
        slot: slot,
        driver: TCPLineDriver(
          TCPLine(
            number: slot, host: host, port: port, framing: line.medium.framing, queue: queue,
            reader: reader, resolver: resolver)))
    case .serial(let settings):
      let report = report
      return Entry(
        slot: slot,
        driver: try SerialLineDriver(slot: slot, settings: settings) { report(slot, $0, $1) })
    }
  }
}
