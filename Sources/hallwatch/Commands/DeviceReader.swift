import DeviceProfiles
import ModbusLink
import Polling
import Readings
import Registers

/// Reads every point of a target once. A request that is refused is split until it is known which
/// registers are meant; one that is not answered is tried once more.
struct DeviceReader {
  let target: ReadTarget
  private let session: any RequestSession
  private var profile: DeviceProfile
  private var items: [RegisterSpan]
  private var survey: DeviceSurvey
  private var lastRequestEnd = Instant.origin

  init(target: ReadTarget, session: any RequestSession) {
    self.target = target
    self.session = session
    profile = target.profile
    items = target.profile.pollItems().map(\.item)
    survey = DeviceSurvey(profile: target.profile)
  }

  /// Ends the connection: many devices serve one at a time.
  func close() { session.close() }

  /// - Throws: the fault, when the device answered nothing at all.
  mutating func read() throws(ModbusFault) -> DeviceSurvey {
    let start = MonotonicClock.now
    try locate()
    survey = DeviceSurvey(profile: profile)
    var unansweredInRow = 0
    for request in target.plan(of: profile) {
      if unansweredInRow == 2 {
        survey.missed(request.span, .timeout)
        continue
      }
      do throws(ModbusFault) {
        try read(request.span)
        unansweredInRow = 0
      } catch {
        guard survey.isAnswered else { throw error }
        survey.missed(request.span, error)
        unansweredInRow += 1
      }
    }
    survey.duration = MonotonicClock.now.since(start)
    survey.decode()
    return survey
  }

  /// Finds the models of a SunSpec device, and so where its points are.
  private mutating func locate() throws(ModbusFault) {
    guard let sunspec = target.profile.sunspec else { return }
    var walk = SunSpecWalk(sunspec)
    while let next = walk.next {
      do throws(ModbusFault) {
        _ = walk.take(try transact(next))
      } catch {
        guard case .exception = error else { throw error }
        _ = walk.refused(next)
      }
    }
    profile = target.profile.located(in: walk.models)
    items = profile.pollItems().map(\.item)
  }

  /// Reads a span, or what of it the device gives.
  private mutating func read(_ span: RegisterSpan) throws(ModbusFault) {
    do throws(ModbusFault) {
      survey.take(try transact(span))
    } catch {
      guard case .exception(let code) = error else { throw error }
      if code == .gatewayPathUnavailable || code == .gatewayTargetNoResponse { throw error }
      let parts = code == .illegalDataAddress || code == .illegalDataValue ? halves(of: span) : []
      guard !parts.isEmpty else {
        survey.refused(span, code)
        return
      }
      for part in parts { try read(part) }
    }
  }

  /// The two halves of a span between its points; empty when it holds one point only.
  private func halves(of span: RegisterSpan) -> [RegisterSpan] {
    let inside = items.filter { span.contains($0) }.sorted()
    guard inside.count > 1 else { return [] }
    let middle = inside.count / 2
    return [inside[..<middle], inside[middle...]].compactMap { half in
      guard let first = half.first, let end = half.map(\.end).max() else { return nil }
      return RegisterSpan(
        table: span.table, start: first.start, count: end - Int(first.start))
    }
  }

  private mutating func transact(_ span: RegisterSpan) throws(ModbusFault) -> RegisterBlock {
    do throws(ModbusFault) {
      return try transactOnce(span)
    } catch {
      if case .exception = error { throw error }
      if case .unreachable = error { throw error }
      return try transactOnce(span)
    }
  }

  private mutating func transactOnce(_ span: RegisterSpan) throws(ModbusFault) -> RegisterBlock {
    let contract = target.profile.contract
    if !session.isOpen {
      try session.open()
      MonotonicClock.sleep(until: MonotonicClock.now + contract.pauseAfterConnect)
    }
    MonotonicClock.sleep(until: lastRequestEnd + contract.gap)
    defer { lastRequestEnd = MonotonicClock.now }
    survey.requestCount += 1
    return try session.transact(
      ReadRequest(unit: target.unit, span: span), timeout: target.timeout)
  }
}
