import Foundation
import Testing

@testable import Journal

/// What a disk does to the calls, in turn; afterwards it works.
private final class FailingDisk: @unchecked Sendable {
  var writes: [Fault] = []
  var syncs: [Int32] = []
  var truncates: [Int32] = []

  enum Fault {
    case error(Int32)
    case short(Int)
  }

  var calls: JournalCalls {
    let real = JournalCalls.system
    return JournalCalls(
      write: { [self] file, bytes, offset in
        guard !writes.isEmpty else { return real.write(file, bytes, offset) }
        switch writes.removeFirst() {
        case .error(let code):
          errno = code
          return -1
        case .short(let count):
          let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(count))
          return count == 0 ? 0 : real.write(file, part, offset)
        }
      },
      sync: { [self] file in
        guard !syncs.isEmpty else { return real.sync(file) }
        errno = syncs.removeFirst()
        return -1
      },
      truncate: { [self] file, count in
        guard !truncates.isEmpty else { return real.truncate(file, count) }
        errno = truncates.removeFirst()
        return -1
      })
  }
}

@Suite("A journal on a failing disk")
struct JournalFailureTests {
  private func check(_ folder: TemporaryFolder, records: Int) throws {
    let verification = try JournalReader(directory: folder.journal).verify()
    #expect(verification.isIntact, "\(verification)")
    #expect(verification.lastNumber == UInt64(records))
    var texts: [[UInt8]] = []
    try JournalReader(directory: folder.journal).read {
      texts.append($0.payload)
      return true
    }
    #expect(texts == (1...records).map { payload("\($0)") })
    let (_, recovered) = try JournalFile.open(directory: folder.journal)
    #expect(recovered.lastNumber == UInt64(records))
  }

  @Test(
    "takes a write back that did not fit, and gives its number to the next try",
    arguments: [0, 1, 2], [0, 1, 20, 60])
  func full(before: Int, written: Int) throws {
    for truncates in [[], [EIO]] {
      let folder = try TemporaryFolder()
      let disk = FailingDisk()
      let (journal, _) = try JournalFile.open(
        directory: folder.journal, limits: JournalLimits(), calls: disk.calls)
      for record in 0..<before { try journal.append([payload("\(record + 1)")]) }
      for _ in 0..<3 {
        disk.writes = [.short(max(1, written)), .error(ENOSPC)]
        disk.truncates = truncates
        #expect {
          try journal.append([payload("\(before + 1)")])
        } throws: { ($0 as? JournalError)?.isOutOfSpace == true }
        #expect(journal.lastNumber == UInt64(before))
      }
      let next = UInt64(before + 1)
      #expect(try journal.append([payload("\(before + 1)")]) == next...next)
      journal.close()
      try check(folder, records: before + 1)
    }
  }

  @Test("whose file is deleted goes on in a new one, and says so when its folder is gone")
  func deletedUnderneath() throws {
    let folder = try TemporaryFolder()
    let (journal, _) = try JournalFile.open(directory: folder.journal)
    try journal.append([payload("1")])
    try FileManager.default.removeItem(at: folder.segments[0])
    #expect(try journal.append([payload("2")]) == 2...2)
    var numbers: [UInt64] = []
    try JournalReader(directory: folder.journal).read {
      numbers.append($0.number)
      return true
    }
    #expect(numbers == [2])
    try FileManager.default.removeItem(atPath: folder.journal)
    #expect(throws: JournalError.self) { try journal.append([payload("3")]) }
    #expect(journal.lastNumber == 2)
    try FileManager.default.createDirectory(
      atPath: folder.journal, withIntermediateDirectories: false)
    #expect(try journal.append([payload("3")]) == 3...3)
    #expect(folder.segments.count == 1)
  }

  @Test("goes on after an interrupted and after a short write")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let disk = FailingDisk()
    let (journal, _) = try JournalFile.open(
      directory: folder.journal, limits: JournalLimits(), calls: disk.calls)
    disk.writes = [.error(EINTR), .short(5), .error(EINTR), .short(9)]
    try journal.append([payload("1")])
    journal.close()
    try check(folder, records: 1)
  }

  @Test("never trusts a file again whose sync failed", arguments: [0, 1, 2])
  func syncFails(before: Int) throws {
    for truncates in [[], [EIO], [EIO, EIO, EIO]] {
      let folder = try TemporaryFolder()
      let disk = FailingDisk()
      let (journal, _) = try JournalFile.open(
        directory: folder.journal, limits: JournalLimits(), calls: disk.calls)
      for record in 0..<before { try journal.append([payload("\(record + 1)")]) }
      let segments = folder.segments.count
      disk.truncates = truncates
      for _ in 0..<2 {
        disk.syncs = [EIO]
        #expect(throws: JournalError.self) { try journal.append([payload("\(before + 1)")]) }
        #expect(journal.lastNumber == UInt64(before))
      }
      try journal.append([payload("\(before + 1)")])
      #expect(folder.segments.count == segments + 1)
      try journal.append([payload("\(before + 2)")])
      journal.close()
      try check(folder, records: before + 2)
    }
  }

  @Test("is closed cleanly by a failure while opening")
  func openFails() throws {
    let folder = try TemporaryFolder()
    _ = try JournalFile.open(directory: folder.journal).0.append([payload("1")])
    let disk = FailingDisk()
    disk.syncs = [EIO]
    #expect(throws: JournalError.self) {
      _ = try JournalFile.open(
        directory: folder.journal, limits: JournalLimits(), calls: disk.calls)
    }
    try check(folder, records: 1)
  }

  @Test("says which path is no folder, or cannot be made")
  func badPaths() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(throws: JournalError.system(operation: "mkdir", path: file, code: ENOTDIR)) {
      _ = try JournalFile.open(directory: file)
    }
    let deep = folder.path + "/no/such/folder"
    #expect(throws: JournalError.system(operation: "mkdir", path: deep, code: ENOENT)) {
      _ = try JournalFile.open(directory: deep)
    }
    let error = JournalError.system(operation: "mkdir", path: deep, code: ENOENT)
    #expect(error.description == "\(deep): mkdir: No such file or directory")
    #expect(
      JournalError.locked(directory: "/var/x").description
        == "/var/x: another agent writes this journal; give each its own state_directory")
  }
}
