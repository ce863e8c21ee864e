import Glibc

/// The folder of a journal: its segments by name, and the calls that make changes to it durable.
struct JournalDirectory {
  let path: String

  static let lockName = "journal.lock"

  /// Makes the folder if need be, readable by its owner only, and sees to it that it stays so.
  func prepare() throws(JournalError) {
    if mkdir(path, 0o700) == 0 {
      try Self.sync(Self.parent(of: path))
    } else if errno != EEXIST {
      throw failure("mkdir", path)
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure("stat", path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .system(operation: "mkdir", path: path, code: ENOTDIR)
    }
    if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { throw failure("chmod", path) }
  }

  /// Takes the journal for this process until the descriptor is closed, by death too.
  func lock() throws(JournalError) -> Int32 {
    let name = file(Self.lockName)
    let descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("open", name) }
    guard waitForLock(descriptor) else {
      let error = errno == EWOULDBLOCK ? .locked(directory: path) : failure("flock", name)
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// An agent that is just ending, or a child of it that is just being born, holds the lock for a
  /// moment longer.
  private func waitForLock(_ descriptor: Int32) -> Bool {
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(50_000)
    }
    errno = EWOULDBLOCK
    return false
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The name of the segment whose first record has this number: 20 digits, so that names sort.
  static func segmentName(_ first: UInt64) -> String {
    let digits = String(first)
    return "journal-" + String(repeating: "0", count: 20 - digits.count) + digits + ".jsonl"
  }

  /// The segments in order, by the number of their first record.
  func segments() throws(JournalError) -> [UInt64] {
    guard let listing = opendir(path) else { throw failure("opendir", path) }
    defer { closedir(listing) }
    var firsts: [UInt64] = []
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let first = UInt64(name.dropFirst(8).dropLast(6)), Self.segmentName(first) == name
      else { continue }
      firsts.append(first)
    }
    return firsts.sorted()
  }

  /// The whole of a segment.
  func read(_ first: UInt64) throws(JournalError) -> [UInt8] {
    let name = file(Self.segmentName(first))
    let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw failure("open", name) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("fstat", name) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + filled, $0.count - filled, off_t(filled))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("pread", name)
      }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// When a segment was begun, by its head; nil when that cannot be read.
  func begun(_ first: UInt64) -> UInt64? {
    let descriptor = Glibc.open(
      file(Self.segmentName(first)), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: JournalLine.headBytes)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0, let end = bytes[..<count].firstIndex(of: UInt8(ascii: "\n")) else {
      return nil
    }
    return JournalLine.head(bytes[..<end])?.begun
  }

  /// Makes changes of names in the folder durable.
  func sync() throws(JournalError) { try Self.sync(path) }

  private static func sync(_ path: String) throws(JournalError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("fsync", path) }
  }

  private static func parent(of path: String) -> String {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true)
    _ = parts.popLast()
    let joined = parts.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }
}

/// The error that `errno` tells of; read at once after the call.
func failure(_ operation: String, _ path: String) -> JournalError {
  .system(operation: operation, path: path, code: errno)
}
