import Foundation
import Testing

/// The page about the wire names the tests that prove each fact; they must be there.
@Suite("The page about the wire")
struct WirePageTests {
  @Test("names only suites that exist, and one for every fact")
  func suites() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "Sources/hallwatch/Hallwatch.docc/Wire.md"), encoding: .utf8)
    let tests = FileManager.default.enumerator(
      at: root.appending(path: "Tests"), includingPropertiesForKeys: nil)
    var known: Set<String> = []
    for case let file as URL in try #require(tests) {
      known.insert(file.deletingPathExtension().lastPathComponent)
    }
    var facts = 0
    for line in page.split(separator: "\n") where line.hasPrefix("| ") && line.contains("Tests`") {
      facts += 1
      let names = line.split(separator: "`").filter { $0.hasSuffix("Tests") }
      for name in names { #expect(known.contains(String(name)), "there is no \(name)") }
    }
    #expect(facts >= 30)
  }
}
