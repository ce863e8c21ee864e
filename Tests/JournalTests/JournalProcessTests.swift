import Foundation
import Testing

@testable import Journal

/// Journals of processes that meet a limit or their end.
@Suite("A journal of another process", .serialized)
struct JournalProcessTests {
  @Test("goes on by itself when the disk has room again")
  func fileSizeLimit() async throws {
    let folder = try TemporaryFolder()
    await #expect(processExitsWith: .exitCode(0)) { [path = folder.journal as String] in
      signal(SIGXFSZ, SIG_IGN)
      let (journal, _) = try JournalFile.open(directory: path)
      let file = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
      var limit = rlimit()
      getrlimit(file, &limit)
      let unlimited = limit
      var written = 0
      var failures = 0
      for room in [1000, 3000, 3000, 5000] {
        limit.rlim_cur = rlim_t(room)
        setrlimit(file, &limit)
        while failures < 4 {
          do {
            try journal.append([payload("\(written + 1)"), payload("\(written + 2)")])
            written += 2
          } catch {
            guard (error as? JournalError)?.isOutOfSpace == true else { exit(3) }
            failures += 1
            break
          }
        }
      }
      var last = unlimited
      setrlimit(file, &last)
      try journal.append([payload("\(written + 1)")])
      exit(failures == 4 && written > 20 ? 0 : 4)
    }
    let verification = try JournalReader(directory: folder.journal).verify()
    #expect(verification.problems.isEmpty)
    #expect(verification.records > 20)
  }

  @Test("is refused where its user may not write, with the path and the reason")
  func readOnly() async throws {
    let folder = try TemporaryFolder()
    await #expect(processExitsWith: .exitCode(0)) { [path = folder.journal as String] in
      mkdir(path, 0o500)
      if geteuid() == 0 {
        chown(path, 65534, 65534)
        seteuid(65534)
      }
      do {
        _ = try JournalFile.open(directory: path)
        exit(3)
      } catch JournalError.system("open", path + "/journal.lock", EACCES) {
        exit(0)
      }
    }
  }

  /// Sixty times a writer is killed at an instant nobody chose. What it had been told is on disk
  /// must be there, in order, once.
  @Test("keeps every record that was reported written through kill -9")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let acknowledged = folder.path + "/acknowledged"
    try Data(count: 8).write(to: URL(fileURLWithPath: acknowledged))
    for round in 0..<60 {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          path = folder.journal as String, acknowledged = acknowledged as String,
          round = round as Int
        ]
        in
        try writeUntilKilled(path, acknowledged: acknowledged, round: round)
      }
      let promised = try Data(contentsOf: URL(fileURLWithPath: acknowledged))
        .withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
      // A writer that is killed before it has made the folder has promised nothing.
      if promised == 0, !FileManager.default.fileExists(atPath: folder.journal) { continue }
      let verification = try JournalReader(directory: folder.journal).verify()
      #expect(verification.isIntact, "round \(round): \(verification)")
      #expect(verification.lastNumber >= promised, "round \(round)")
    }
    var next: UInt64 = 0
    var isInOrder = true
    try JournalReader(directory: folder.journal).read { entry in
      if next == 0 { next = entry.number }
      isInOrder = isInOrder && entry.number == next && entry.payload == longPayload(next)
      next += 1
      return isInOrder
    }
    #expect(isInOrder, "at record \(next)")
    #expect(next > 60)
  }
}

/// The payload of a record of the writer that is killed, known from its number: mostly short, now
/// and then longer than a page, so that writes are torn.
private func longPayload(_ number: UInt64) -> [UInt8] {
  payload("\(number) " + String(repeating: "x", count: number % 16 == 0 ? 9000 : Int(number % 7)))
}

private func writeUntilKilled(_ path: String, acknowledged: String, round: Int) throws {
  // Rotation and retention are among what is interrupted.
  let limits = JournalLimits(segmentBytes: 30_000, segments: 10)
  let promises = open(acknowledged, O_WRONLY | O_CLOEXEC)
  // The first is killed before it has made anything.
  let delay = round == 0 ? 0 : UInt32.random(in: 0..<30_000)
  let killer = Thread {
    usleep(delay)
    kill(getpid(), SIGKILL)
  }
  killer.start()
  let (journal, _) = try JournalFile.open(directory: path, limits: limits)
  while true {
    let first = journal.lastNumber + 1
    let count = UInt64.random(in: 1...20)
    try journal.append((first..<(first + count)).map(longPayload))
    var last = journal.lastNumber
    pwrite(promises, &last, 8, 0)
  }
}
