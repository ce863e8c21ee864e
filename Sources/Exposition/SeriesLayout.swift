/// Every series that an exposition can have, with all its text but the numbers written beforehand.
///
/// A scrape then only copies pieces of text and writes numbers between them. Families are sorted by
/// name; the series of a family stand together in the order of registration. Series have most of
/// their labels in common with their neighbours, so a series is three pieces that it shares with
/// others: the family's name, all labels but the last, and the last one with the closing brace.
package struct SeriesLayout: Sendable {
  /// A family and where its text and its series are.
  struct Entry: Sendable {
    var family: MetricFamily
    /// The names of the labels that its series bear, sorted.
    var labelNames: [String]
    /// Pieces: its name, and its metadata lines.
    var name: UInt32
    var text004: UInt32
    var openMetrics100: UInt32
    /// Its series, as places in `parts`.
    var series: Range<Int>

    func metadata(_ format: ExpositionFormat) -> UInt32 {
      switch format {
      case .text004: text004
      case .openMetrics100: openMetrics100
      }
    }
  }

  /// One series: its pieces after the name, and where its value stands.
  struct Part: Sendable {
    var body: UInt32
    var tail: UInt32
    /// Its `SeriesIndex`.
    var value: UInt32
  }

  let entries: [Entry]
  let pool: TextPool
  /// In the order of writing.
  let parts: [Part]
  /// How many bytes all series and all metadata take, without numbers and line ends.
  let textByteCount: Int

  /// How many series there are, and so how many values an exposition needs.
  package var count: Int { parts.count }

  /// The families in the order of writing, by name.
  package var families: [MetricFamily] { entries.map(\.family) }

  /// The series as it is written, such as `up{job="a"}`; for tests and messages, not for speed.
  package func text(of index: SeriesIndex) -> String? {
    guard let place = parts.firstIndex(where: { Int($0.value) == index.rawValue }),
      let entry = entries.first(where: { $0.series.contains(place) })
    else { return nil }
    let bytes = [entry.name, parts[place].body, parts[place].tail].flatMap {
      pool.bytes[pool.range($0)]
    }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}
