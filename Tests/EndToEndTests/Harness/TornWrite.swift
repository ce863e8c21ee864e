import Foundation

/// What a loss of power leaves of the last writes to a journal: whatever was not synced may be cut
/// off anywhere, be zeroes, or have holes. What was told to anybody was synced before.
struct TornWrite {
  let folder: URL

  /// A record as a line of a file.
  private struct Line {
    var number: Int
    var batch: Int
    /// From its first byte to behind its newline.
    var range: Range<Int>
  }

  /// Tears the newest file behind the write that holds the record `told`, the last one that anybody
  /// was told of.
  ///
  /// - Returns: how it was torn; nil when everything on disk had been told.
  func apply(after told: Int) throws -> String? {
    guard let file = try newest() else { return nil }
    var bytes = try Data(contentsOf: file)
    let lines = Self.lines(bytes)
    // All records of one write are synced together.
    let batch = lines.last { $0.number <= told }?.batch
    let kept = lines.last { $0.number <= told || $0.batch == batch }?.range.upperBound ?? 0
    guard kept < bytes.count else { return nil }
    let manner = Int.random(in: 0..<3)
    switch manner {
    case 0: bytes.removeSubrange(Int.random(in: kept..<bytes.count)...)
    case 1:
      let cut = Int.random(in: kept..<bytes.count)
      bytes.resetBytes(in: cut..<bytes.count)
    default:
      // A hole, with the rest of the same write behind it.
      let last = lines.last.map { last in lines.first { $0.batch == last.batch } ?? last }
      let start = max(kept, last?.range.lowerBound ?? kept)
      let from = Int.random(in: start..<bytes.count)
      bytes.resetBytes(in: from..<Int.random(in: (from + 1)...bytes.count))
    }
    try bytes.write(to: file)
    return ["cut", "zeroed", "with a hole"][manner]
  }

  private func newest() throws -> URL? {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "jsonl" }.max { $0.path < $1.path }
  }

  private static func lines(_ bytes: Data) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      if let object = try? JSONSerialization.jsonObject(with: Data(bytes[start..<end])),
        let frame = object as? [String: Any], let number = frame["n"] as? Int,
        let batch = frame["batch"] as? Int
      {
        lines.append(Line(number: number, batch: batch, range: start..<(end + 1)))
      }
      start = end + 1
    }
    return lines
  }
}
