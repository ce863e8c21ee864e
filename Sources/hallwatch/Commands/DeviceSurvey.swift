import Agent
import DeviceProfiles
import Readings
import Registers

/// What one reading of a whole device gave.
struct DeviceSurvey {
  /// What became of a point.
  enum Outcome {
    case read(Reading.Outcome, words: [UInt16])
    case refused(ExceptionCode)
    case missed(ModbusFault)
  }

  let profile: DeviceProfile
  /// By the point's place in the profile.
  private(set) var outcomes: [Outcome]
  private(set) var refusals: [(span: RegisterSpan, code: ExceptionCode)] = []
  private var blocks: [RegisterBlock] = []
  var requestCount = 0
  var duration = Duration.zero

  init(profile: DeviceProfile) {
    self.profile = profile
    outcomes = Array(repeating: .missed(.timeout), count: profile.points.count)
  }

  /// Whether the device said anything, be it no.
  var isAnswered: Bool { !blocks.isEmpty || !refusals.isEmpty }

  mutating func take(_ block: RegisterBlock) { blocks.append(block) }

  mutating func refused(_ span: RegisterSpan, _ code: ExceptionCode) {
    refusals.append((span, code))
    mark(span, .refused(code))
  }

  mutating func missed(_ span: RegisterSpan, _ fault: ModbusFault) {
    mark(span, .missed(fault))
  }

  private mutating func mark(_ span: RegisterSpan, _ outcome: Outcome) {
    for (place, point) in profile.points.enumerated() {
      if let own = point.span, span.contains(own) { outcomes[place] = outcome }
    }
  }

  /// Gives the words their meaning, once all have been read.
  mutating func decode() {
    var decoder = DeviceDecoder(profile: profile)
    // Points that scale or validate others may lie in a later block than those.
    for block in blocks { decoder.decode(block) { _, _ in } }
    var decoded: [Int: Reading.Outcome] = [:]
    for block in blocks { decoder.decode(block) { decoded[$0] = $1 } }
    for (place, point) in profile.points.enumerated() {
      guard let outcome = decoded[place], let span = point.span,
        let words = blocks.lazy.compactMap({ $0.words(of: span) }).first
      else { continue }
      outcomes[place] = .read(outcome, words: Array(words))
    }
    for (place, point) in profile.points.enumerated() where !point.models.isEmpty {
      if point.span == nil { outcomes[place] = .read(.none(.notFitted), words: []) }
    }
    for (place, point) in profile.points.enumerated() where point.computation == .staleHeartbeat {
      outcomes[place] = .read(.none(.waitingForInitialData), words: [])
    }
    for computation in profile.computations() {
      let inputs = computation.inputs.compactMap { decoded[$0] }
      if inputs.count == computation.inputs.count {
        outcomes[computation.place] = .read(computation.outcome(of: inputs), words: [])
      } else if let missing = computation.inputs.first(where: { decoded[$0] == nil }) {
        outcomes[computation.place] = outcomes[missing]
      }
    }
  }

  /// How many points were read, whatever they say.
  var readCount: Int {
    outcomes.count { if case .read = $0 { true } else { false } }
  }

  /// What does not agree with the profile's idea of the device: the point, and what it says.
  var identityMismatches: [(point: String, value: Value)] {
    profile.identity.compactMap { check in
      guard let place = profile.points.firstIndex(where: { $0.name == check.point }),
        case .read(.value(let value), _) = outcomes[place], !check.expectation.holds(for: value)
      else { return nil }
      return (check.point, value)
    }
  }

  var exitCode: ExitCode {
    if readCount == 0 { return .failed }
    return readCount < outcomes.count || !identityMismatches.isEmpty ? .partlyDone : .done
  }

  /// What a person should know besides the values.
  func remarks(on target: ReadTarget) -> [String] {
    var remarks = identityMismatches.map { point, value in
      "\(target.title): \(point) is \(value.plainText), which is not what "
        + "\(profile.name) expects: is it another device or firmware? Its values may mean nothing."
    }
    for (span, code) in refusals {
      remarks.append("\(target.title): \(span) is refused: \(code)")
    }
    let missing = outcomes.count { if case .missed = $0 { true } else { false } }
    if missing > 0 {
      remarks.append("\(target.title): \(counted(missing, "point")) got no answer in time")
    }
    if readCount == 0, !refusals.isEmpty {
      remarks.append(
        "The device answers but refuses all of it: is it another model, table or unit?")
    }
    return remarks
  }
}
