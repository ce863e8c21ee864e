import Readings

@testable import Alarms

/// A story of alarms as an operator would tell it, one sentence a line, in order of time:
///
///     alarm NAME on DEVICE POINT: WORDS…     high 27, deadband 1, on_delay 60s, priority high, …
///     at 10s: DEVICE POINT reads 28           or: reads bad, reads 28 uncertain
///     every 5s from 0s to 60s: DEVICE POINT reads 28
///     at 20s: DEVICE is lost | answers | has no data | misses
///     at 30s: WHO acknowledges NAME           resets, unshelves, returns, shelves NAME for 1h
///     at 40s: the agent restarts
///     expect NAME STATE at 60s                or: from 0s to 50s, or: between 50s and 70s
///     expect NAME unknown | known at 60s
///     expect refused "TEXT" at 70s
///     expect NAME occurs 2 times              transitions: NAME: occurred 60s, acknowledged 70s
struct Timeline {
  enum Act: Hashable {
    case reads(device: String, point: String, Reading.Outcome, Quality)
    case communication(device: String, isLost: Bool)
    case hasNoData(device: String)
    case misses(device: String)
    case command(AlarmCommand.Act, alarm: String, user: String, reason: String)
    case restarts
  }

  enum Expectation {
    case state(alarm: String, AlarmState, from: Int, to: Int)
    case entered(alarm: String, AlarmState, after: Int, by: Int)
    case isKnown(alarm: String, Bool, from: Int, to: Int)
    case priority(alarm: String, AlarmPriority, from: Int, to: Int)
    case refused(String, at: Int)
    case occurrences(alarm: String, Int)
    case transitions(alarm: String, [String])
  }

  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  var definitions: [AlarmDefinition] = []
  var devices: [String] = []
  var points: [String] = []
  /// By second; acts of one second in the order of the lines.
  var acts: [(second: Int, act: Act)] = []
  var expectations: [(line: Int, Expectation)] = []

