import DeviceProfiles
import Registers

/// What a device of a family answers and what it refuses, from the profile's read contract.
///
/// Families differ in what lies between their registers: some answer zero for undefined addresses
/// inside a block, some refuse the block. The contract's `maximumHole` says which: holes up to it
/// read as zero, wider ones are refused.
struct ReadRules: Sendable {
  private struct Entry: Sendable {
    var start: Int
    var end: Int
    var point: Int
  }

  private let contract: ReadContract
  /// Points by table and address.
  private let entries: [[Entry]]
  /// Runs of defined addresses by table, in order, none touching the next.
  private let runs: [[Range<Int>]]

  init(_ profile: DeviceProfile) {
    contract = profile.contract
    let entries = RegisterTable.allCases.map { table in
      profile.points.indices.compactMap { index -> Entry? in
        guard profile.points[index].table == table, let span = profile.points[index].span else {
          return nil
        }
        return Entry(start: Int(span.start), end: span.end, point: index)
      }.sorted { ($0.start, $0.end, $0.point) < ($1.start, $1.end, $1.point) }
    }
    self.entries = entries
    runs = entries.map { entries in
      entries.reduce(into: []) { runs, entry in
        if let last = runs.last, entry.start <= last.upperBound {
          runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, entry.end)
        } else {
          runs.append(entry.start..<entry.end)
        }
      }
    }
  }

  /// Why the device refuses to be read like that; nil when it answers.
  func refusal(table: RegisterTable, start: UInt16, count: Int) -> ExceptionCode? {
    let limit = table.holdsBits ? contract.maximumBits : contract.maximumRegisters
    guard count >= 1, count <= min(limit, table.maximumCount),
      table.holdsBits || Int(start) % max(1, contract.startMultiple) == 0
    else { return .illegalDataValue }
    guard let span = RegisterSpan(table: table, start: start, count: count) else {
      return .illegalDataAddress
    }
    for fence in contract.fences where fence.table == table {
      let overlaps = span.addresses.overlaps(fence.addresses)
      if overlaps, !fence.contains(span) { return .illegalDataAddress }
    }
    return hasReadableAddresses(span) ? nil : .illegalDataAddress
  }

  /// The points that lie in the span, and whether they lie in it wholly.
  func points(in span: RegisterSpan) -> [(point: Int, isWhole: Bool)] {
    let (start, end) = (Int(span.start), span.end)
    var found: [(point: Int, isWhole: Bool)] = []
    for entry in entries[Int(span.table.rawValue) - 1] {
      if entry.start >= end { break }
      guard entry.end > start else { continue }
      found.append((entry.point, entry.start >= start && entry.end <= end))
    }
    return found
  }

  /// Whether the span begins on a defined address and no undefined stretch in it is too wide.
  private func hasReadableAddresses(_ span: RegisterSpan) -> Bool {
    let runs = runs[Int(span.table.rawValue) - 1]
    guard let first = runs.first(where: { $0.contains(Int(span.start)) }) else { return false }
    var reached = first.upperBound
    for run in runs where run.lowerBound >= reached && run.lowerBound < span.end {
      if run.lowerBound - reached > contract.maximumHole { return false }
      reached = run.upperBound
    }
    return span.end - reached <= contract.maximumHole
  }
}
