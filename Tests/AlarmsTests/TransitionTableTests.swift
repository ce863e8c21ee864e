import Readings
import Testing

@testable import Alarms

/// The transition table of ISA-18.2 with latching, every event in every state, written out by hand.
///
/// N normal, U unacknowledged, A acknowledged, R returned unacknowledged, LU and LA latched. A
/// trailing + is pending on, a trailing - pending off. `=` is no change, `!` a refusal.
@Suite("The life of an alarm")
struct TransitionTableTests {
  static let events: [(name: String, event: AlarmStateMachine.Event)] = [
    ("occurred", .occurred), ("returned", .returned), ("ack", .acknowledged), ("reset", .reset),
    ("raised", .priorityRaised), ("realarm", .reAlarmTimeElapsed), ("restart", .restarted),
  ]

  static let selfClearing = """
    from  occurred  returned  ack       reset      raised  realarm  restart
    N     U         =         !nothing  !unlatched =       =        =
    N+    U         =         !nothing  !unlatched =       =        N
    U     =         R         A         !unlatched =       =        =
    U-    =         R         A-        !unlatched =       =        U
    A     =         N         !already  !unlatched U       U        =
    A-    =         N         !already  !unlatched U-      U-       A
    R     U         =         N         !unlatched =       =        =
    R+    U         =         N+        !unlatched =       =        R
    """

  static let acknowledgedWhileActiveOnly = """
    from  occurred  returned  ack       reset      raised  realarm  restart
    N     U         =         !nothing  !unlatched =       =        =
    N+    U         =         !nothing  !unlatched =       =        N
    U     =         N         A         !unlatched =       =        =
    U-    =         N         A-        !unlatched =       =        U
    A     =         N         !already  !unlatched U       U        =
    A-    =         N         !already  !unlatched U-      U-       A
    """

  static let latched = """
    from  occurred  returned  ack       reset      raised  realarm  restart
    N     U         =         !nothing  !unlatched =       =        =
    N+    U         =         !nothing  !unlatched =       =        N
    U     =         LU        A         !holds     =       =        =
    U-    =         LU        A-        !holds     =       =        U
    A     =         LA        !already  !holds     U       U        =
    A-    =         LA        !already  !holds     U-      U-       A
    LU    U         =         LA        !unacked   =       =        =
    LU+   U         =         LA+       !holds     =       =        LU
    LA    U         =         !already  N          =       =        =
    LA+   U         =         !already  !holds     =       =        LA
    """

  /// Hidden alarms live on: only acknowledging and resetting wait until they are shown again.
  static let hiddenSelfClearing = """
    from  occurred  returned  ack      reset    raised  realarm  restart
    N     U         =         !hidden  !hidden  =       =        =
    N+    U         =         !hidden  !hidden  =       =        N
    U     =         R         !hidden  !hidden  =       =        =
    U-    =         R         !hidden  !hidden  =       =        U
    A     =         N         !hidden  !hidden  =       =        =
    A-    =         N         !hidden  !hidden  =       =        A
    R     U         =         !hidden  !hidden  =       =        =
    R+    U         =         !hidden  !hidden  =       =        R
    """

  static let hiddenLatched = """
    from  occurred  returned  ack      reset    raised  realarm  restart
    N     U         =         !hidden  !hidden  =       =        =
    N+    U         =         !hidden  !hidden  =       =        N
    U     =         LU        !hidden  !hidden  =       =        =
    U-    =         LU        !hidden  !hidden  =       =        U
    A     =         LA        !hidden  !hidden  =       =        =
    A-    =         LA        !hidden  !hidden  =       =        A
    LU    U         =         !hidden  !hidden  =       =        =
    LU+   U         =         !hidden  !hidden  =       =        LU
    LA    U         =         !hidden  !hidden  =       =        =
    LA+   U         =         !hidden  !hidden  =       =        LA
    """

  @Test("goes through every cell of the table for alarms that clear by themselves")
  func selfClearingTable() {
    check(Self.selfClearing, .selfClearing, .onReturn, hiddenBy: [])
  }

  @Test("goes through every cell for alarms that are acknowledged while active only")
  func whileActiveOnlyTable() {
    check(Self.acknowledgedWhileActiveOnly, .selfClearing, .whileActiveOnly, hiddenBy: [])
  }

