import Glibc

/// What `/proc/self/stat` says (proc(5)).
struct ProcessStatus: Hashable {
  let threadCount: Int
  /// Since boot.
  let startTicks: Int
  let virtualByteCount: Int
  let residentByteCount: Int

  static var current: ProcessStatus? { ProcessStatus(words(of: "/proc/self/stat")) }

  /// - Parameter words: all fields; the second, the name, is in parentheses and may hold spaces.
  init?(_ words: [Substring]) {
    guard let nameEnd = words.lastIndex(where: { $0.hasSuffix(")") }) else { return nil }
    // The field after the name is the third in the manual's count.
    func field(_ number: Int) -> Int? {
      let place = nameEnd + number - 2
      return words.indices.contains(place) ? Int(words[place]) : nil
    }
    guard let threads = field(20), let start = field(22), let virtual = field(23),
      let pages = field(24)
    else { return nil }
    threadCount = threads
    startTicks = start
    virtualByteCount = virtual
    residentByteCount = pages * sysconf(Int32(_SC_PAGESIZE))
  }

  static func words(of path: String) -> [Substring] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return [] }
    return String(decoding: bytes[..<count], as: UTF8.self)
      .split(whereSeparator: { $0 == " " || $0 == "\n" })
  }
}
