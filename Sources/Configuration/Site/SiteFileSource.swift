/// Where the texts of a configuration come from: the disk, the binary itself, or a test.
package protocol SiteFileSource {
  /// The text of a file. The error's description is shown to the author of the site file.
  func text(at path: String) throws -> String
  /// The files that match a pattern with `*` and `?` in its last part, sorted; relative patterns
  /// start at the folder of `path`. Empty when there are none.
  func paths(matching pattern: String, relativeTo path: String) throws -> [String]
}

/// Texts held in memory: the sites in the binary, and those of tests.
package struct HeldSiteFiles: SiteFileSource, Sendable {
  private var texts: [(path: String, text: String)]

  package init(_ texts: [(path: String, text: String)]) {
    self.texts = texts.sorted { $0.path < $1.path }
  }

  package struct Missing: Error, CustomStringConvertible {
    package var description: String { "no such file" }
  }

  package func text(at path: String) throws -> String {
    guard let found = texts.first(where: { $0.path == path }) else { throw Missing() }
    return found.text
  }

  package func paths(matching pattern: String, relativeTo path: String) throws -> [String] {
    let whole = resolvedPath(pattern, relativeTo: path)
    return texts.map(\.path).filter { matches($0, whole) }
  }

  /// Whether a path matches a pattern; `*` and `?` stop at slashes. Only the last `*` is ever given
  /// more, so that no pattern takes longer than its length times the path's.
  private func matches(_ path: String, _ pattern: String) -> Bool {
    var rest = path[...]
    var wanted = pattern[...]
    var star: (after: Substring, from: Substring)?
    while true {
      let next = rest.first
      switch wanted.first {
      case "*":
        wanted.removeFirst()
        star = (wanted, rest)
        continue
      case nil where next == nil: return true
      case let letter? where next == letter || letter == "?" && next != nil && next != "/":
        wanted.removeFirst()
        rest.removeFirst()
        continue
      default: break
      }
      guard let last = star, let taken = last.from.first, taken != "/" else { return false }
      star = (last.after, last.from.dropFirst())
      wanted = last.after
      rest = last.from.dropFirst()
    }
  }
}

/// A path as it stands when it is absolute; else from the folder of another file.
package func resolvedPath(_ path: String, relativeTo file: String) -> String {
  guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
  return file[...slash] + path
}
