import Agent
import Configuration
import Glibc

/// Site files, their includes and profiles as they are on disk.
struct DiskSiteFiles: SiteFileSource {
  /// Why a file cannot be read, in words for its author.
  struct Unreadable: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }

    /// What the system said last.
    init(errno code: Int32) { description = String(cString: strerror(code)) }
  }

  func text(at path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unreadable(errno: errno) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw Unreadable(errno: errno) }
    guard facts.st_mode & S_IFMT != S_IFDIR else { throw Unreadable("it is a folder") }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // One byte more than allowed is enough for the reader of the site to refuse it.
    while bytes.count <= Limits.configurationFileBytes {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Unreadable(errno: errno) }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Unreadable("it is not UTF-8; save it as UTF-8")
    }
    return text
  }

  func paths(matching pattern: String, relativeTo path: String) throws -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    let status = glob(
      resolvedPath(pattern, relativeTo: path), 0,
      { _, code in code == ENOENT || code == ENOTDIR ? 0 : 1 }, &found)
    switch status {
    case 0: break
    case GLOB_NOMATCH: return []
    default: throw Unreadable("a folder of the pattern cannot be read")
    }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }.sorted()
  }
}
