import Readings

/// The facts that conditions and suppressions over several points are made of, each kept once, with
/// what it is now. Expressions are compiled to places in this table.
struct FactTable: Sendable {
  /// What one fact is judged by.
  enum Source: Hashable, Sendable {
    case test(ConditionTest)
    case lost
  }

  /// An expression whose terms are places.
  indirect enum Compiled: Sendable {
    case fact(Int)
    case all([Compiled])
    case any([Compiled])
    case not(Compiled)
    case atLeast(Int, [Compiled], VoteDegradation)
    case unknown([Compiled])
  }

  private(set) var sources: [Source] = []
  /// By device, the places of the facts that its points tell.
  private(set) var ofDevice: [DeviceIndex: [Int]] = [:]
  /// By device, the place of the fact that it is lost.
  private(set) var losses: [DeviceIndex: Int] = [:]
  /// By point, in the order of the points' first use.
  private(set) var ofPoint: [(point: PointIndex, fact: Int)] = []
  /// By fact, the alarms whose condition, and whose suppression, looks at it.
  private(set) var conditionUsers: [[AlarmIndex]] = []
  private(set) var suppressionUsers: [[AlarmIndex]] = []
  private var places: [AlarmTerm: Int] = [:]

  private(set) var truths: [Truth] = []
  /// Whether the sample that said so may raise but not clear.
  private var uncertain: [Bool] = []
  /// What each fact was when it was last known.
  private var remembered: [Truth] = []
  /// Whether the fact is unknown because data went away, and not because none came yet since the
  /// start. Only that is degradation.
  private var isMissing: [Bool] = []
  /// When each fact was last seen to be known, and when before that.
  private(set) var seenAt: [Instant] = []

  var isEmpty: Bool { sources.isEmpty }

  /// The fact's place, made where there is none yet.
  private mutating func place(_ term: AlarmTerm) -> Int {
    if let known = places[term] { return known }
    let place = sources.count
    places[term] = place
    truths.append(.unknown)
    uncertain.append(false)
    isMissing.append(false)
    remembered.append(.no)
    seenAt.append(.origin)
    conditionUsers.append([])
    suppressionUsers.append([])
    switch term {
    case .point(let point, let condition):
      sources.append(.test(ConditionTest(condition)))
      ofPoint.append((point.point, place))
      ofDevice[point.device, default: []].append(place)
    case .lost(let device):
      sources.append(.lost)
      losses[device] = place
    }
    return place
  }

  enum Use { case condition, suppression }

  mutating func compile(
    _ expression: AlarmExpression, for alarm: AlarmIndex, as use: Use
  ) -> Compiled {
    func list(_ inner: [AlarmExpression]) -> [Compiled] {
      inner.map { compile($0, for: alarm, as: use) }
    }
    switch expression {
    case .term(let term):
      let fact = place(term)
      if use == .condition {
        if conditionUsers[fact].last != alarm { conditionUsers[fact].append(alarm) }
      } else if suppressionUsers[fact].last != alarm {
        suppressionUsers[fact].append(alarm)
      }
      return .fact(fact)
    case .all(let inner): return .all(list(inner))
    case .any(let inner): return .any(list(inner))
    case .not(let inner):
      return .not(compile(inner, for: alarm, as: use))
    case .atLeast(let count, let inner, let degraded):
      return .atLeast(count, list(inner), degraded)
    case .unknown(let inner): return .unknown(list(inner))
    }
  }

  /// Takes a sample of a fact's point; says whether what is known of it changed.
  mutating func take(_ fact: Int, _ value: Value?, _ quality: Quality, at: Instant) -> Bool {
    guard case .test(let test) = sources[fact] else { return false }
    let before = truths[fact]
    let wasUncertain = uncertain[fact]
    let wasMissing = isMissing[fact]
    if quality != .bad, let value, let verdict = test.judge(value) {
      switch verdict {
      case .beyond: truths[fact] = .yes
      case .back: truths[fact] = .no
      // Inside the deadband a fact is what it was, also before its data went away.
      case .between: truths[fact] = remembered[fact]
      }
      remembered[fact] = truths[fact]
      uncertain[fact] = quality == .uncertain
      isMissing[fact] = false
      seenAt[fact] = at
    } else {
      truths[fact] = .unknown
      uncertain[fact] = false
      isMissing[fact] = true
    }
    return truths[fact] != before || uncertain[fact] != wasUncertain
      || isMissing[fact] != wasMissing
  }

