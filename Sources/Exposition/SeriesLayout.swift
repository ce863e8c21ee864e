/// Every series that an exposition can have, with all its text but the numbers written beforehand.
///
/// A scrape then only copies pieces of one arena and writes numbers between them. Families are
/// sorted by name; the series of a family stand together in the order of registration.
package struct SeriesLayout: Sendable {
  /// A family and where its text and its series are.
  struct Entry: Sendable {
    var family: MetricFamily
    /// The names of the labels that its series bear, sorted.
    var labelNames: [String]
    /// The metadata lines in the arena.
    var text004: Range<Int>
    var openMetrics100: Range<Int>
    /// Its series, as places in `prefixStarts` and `valuePlaces`.
    var series: Range<Int>

    func metadata(_ format: ExpositionFormat) -> Range<Int> {
      switch format {
      case .text004: text004
      case .openMetrics100: openMetrics100
      }
    }
  }

  let entries: [Entry]
  /// First `name{labels} ` of every series in the order of writing, then all metadata lines.
  let arena: [UInt8]
  /// Where each series begins in the arena, in the order of writing, and where the last one ends.
  let prefixStarts: [Int]
  /// The `SeriesIndex` of each series, in the order of writing.
  let valuePlaces: [Int]

  /// How many series there are, and so how many values an exposition needs.
  package var count: Int { valuePlaces.count }

  /// The families in the order of writing, by name.
  package var families: [MetricFamily] { entries.map(\.family) }

  /// The series as it is written, such as `up{job="a"}`; for tests and messages, not for speed.
  package func text(of index: SeriesIndex) -> String? {
    guard let place = valuePlaces.firstIndex(of: index.rawValue) else { return nil }
    let bytes = arena[prefixStarts[place]..<prefixStarts[place + 1] - 1]
    return String(decoding: bytes, as: UTF8.self)
  }
}
