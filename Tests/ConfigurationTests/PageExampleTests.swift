import Configuration
import Foundation
import Testing

/// The examples in the pages of the catalogue: each is JSON5, and a whole site is a site that loads.
@Suite("Examples in the pages")
struct PageExampleTests {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/hallwatch/Hallwatch.docc")

  static let examples: [(page: String, text: String)] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().flatMap { name in
      let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
      return text.components(separatedBy: "\n```json5\n").dropFirst().map {
        (page: name, text: $0.components(separatedBy: "\n```")[0])
      }
    }
  }()

  @Test("are JSON5")
  func read() {
    #expect(Self.examples.count >= 10)
    for (page, text) in Self.examples {
      // An ellipsis stands for what the reader knows; such an example shows a shape.
      if text.contains("…") { continue }
      // A part of a file stands without the braces around it.
      let isRead = [text, "{\(text)}", "[\(text)]"].contains {
        JSON5.parse(Array($0.utf8), file: page).problems.isEmpty
      }
      #expect(isRead, "\(page): \(text)")
    }
  }

  @Test("with a site and devices are sites")
  func sites() {
    var count = 0
    for (page, text) in Self.examples where text.contains("site:") && text.contains("devices:") {
      let files = HeldSiteFiles([
        ("site.json5", text), ("devices.d/a.json5", "{ devices: [] }"),
      ])
      let (site, problems) = SiteFile.load(path: "site.json5", files: files)
      #expect(site != nil && problems.isEmpty, "\(page): \(problems)")
      count += 1
    }
    #expect(count >= 2)
  }
}
