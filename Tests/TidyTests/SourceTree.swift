import Foundation

/// A file of the repository, by its path from the top.
struct SourceFile: Sendable {
  var path: String
  var text: String

  /// The target a Swift file belongs to: the folder below Sources or Simulators.
  var target: String? {
    let parts = path.split(separator: "/")
    guard parts.count >= 3, parts[0] == "Sources" || parts[0] == "Simulators" else { return nil }
    return String(parts[1])
  }

  var isSwift: Bool { path.hasSuffix(".swift") }

  var baseName: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.split(separator: ".").first.map(String.init) ?? name
  }
}

/// The tree this test was compiled from.
enum SourceTree {
  static let root: URL = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every text file, in order of path. Build output, version control and editors' files are not
  /// part of the tree.
  static let files: [SourceFile] = {
    let manager = FileManager.default
    var found: [SourceFile] = []
    for top in topLevelEntries where !isScratch(top) {
      let url = root.appending(path: top)
      var isDirectory: ObjCBool = false
      guard manager.fileExists(atPath: url.path, isDirectory: &isDirectory) else { continue }
      let paths =
        isDirectory.boolValue
        ? (manager.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? [])
          .map { "\(top)/\($0)" }
        : [top]
      for path in paths where !path.contains("__pycache__") {
        guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8)
        else { continue }
        found.append(SourceFile(path: path, text: text))
      }
    }
    return found.sorted { $0.path < $1.path }
  }()

  static let topLevelEntries: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted()

  static func isScratch(_ entry: String) -> Bool {
    entry == ".git" || entry == "Package.resolved" || entry.hasPrefix(".build")
      || entry.hasSuffix(".swp")
  }
}
