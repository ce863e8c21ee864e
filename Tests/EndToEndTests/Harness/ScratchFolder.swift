import Foundation

/// A folder of one test, gone with it.
final class ScratchFolder {
  let url: URL
  private var fileCount = 0

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "hallwatch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String) throws -> URL {
    let file = url.appending(path: name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file
  }

  /// A path that no earlier call gave.
  func unusedFile(_ name: String) -> URL {
    fileCount += 1
    return url.appending(path: "\(fileCount)-\(name)")
  }
}
