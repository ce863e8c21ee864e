/// A run of addresses of one table: what one request reads.
package struct RegisterSpan: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let table: RegisterTable
  /// The first address, zero-based as on the wire.
  package let start: UInt16
  /// How many addresses, 1 to `table.maximumCount`.
  package let count: Int

  /// Nil when the count is below 1 or above what one request can ask for, or when the run would
  /// pass address 65535.
  package init?(table: RegisterTable, start: UInt16, count: Int) {
    guard count >= 1, count <= table.maximumCount, Int(start) + count <= 65536 else { return nil }
    self.table = table
    self.start = start
    self.count = count
  }

  /// One past the last address, 1 to 65536.
  package var end: Int { Int(start) + count }

  package var addresses: Range<Int> { Int(start)..<end }

  /// Whether every address of `other` lies in this span.
  package func contains(_ other: RegisterSpan) -> Bool {
    table == other.table && start <= other.start && other.end <= end
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.table, left.start, left.count) < (right.table, right.start, right.count)
  }

  package var description: String {
    count == 1 ? "\(table.name) \(start)" : "\(table.name) \(start)-\(end - 1)"
  }
}