  mutating func set(_ fact: Int, _ truth: Truth) -> Bool {
    defer {
      truths[fact] = truth
      uncertain[fact] = false
      isMissing[fact] = truth == .unknown
    }
    return truths[fact] != truth || isMissing[fact] != (truth == .unknown)
  }

  /// Takes up what was known of the facts that are in this table too; of a device that begins anew
  /// only what was last known counts, inside deadbands.
  mutating func takeOver(_ old: FactTable, _ carry: AlarmCarry) {
    for (term, before) in old.places {
      guard let renumbered = carry.term(term), let place = places[renumbered] else { continue }
      remembered[place] = old.remembered[before]
      let device =
        switch renumbered {
        case .point(let point, _): point.device
        case .lost(let device): device
        }
      guard carry.goesOn[device.rawValue] else { continue }
      truths[place] = old.truths[before]
      uncertain[place] = old.uncertain[before]
      isMissing[place] = old.isMissing[before]
      seenAt[place] = old.seenAt[before]
    }
  }

  /// What an expression is, and how far it may be believed: uncertain samples may raise an alarm
  /// and not clear it.
  func evaluate(_ expression: Compiled) -> (truth: Truth, quality: Quality) {
    let strict = truth(expression, isStrict: true)
    if strict != .unknown { return (strict, .good) }
    let lenient = truth(expression, isStrict: false)
    return (lenient, lenient == .unknown ? .bad : .uncertain)
  }

  private func truth(_ expression: Compiled, isStrict: Bool) -> Truth {
    switch expression {
    case .fact(let fact): return isStrict && uncertain[fact] ? .unknown : truths[fact]
    case .not(let inner):
      switch truth(inner, isStrict: isStrict) {
      case .yes: return .no
      case .no: return .yes
      case .unknown: return .unknown
      }
    case .all(let inner):
      let (yes, unknown) = count(inner, isStrict)
      return .all(count: inner.count, yes: yes, unknown: unknown)
    case .any(let inner):
      let (yes, unknown) = count(inner, isStrict)
      return .any(yes: yes, unknown: unknown)
    case .atLeast(let needed, let inner, let degraded):
      let (yes, unknown) = count(inner, isStrict)
      let missing = degraded == .hold || unknown == 0 ? 0 : inner.count(where: isLost)
      return .atLeast(
        needed, yes: yes, unknown: unknown, missing: min(missing, unknown), count: inner.count,
        degraded: degraded)
    case .unknown(let inner):
      if inner.contains(where: isLost) { return .yes }
      // What has said nothing yet since the start is not missing, and not there either.
      return count(inner, false).unknown > 0 ? .unknown : .no
    }
  }

  /// Whether an expression is unknown because data went away.
  private func isLost(_ expression: Compiled) -> Bool {
    guard truth(expression, isStrict: false) == .unknown else { return false }
    switch expression {
    case .fact(let fact): return isMissing[fact]
    case .not(let inner): return isLost(inner)
    case .all(let inner), .any(let inner), .atLeast(_, let inner, _), .unknown(let inner):
      return inner.contains(where: isLost)
    }
  }

  /// How many of the parts are true and how many unknown.
  func count(_ parts: [Compiled], _ isStrict: Bool) -> (yes: Int, unknown: Int) {
    var yes = 0
    var unknown = 0
    for part in parts {
      switch truth(part, isStrict: isStrict) {
      case .yes: yes += 1
      case .unknown: unknown += 1
      case .no: break
      }
    }
    return (yes, unknown)
  }
}