  init(_ text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let sentence = line.prefix { $0 != "#" }
      guard sentence.contains(where: { !$0.isWhitespace }) else { continue }
      do { try take(TimelineSentence(sentence), line: index + 1) } catch {
        throw Mistake(description: "line \(index + 1): \(line): \(error)")
      }
    }
    acts = acts.enumerated().sorted {
      ($0.element.second, $0.offset) < ($1.element.second, $1.offset)
    }
    .map(\.element)
  }

  private mutating func take(_ sentence: TimelineSentence, line: Int) throws {
    var words = sentence
    switch try words.next() {
    case "alarm": try takeAlarm(&words)
    case "at":
      let second = try words.seconds()
      acts.append((second, try takeAct(&words, at: second)))
    case "every":
      let step = try words.seconds()
      try words.expect("from")
      let first = try words.seconds()
      try words.expect("to")
      let last = try words.seconds()
      let act = try takeAct(&words, at: first)
      for second in stride(from: first, through: last, by: step) { acts.append((second, act)) }
    case "expect": expectations.append((line, try takeExpectation(&words)))
    case let word: throw Mistake(description: "cannot begin with \(word)")
    }
    if let rest = words.peek { throw Mistake(description: "does not know what to do with \(rest)") }
  }

  private mutating func index(_ name: String, in names: WritableKeyPath<Self, [String]>) -> Int {
    if let known = self[keyPath: names].firstIndex(of: name) { return known }
    self[keyPath: names].append(name)
    return self[keyPath: names].count - 1
  }

  private mutating func takeAlarm(_ words: inout TimelineSentence) throws {
    let name = try words.next()
    try words.expect("on")
    let device = try words.next()
    let point = words.peek == "communication" ? nil : try words.next()
    var definition = AlarmDefinition(
      id: name, name: name, device: DeviceIndex(rawValue: index(device, in: \.devices)),
      deviceName: device,
      point: point.map { PointIndex(rawValue: index("\(device) \($0)", in: \.points)) },
      pointName: point ?? "", condition: .communicationLoss, priority: .medium)
    while words.peek != nil { try takeDetail(&words, &definition) }
    definitions.append(definition)
  }

  private func takeDetail(
    _ words: inout TimelineSentence, _ definition: inout AlarmDefinition
  ) throws {
    let word = try words.next()
    switch word {
    case "communication": definition.condition = .communicationLoss
    case "high", "high_high", "low", "low_low":
      definition.condition = .limit(
        LimitLevel(rawValue: word)!, setpoint: try words.number(), deadband: 0)
    case "deadband":
      guard case .limit(let level, let setpoint, _) = definition.condition else {
        throw Mistake(description: "deadband follows a limit")
      }
      definition.condition = .limit(level, setpoint: setpoint, deadband: try words.number())
    case "set": definition.condition = .flag(bit: nil, is: true)
    case "clear": definition.condition = .flag(bit: nil, is: false)
    case "bit": definition.condition = .flag(bit: Int(try words.number()), is: true)
    case "on_delay": definition.onDelay = .seconds(try words.seconds())
    case "off_delay": definition.offDelay = .seconds(try words.seconds())
    case "re_alarm": definition.reAlarmAfter = .seconds(try words.seconds())
    case "latched": definition.latching = .latched
    case "acknowledged_while_active": definition.acknowledgement = .whileActiveOnly
    case "priority": definition.priority = try words.named(AlarmPriority.init(rawValue:))
    case "hazard": definition.hazard = try words.named(AlarmHazard.init(rawValue:))
    default: throw Mistake(description: "does not know \(word)")
    }
  }

  private mutating func takeAct(_ words: inout TimelineSentence, at second: Int) throws -> Act {
    let subject = try words.next()
    let verb = try words.next()
    switch verb {
    case "is":
      try words.expect("lost")
      return .communication(device: subject, isLost: true)
    case "misses": return .misses(device: subject)
    case "answers": return .communication(device: subject, isLost: false)
    case "has":
      try words.expect("no")
      try words.expect("data")
      return .hasNoData(device: subject)
    case "agent":
      try words.expect("restarts")
      return .restarts
    case "acknowledges": return try command(.acknowledge, by: subject, &words)
    case "resets": return try command(.reset, by: subject, &words)
    case "unshelves": return try command(.unshelve, by: subject, &words)
    case "suppresses": return try command(.suppress, by: subject, &words)
    case "unsuppresses": return try command(.unsuppress, by: subject, &words)
    case "removes": return try command(.removeFromService, by: subject, &words)
    case "returns": return try command(.returnToService, by: subject, &words)
    case "shelves":
      let alarm = try words.next()
      try words.expect("for")
      let until = Instant.origin + .seconds(try words.seconds() + second)
      return .command(.shelve(until: until), alarm: alarm, user: subject, reason: "test")
    default:
      try words.expect("reads")
      return try reads(subject, verb, &words)
    }
  }

  private func command(
    _ act: AlarmCommand.Act, by user: String, _ words: inout TimelineSentence
  ) throws -> Act {
    .command(act, alarm: try words.next(), user: user, reason: "test")
  }

  private func reads(
    _ device: String, _ point: String, _ words: inout TimelineSentence
  ) throws -> Act {
    let word = try words.next()
    var quality = Quality.good
    if words.peek == "uncertain" {
      quality = .uncertain
      _ = try words.next()
    }
    switch word {
    case "bad":
      return .reads(device: device, point: point, .none(.communicationFailure), .bad)
    case "set": return .reads(device: device, point: point, .value(.flag(true)), quality)
    case "clear": return .reads(device: device, point: point, .value(.flag(false)), quality)
    default:
      guard let number = Double(word) else { throw Mistake(description: "\(word) is no number") }
      return .reads(device: device, point: point, .value(.number(number)), quality)
    }
  }
}
