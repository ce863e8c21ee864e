import Glibc

/// A durable, append-only journal: numbered records in segment files, each tied to the one before.
///
/// Knows bytes only. One thread at a time uses it; that is its owner's duty, as it is to try again
/// what failed. Reading is `JournalReader`'s, from any process, while this one writes.
package final class JournalFile: @unchecked Sendable {
  private let directory: JournalDirectory
  /// What is kept; another value counts from the next append on.
  package var limits: JournalLimits
  private let calls: JournalCalls
  private var lockDescriptor: Int32
  private var segments: [UInt64]
  /// The segment written to; nil when the next append must begin a new one.
  private var segment: Segment?
  private var nextNumber: UInt64
  private var chain: JournalChain

  private struct Segment {
    let name: String
    let descriptor: Int32
    /// When it was begun, in seconds since 1970.
    let begun: UInt64
    /// Up to where everything is on disk. Bytes after it are nobody's, and are written over.
    var byteCount: Int
    /// The link that its head leaves for the first record.
    let headChain: JournalChain
  }

  /// The number of the last record on disk; 0 in an empty journal.
  package var lastNumber: UInt64 { nextNumber - 1 }

  private init(
    directory: JournalDirectory, limits: JournalLimits, calls: JournalCalls,
    lockDescriptor: Int32, segments: [UInt64], nextNumber: UInt64, chain: JournalChain
  ) {
    self.directory = directory
    self.limits = limits
    self.calls = calls
    self.lockDescriptor = lockDescriptor
    self.segments = segments
    self.nextNumber = nextNumber
    self.chain = chain
  }

  deinit { close() }

  /// Opens the journal of a folder for writing, and makes the folder if need be.
  ///
  /// A torn end is cut off and reported; damage is reported and left alone. Only the newest segment
  /// is read: `JournalReader.verify` reads all.
  package static func open(
    directory path: String, limits: JournalLimits = JournalLimits()
  ) throws(JournalError) -> (JournalFile, recovered: RecoveredJournal) {
    try open(directory: path, limits: limits, calls: .system)
  }

  static func open(
    directory path: String, limits: JournalLimits, calls: JournalCalls
  ) throws(JournalError) -> (JournalFile, recovered: RecoveredJournal) {
    let directory = JournalDirectory(path: path)
    try directory.prepare()
    let lock = try directory.lock()
    let journal = JournalFile(
      directory: directory, limits: limits, calls: calls, lockDescriptor: lock, segments: [],
      nextNumber: 1, chain: .start)
    let recovered = try journal.recover()
    return (journal, recovered)
  }

  private func recover() throws(JournalError) -> RecoveredJournal {
    var recovered = RecoveredJournal()
    segments = try directory.segments()
    while let newest = segments.last {
      let bytes = try directory.read(newest)
      let scan = JournalScan(first: newest, bytes: bytes, expected: nil)
      let torn = scan.problems.last { !$0.isDamage }
      if recovered.cutOff == nil { recovered.cutOff = torn }
      recovered.damage = scan.problems.filter(\.isDamage)
      let isBare = scan.nextNumber == newest && (segments.count > 1 || newest == 1)
      if scan.keptByteCount == 0 || isBare && recovered.damage.isEmpty {
        // No record came to disk: the segment had been begun and nothing announced of it.
        try remove(newest)
        segments.removeLast()
        continue
      }
      (nextNumber, chain) = (scan.nextNumber, scan.chain)
      if recovered.damage.isEmpty, let head = scan.head {
        try reopen(newest, head, scan.keptByteCount)
      }
      break
    }
    recovered.lastNumber = lastNumber
    return recovered
  }

  private func reopen(
    _ first: UInt64, _ head: JournalLine.Head, _ byteCount: Int
  ) throws(JournalError) {
    let name = directory.file(JournalDirectory.segmentName(first))
    let descriptor = Glibc.open(name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw failure("open", name) }
    segment = Segment(
      name: name, descriptor: descriptor, begun: head.begun, byteCount: byteCount,
      headChain: head.chain)
    guard calls.truncate(descriptor, byteCount) == 0 else { throw failure("ftruncate", name) }
    guard calls.sync(descriptor) == 0 else { throw failure("fdatasync", name) }
  }

  /// Appends records with one write and makes them durable with one sync. When it returns, all are
  /// on disk; when it throws, none counts as written, and the same call may be made again.
  ///
  /// - Returns: the numbers given to the records, in order; nil for no records.
  @discardableResult
  package func append(_ payloads: [[UInt8]]) throws(JournalError) -> ClosedRange<UInt64>? {
    guard lockDescriptor >= 0 else { throw .closed }
    guard !payloads.isEmpty else { return nil }
    try check(payloads)
    let byteCount = payloads.reduce(0) { $0 + $1.count + JournalLine.frameBytes }
    if let current = segment,
      current.byteCount + byteCount > limits.segmentBytes || isOld(current) || isDeleted(current)
    {
      Glibc.close(current.descriptor)
      segment = nil
    }
    let isNew = segment == nil
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    if isNew { try begin(&bytes) }
    let last = encode(
      payloads, after: isNew ? segment?.headChain ?? chain : chain, to: &bytes)
    try write(bytes)
    if isNew {
      do { try directory.sync() } catch {
        abandon()
        throw error
      }
      if segments.last != nextNumber { segments.append(nextNumber) }
      retire()
    }
    let first = nextNumber
    nextNumber += UInt64(payloads.count)
    chain = last
    return first...(nextNumber - 1)
  }

  /// Gives the journal up. Records are durable already.
  package func close() {
    if let segment { Glibc.close(segment.descriptor) }
    segment = nil
    if lockDescriptor >= 0 { Glibc.close(lockDescriptor) }
    lockDescriptor = -1
  }

  /// Whether somebody removed the file: what is written to it would be lost without an error.
  private func isDeleted(_ current: Segment) -> Bool {
    var status = stat()
    return fstat(current.descriptor, &status) == 0 && status.st_nlink == 0
  }

  private func isOld(_ current: Segment) -> Bool {
    guard let age = limits.segmentAge, current.byteCount > 0 else { return false }
    return calls.now() > current.begun + UInt64(age.components.seconds)
  }

  private func check(_ payloads: [[UInt8]]) throws(JournalError) {
    for (place, payload) in payloads.enumerated() {
      if payload.isEmpty { throw .unfitPayload(place: place, reason: "is empty") }
      if payload.count > JournalLimits.payloadBytes {
        throw .unfitPayload(
          place: place, reason: "is longer than \(JournalLimits.payloadBytes) bytes")
      }
      if payload.contains(UInt8(ascii: "\n")) {
        throw .unfitPayload(place: place, reason: "holds a line break")
      }
      if payload.contains(0) { throw .unfitPayload(place: place, reason: "holds a zero byte") }
    }
  }

  private func encode(
    _ payloads: [[UInt8]], after chain: JournalChain, to bytes: inout [UInt8]
  ) -> JournalChain {
    var link = chain
    for (place, payload) in payloads.enumerated() {
      let number = nextNumber + UInt64(place)
      link = link.next(number: number, batch: nextNumber, payload: payload)
      JournalLine.write(
        number: number, batch: nextNumber, chain: link, payload: payload, to: &bytes)
    }
    return link
  }

  /// Makes the file of a new segment; its head is written with the first records.
  private func begin(_ bytes: inout [UInt8]) throws(JournalError) {
    let name = directory.file(JournalDirectory.segmentName(nextNumber))
    var descriptor = Glibc.open(
      name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if descriptor < 0, errno == EEXIST {
      // Left by a call that failed, or damaged beyond reading: kept aside, never written over.
      guard rename(name, name + ".bad") == 0 else { throw failure("rename", name) }
      descriptor = Glibc.open(
        name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    }
    guard descriptor >= 0 else { throw failure("open", name) }
    let head = JournalLine.Head(first: nextNumber, begun: max(1, calls.now()), after: chain)
    segment = Segment(
      name: name, descriptor: descriptor, begun: head.begun, byteCount: 0, headChain: head.chain)
    JournalLine.write(head, to: &bytes)
  }

  private func write(_ bytes: [UInt8]) throws(JournalError) {
    guard let current = segment else { return }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        calls.write(
          current.descriptor, UnsafeRawBufferPointer(rebasing: $0[written...]),
          current.byteCount + written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let error = count < 0 ? failure("pwrite", current.name) : .outOfSpace(current.name)
        takeBack()
        throw error
      }
      written += count
    }
    guard calls.sync(current.descriptor) == 0 else {
      // The kernel may have dropped the pages and call the next sync good: this file is not to be
      // trusted with anything more.
      let error = failure("fdatasync", current.name)
      abandon()
      throw error
    }
    segment?.byteCount += bytes.count
  }

  /// Undoes a write that did not fit. What stays if that fails too is written over by the next one.
  private func takeBack() {
    guard let current = segment else { return }
    if current.byteCount == 0 {
      Glibc.close(current.descriptor)
      unlink(current.name)
      segment = nil
    } else {
      _ = calls.truncate(current.descriptor, current.byteCount)
    }
  }

  private func abandon() {
    guard let current = segment else { return }
    _ = calls.truncate(current.descriptor, current.byteCount)
    Glibc.close(current.descriptor)
    if current.byteCount == 0 { unlink(current.name) }
    segment = nil
  }

  /// Deletes what is beyond the retention. A file that cannot be deleted is tried again with the
  /// next segment.
  private func retire() {
    if let retention = limits.retention, segments.count > 2,
      let begun = directory.begun(segments[1]),
      calls.now() > begun + UInt64(retention.components.seconds)
    {
      deleteOldest()
    }
    while segments.count > limits.segments {
      guard deleteOldest() else { return }
    }
  }

  @discardableResult
  private func deleteOldest() -> Bool {
    let name = directory.file(JournalDirectory.segmentName(segments[0]))
    guard unlink(name) == 0 || errno == ENOENT else { return false }
    segments.removeFirst()
    return true
  }

  private func remove(_ first: UInt64) throws(JournalError) {
    let name = directory.file(JournalDirectory.segmentName(first))
    guard unlink(name) == 0 else { throw failure("unlink", name) }
    try directory.sync()
  }
}

extension JournalError {
  /// A write that took nothing and named no reason.
  fileprivate static func outOfSpace(_ path: String) -> JournalError {
    .system(operation: "pwrite", path: path, code: ENOSPC)
  }
}
