import Foundation

/// A folder of a test's own, gone when the test is.
final class TemporaryFolder {
  let url: URL
  var path: String { url.path }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a journal in it that does not exist yet.
  var journal: String { path + "/journal" }

  var segments: [URL] {
    let all = try? FileManager.default.contentsOfDirectory(
      at: URL(fileURLWithPath: journal), includingPropertiesForKeys: nil)
    return (all ?? []).filter { $0.pathExtension == "jsonl" }.sorted { $0.path < $1.path }
  }
}

func payload(_ text: String) -> [UInt8] { Array("{\"text\":\"\(text)\"}".utf8) }
