import Glibc

/// Follows a journal while another thread or process writes it: each call gives what has come
/// since. Reads every byte once, takes no lock and changes nothing.
package final class JournalTail {
  private let directory: JournalDirectory
  /// The number of the last record that was given, or that is not wanted.
  package private(set) var lastNumber: UInt64
  /// The segment that is read, and up to where; nil before the first.
  private var position: (first: UInt64, offset: Int, chain: JournalChain)?

  /// How much is read at once.
  private static let chunkBytes = 1 << 18

  /// - Parameter number: records after this one are given.
  package init(directory path: String, after number: UInt64) {
    directory = JournalDirectory(path: path)
    lastNumber = number
  }

  /// The next records up to the number `last`, about `Self.chunkBytes` of them at most; empty when
  /// there are none yet. Records that retention has deleted meanwhile are passed over.
  package func next(through last: UInt64 = .max) throws(JournalError) -> [JournalReader.Entry] {
    while lastNumber < last {
      if position == nil, !(try find()) { return [] }
      let chunk = try readChunk(through: last)
      if !chunk.entries.isEmpty || chunk.isBeyond { return chunk.entries }
      if chunk.isAtEnd, !(try advance()) { return [] }
    }
    return []
  }

  /// Goes to the segment that holds the next record, or the first one after it.
  private func find() throws(JournalError) -> Bool {
    let firsts = try directory.segments()
    guard let first = firsts.last(where: { $0 <= lastNumber + 1 }) ?? firsts.first else {
      return false
    }
    position = (first, 0, .start)
    return true
  }

  /// Goes from the end of a segment to the one after; false when there is none yet.
  private func advance() throws(JournalError) -> Bool {
    guard let current = position else { return false }
    guard let next = try directory.segments().first(where: { $0 > current.first }) else {
      return false
    }
    position = (next, 0, .start)
    return true
  }

  private struct Chunk {
    var entries: [JournalReader.Entry] = []
    /// Nothing whole follows in the segment.
    var isAtEnd = false
    /// A record follows that is not wanted yet.
    var isBeyond = false
  }

  private func readChunk(through last: UInt64) throws(JournalError) -> Chunk {
    var chunk = Chunk()
    guard let (first, offset, before) = position, let bytes = try read(first, from: offset) else {
      // Retired meanwhile.
      position = nil
      return chunk
    }
    var chain = before
    var start = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = bytes[start..<end]
      if offset == 0, start == 0 {
        chain = JournalLine.head(line)?.chain ?? .start
      } else if let frame = JournalLine.frame(line) {
        chunk.isBeyond = frame.number > last
        if chunk.isBeyond { break }
        let isSound = frame.follows(chain)
        chain = frame.chain
        if frame.number > lastNumber {
          lastNumber = frame.number
          chunk.entries.append(
            JournalReader.Entry(
              number: frame.number, payload: Array(frame.payload), isProven: isSound, link: chain))
        }
      }
      start = end + 1
    }
    position = (first, offset + start, chain)
    chunk.isAtEnd = start == 0
    return chunk
  }

  /// A chunk that holds at least one whole line, if there is one; nil when the segment is gone.
  private func read(_ first: UInt64, from offset: Int) throws(JournalError) -> [UInt8]? {
    let name = directory.file(JournalDirectory.segmentName(first))
    let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure("open", name)
    }
    defer { close(descriptor) }
    var size = Self.chunkBytes
    while true {
      var bytes = [UInt8](repeating: 0, count: size)
      let count = pread(descriptor, &bytes, size, off_t(offset))
      guard count >= 0 else { throw failure("pread", name) }
      bytes.removeLast(size - count)
      // A line longer than the chunk: ask for more, up to the longest there is.
      if count < size || bytes.contains(UInt8(ascii: "\n"))
        || size > 2 * JournalLimits.payloadBytes
      {
        return bytes
      }
      size *= 2
    }
  }
}