  @Test("goes through every cell for latching alarms")
  func latchedTable() {
    check(Self.latched, .latched, .onReturn, hiddenBy: [])
    check(Self.latched, .latched, .whileActiveOnly, hiddenBy: [])
  }

  @Test("goes through every cell for hidden alarms, whatever hides them")
  func hiddenTables() {
    for rawValue in UInt8(1)...15 {
      let hidden = AlarmSuppression(rawValue: rawValue)
      check(Self.hiddenSelfClearing, .selfClearing, .onReturn, hiddenBy: hidden)
      check(Self.hiddenLatched, .latched, .onReturn, hiddenBy: hidden)
    }
  }

  private func check(
    _ table: String, _ latching: AlarmDefinition.Latching,
    _ acknowledgement: AlarmDefinition.Acknowledgement, hiddenBy: AlarmSuppression
  ) {
    let rules = AlarmStateMachine.Rules(
      latching: latching, acknowledgement: acknowledgement, hazard: .none)
    let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows[0].dropFirst() == ArraySlice(Self.events.map(\.name)))
    for row in rows.dropFirst() {
      for ((name, event), cell) in zip(Self.events, row.dropFirst()) {
        let facts = named(row[0], isLatching: latching == .latched, hiddenBy)
        var machine = AlarmStateMachine(facts)
        let outcome = machine.receive(event, rules)
        let place: Comment = "\(row[0]) \(name) (hidden: \(hiddenBy.rawValue), \(latching))"
        if cell.hasPrefix("!") {
          #expect(refusal(outcome) == cell, place)
          #expect(machine.facts == facts, place)
        } else {
          let wanted = cell == "=" ? row[0] : cell
          var expected = named(wanted, isLatching: latching == .latched, hiddenBy)
          if event == .restarted { expected.quality = .bad }
          #expect(machine.facts == expected, place)
          #expect(outcome == (machine.facts == facts ? .unchanged : .changed), place)
        }
      }
    }
  }

  /// Who hides: S shelved, D by design, O out of service, - nobody.
  static let hiding = """
    by    shelve  unshelve    suppress  unsuppress  remove    return
    -     S       !unshelved  D         =           O         !inservice
    S     S       -           SD        =           SO        !inservice
    D     SD      !unshelved  =         -           DO        !inservice
    O     SO      !unshelved  DO        =           !already  -
    SD    SD      D           =         S           SDO       !inservice
    SO    SO      O           SDO       =           !already  S
    DO    SDO     !unshelved  =         O           !already  D
    SDO   SDO     DO          =         SO          !already  SD
    """

  @Test("each reason for hiding begins and ends for itself")
  func hidingTable() {
    let events: [AlarmStateMachine.Event] = [
      .shelved, .shelvingEnded, .suppressed, .suppressionEnded, .removedFromService,
      .returnedToService,
    ]
    let rows = Self.hiding.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    for row in rows.dropFirst() {
      for (event, cell) in zip(events, row.dropFirst()) {
        var machine = AlarmStateMachine(AlarmFacts(suppression: hiders(row[0]), quality: .good))
        let outcome = machine.receive(event, plain)
        let place: Comment = "\(row[0]) \(event)"
        if cell.hasPrefix("!") {
          #expect(refusal(outcome) == cell, place)
          #expect(machine.facts.suppression == hiders(row[0]), place)
        } else {
          #expect(machine.facts.suppression == hiders(cell == "=" ? row[0] : cell), place)
          #expect(outcome == (cell == "=" ? .unchanged : .changed), place)
        }
      }
    }
  }

  @Test(
    "what was hidden is judged by its condition when it is shown",
    arguments: [
      ("N", "N"), ("N+", "N+"), ("U", "U"), ("U-", "U-"), ("A", "U"), ("A-", "U-"), ("R", "N"),
      ("LU", "LU"), ("LA", "LU"), ("LA+", "LU+"),
    ])
  func shown(before: String, after: String) {
    let pairs: [(AlarmSuppression, AlarmStateMachine.Event)] = [
      (.shelved, .shelvingEnded), (.byDesign, .suppressionEnded),
      (.outOfService, .returnedToService),
    ]
    let isLatching = before.hasPrefix("L")
    for (hider, event) in pairs {
      var machine = AlarmStateMachine(named(before, isLatching: isLatching, hider))
      #expect(machine.receive(event, plain) == .changed)
      #expect(machine.facts == named(after, isLatching: isLatching, []))
    }
  }

  @Test("a hazard is never hidden", arguments: AlarmHazard.allCases)
  func hazards(hazard: AlarmHazard) {
    let rules = AlarmStateMachine.Rules(
      latching: .latched, acknowledgement: .onReturn, hazard: hazard)
    for event in [AlarmStateMachine.Event.shelved, .suppressed, .removedFromService] {
      var machine = AlarmStateMachine()
      #expect(
        machine.receive(event, rules) == (hazard == .none ? .changed : .refused(.hazard(hazard))))
      #expect(machine.facts.suppression.isEmpty == (hazard != .none))
    }
  }

  @Test("a latch is not reset while nobody knows the condition")
  func resetUnknown() {
    let facts = AlarmFacts(condition: .normal, isLatched: true, quality: .bad)
    var machine = AlarmStateMachine(facts)
    #expect(machine.receive(.reset, plain) == .refused(.conditionUnknown))
    #expect(machine.facts == facts)
  }

  @Test("quality changes nothing but the quality", arguments: Quality.allCases)
  func quality(quality: Quality) {
    for name in ["N", "N+", "U", "U-", "A", "A-", "R", "R+", "LU", "LU+", "LA", "LA+"] {
      for rawValue in UInt8(0)...15 {
        let facts = named(name, isLatching: true, AlarmSuppression(rawValue: rawValue))
        var machine = AlarmStateMachine(facts)
        _ = machine.receive(.qualityChanged(quality), plain)
        var expected = facts
        expected.quality = quality
        #expect(machine.facts == expected)
      }
    }
  }

  @Test("the state name derives from the facts")
  func names() {
    let expected: [(String, AlarmState)] = [
      ("N", .normal), ("N+", .normal), ("U", .unacknowledged), ("U-", .unacknowledged),
      ("A", .acknowledged), ("A-", .acknowledged), ("R", .returnedUnacknowledged),
      ("R+", .returnedUnacknowledged), ("LU", .latchedUnacknowledged),
      ("LA", .latchedAcknowledged), ("LA+", .latchedAcknowledged),
    ]
    let hidden: [(String, AlarmState)] = [
      ("S", .shelved), ("D", .suppressed), ("O", .outOfService), ("SD", .shelved),
      ("SO", .outOfService), ("DO", .outOfService), ("SDO", .outOfService),
    ]
    for (name, state) in expected {
      #expect(named(name, isLatching: false, []).state == state)
      for (hiderNames, hiddenState) in hidden {
        #expect(named(name, isLatching: false, hiders(hiderNames)).state == hiddenState)
      }
    }
    #expect(AlarmState.allCases.map(\.ordinal) == Array(0..<9))
  }
}

