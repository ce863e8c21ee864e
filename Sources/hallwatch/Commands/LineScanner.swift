import Configuration
import ModbusLink
import Polling
import Readings
import Registers

/// Asks the units of one line who they are: one connection, one request at a time, and no request
/// before the line has been quiet for as long as it needs.
struct LineScanner {
  let endpoint: Endpoint
  let timeout: Duration
  private let session: any RequestSession
  private var lastAnswerEnd = Instant.origin
  private var hasBeenOpen = false

  /// After this many answering units that are alike, the others are asked only whether they are
  /// there: most likely it is one device that does not look at the unit.
  static let alikeLimit = 5
  /// What adapters and slow devices on serial lines need between an answer and the next request.
  private static let serialGap = Duration.milliseconds(35)
  /// How often a line that was open is opened again before it is given up.
  private static let reopenings = 3

  init(endpoint: Endpoint, timeout: Duration) throws(SystemFailure) {
    self.endpoint = endpoint
    self.timeout = timeout
    session = try ReadTarget.session(to: endpoint)
  }

  /// Ends the connection: many devices serve one at a time.
  func close() { session.close() }

  /// Whether a unit is there.
  ///
  /// - Parameter insists: ask in other ways too before it is called silent, because some devices
  ///   say nothing to what they do not know.
  /// - Throws: `.unreachable` when the line cannot be opened.
  mutating func find(_ unit: UnitID, insists: Bool) throws(ModbusFault) -> UnitFinding {
    var finding = try knock(unit, by: .holdingRegister)
    guard insists, !finding.answers else { return finding }
    for way in [Knock.inputRegister, .identification] {
      finding = try knock(unit, by: way)
      if finding.answers { break }
    }
    return finding
  }

  /// What is asked to see whether a unit is there.
  private enum Knock { case holdingRegister, inputRegister, identification }

  private mutating func knock(_ unit: UnitID, by way: Knock) throws(ModbusFault) -> UnitFinding {
    try openAgain()
    let start = MonotonicClock.now
    var finding = UnitFinding(unit: unit, presence: .answers)
    do throws(ModbusFault) {
      switch way {
      case .holdingRegister: try read(.holdingRegister, of: unit)
      case .inputRegister: try read(.inputRegister, of: unit)
      case .identification: _ = try ask(IdentificationRequest(unit: unit, access: .basic))
      }
    } catch {
      switch error {
      case .exception(let code):
        if code == .gatewayPathUnavailable || code == .gatewayTargetNoResponse {
          finding.presence = .refusedByGateway(code)
        }
      case .timeout: finding.presence = .silent
      case .disconnected, .flawed: finding.presence = .disturbed(error)
      case .unreachable: throw error
      }
    }
    if finding.answers { finding.answerTime = MonotonicClock.now.since(start) }
    return finding
  }

  /// What a unit that answers offers.
  mutating func portray(_ unit: UnitID) throws(ModbusFault) -> UnitPortrait {
    var portrait = UnitPortrait()
    for table in RegisterTable.allCases {
      portrait.tables.append(try answer(of: table, unit))
    }
    var reading = IdentificationReading(unit: unit)
    while let request = reading.request {
      if let page = try answerIfOffered(request) { reading.take(page) } else { reading.giveUp() }
    }
    portrait.conformity = reading.conformity
    portrait.objects = reading.objects
    portrait.serverID = try answerIfOffered(ServerIDRequest(unit: unit))
    var guessing = ProfileGuessing(unit: unit)
    portrait.guesses = try guessing.guesses { span throws(ModbusFault) in
      try ask(ReadRequest(unit: unit, span: span))
    }
    return portrait
  }

  private mutating func answer(
    of table: RegisterTable, _ unit: UnitID
  ) throws(ModbusFault) -> UnitPortrait.TableAnswer {
    do throws(ModbusFault) {
      try read(table, of: unit)
      return .read
    } catch {
      switch error {
      case .exception(.illegalDataAddress), .exception(.illegalDataValue): return .notAtZero
      case .exception(let code): return .refused(code)
      case .unreachable: throw error
      default: return .noAnswer
      }
    }
  }

  private mutating func answerIfOffered<Request: UnitRequest>(
    _ request: Request
  ) throws(ModbusFault) -> Request.Answer? {
    do throws(ModbusFault) {
      return try ask(request)
    } catch {
      if case .unreachable = error { throw error }
      return nil
    }
  }

  private mutating func read(_ table: RegisterTable, of unit: UnitID) throws(ModbusFault) {
    guard let span = RegisterSpan(table: table, start: 0, count: 1) else { return }
    _ = try ask(ReadRequest(unit: unit, span: span))
  }

  private mutating func ask<Request: UnitRequest>(
    _ request: Request
  ) throws(ModbusFault) -> Request.Answer {
    try openAgain()
    let gap = endpoint.medium.framing == .rtu ? Self.serialGap : .zero
    MonotonicClock.sleep(until: lastAnswerEnd + gap)
    defer { lastAnswerEnd = MonotonicClock.now }
    return try session.transact(request, timeout: timeout)
  }

  /// Opens the line. A device that serves one client needs a moment after it has lost one.
  private mutating func openAgain() throws(ModbusFault) {
    guard !session.isOpen else { return }
    for attempt in 1...Self.reopenings {
      do throws(ModbusFault) {
        try session.open()
        hasBeenOpen = true
        return
      } catch {
        guard hasBeenOpen, attempt < Self.reopenings else { throw error }
        MonotonicClock.sleep(until: MonotonicClock.now + timeout)
      }
    }
  }
}
