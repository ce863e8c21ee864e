import DeviceProfiles
import Registers

/// What a contract, a line and experience allow one request to cover.
struct ReadRules {
  private let contract: ReadContract
  private let maximumHole: Int
  private let walls: [RegisterSpan]

  init(contract: ReadContract, maximumHole: Int?, walls: [RegisterSpan]) {
    self.contract = contract
    self.maximumHole = min(contract.maximumHole, maximumHole ?? contract.maximumHole)
    self.walls = walls
  }

  /// The one request that reads from the first item's start to the last item's end. Nil when no
  /// lawful request does.
  func request(from first: RegisterSpan, to last: RegisterSpan) -> RegisterSpan? {
    let multiple = max(1, contract.startMultiple)
    let start = Int(first.start) / multiple * multiple
    let table = first.table
    let maximum = table.holdsBits ? contract.maximumBits : contract.maximumRegisters
    guard last.end - start <= max(1, maximum),
      let span = RegisterSpan(table: table, start: UInt16(start), count: last.end - start)
    else { return nil }
    return respectsFences(span) ? span : nil
  }

  /// Whether one request may read both of two neighbouring items and what lies between them.
  func mayCross(from item: RegisterSpan, to next: RegisterSpan) -> Bool {
    let hole = item.end..<max(item.end, Int(next.start))
    if hole.count > maximumHole { return false }
    return hole.isEmpty
      || !walls.contains { $0.table == item.table && $0.addresses.overlaps(hole) }
  }

  private func respectsFences(_ span: RegisterSpan) -> Bool {
    var touched = 0
    var containing = 0
    for fence in contract.fences
    where fence.table == span.table && fence.addresses.overlaps(span.addresses) {
      touched += 1
      if fence.contains(span) { containing += 1 }
    }
    return touched == 0 || (touched == 1 && containing == 1)
  }
}