private let plain = AlarmStateMachine.Rules(
  latching: .selfClearing, acknowledgement: .onReturn, hazard: .none)

/// The facts of a name in the tables. Active latching alarms hold their latch already.
private func named(
  _ name: String, isLatching: Bool, _ suppression: AlarmSuppression
) -> AlarmFacts {
  let base = name.filter { $0 != "+" && $0 != "-" }
  let isActive = base == "U" || base == "A"
  let condition: ConditionState =
    switch (isActive, name.last) {
    case (false, "+"): .pendingOn
    case (true, "-"): .pendingOff
    default: isActive ? .active : .normal
    }
  return AlarmFacts(
    condition: condition, isAcknowledged: ["N", "A", "LA"].contains(base),
    isLatched: base.hasPrefix("L") || (isActive && isLatching), suppression: suppression,
    quality: .good)
}

private func hiders(_ name: String) -> AlarmSuppression {
  var suppression: AlarmSuppression = []
  if name.contains("S") { suppression.insert(.shelved) }
  if name.contains("D") { suppression.insert(.byDesign) }
  if name.contains("O") { suppression.insert(.outOfService) }
  return suppression
}

private func refusal(_ outcome: AlarmStateMachine.Outcome) -> String? {
  guard case .refused(let error) = outcome else { return nil }
  switch error {
  case .nothingToAcknowledge: return "!nothing"
  case .alreadyAcknowledged, .alreadyOutOfService: return "!already"
  case .hidden: return "!hidden"
  case .notLatched: return "!unlatched"
  case .notAcknowledged: return "!unacked"
  case .conditionHolds: return "!holds"
  case .notShelved: return "!unshelved"
  case .notOutOfService: return "!inservice"
  default: return "!\(error)"
  }
}
