import Readings
import Registers

/// What became of asking one unit whether it is there.
struct UnitFinding {
  enum Presence: Hashable {
    /// Something in good form came back, be it a refusal.
    case answers
    /// The gateway lives, and says that the unit does not answer.
    case refusedByGateway(ExceptionCode)
    case silent
    /// What came back was no answer, or the connection was ended.
    case disturbed(ModbusFault)
  }

  let unit: UnitID
  var presence: Presence
  /// From the first request to its answer.
  var answerTime: Duration?
  /// What the unit says of itself; nil when it was not asked.
  var portrait: UnitPortrait?

  var answers: Bool { presence == .answers }
}

/// What a unit that answers offers.
struct UnitPortrait: Hashable {
  enum TableAnswer: Hashable {
    /// Address 0 was read.
    case read
    /// The table is there, but address 0 is not.
    case notAtZero
    case refused(ExceptionCode)
    case noAnswer
  }

  /// In the order of `RegisterTable.allCases`.
  var tables: [TableAnswer] = []
  var conformity: IdentificationConformity?
  var objects: [IdentificationObject] = []
  var serverID: ServerID?
  var guesses: [ProfileGuess] = []

  var refusesAllTables: Bool {
    tables.allSatisfy { if case .refused = $0 { true } else { false } }
  }

  func answer(of table: RegisterTable) -> TableAnswer {
    let place = RegisterTable.allCases.firstIndex(of: table) ?? 0
    return place < tables.count ? tables[place] : .noAnswer
  }
}

/// A family of the catalogue that a unit may belong to. A few registers prove nothing.
struct ProfileGuess: Hashable {
  enum Reason: String, Hashable {
    /// The registers that tell the family from others hold what they should.
    case identity
    /// Registers of the family, which has none that tell it from others, hold believable values.
    case registers
  }

  let profile: String
  let reason: Reason
}
