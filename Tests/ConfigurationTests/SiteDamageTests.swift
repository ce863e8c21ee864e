import Configuration
import Testing

@Suite("A damaged site file")
struct SiteDamageTests {
  /// What people leave behind: cut ends, doubled and swapped characters, brackets of another kind.
  @Test("is refused or read, and every problem has a place in it", arguments: 0..<4)
  func survives(part: Int) throws {
    let good = Array(SiteFileTests.example.utf8)
    let lineCount = good.count { $0 == UInt8(ascii: "\n") } + 1
    for index in stride(from: part * 5, to: good.count, by: 20) {
      for replacement in Array("}]{[\",:'0-\n/".utf8) + [UInt8(ascii: "x")] {
        guard index % 3 == Int(replacement) % 3 else { continue }
        var text = good
        text[index] = replacement
        let (site, problems) = loadSite(String(decoding: text, as: UTF8.self))
        #expect((site == nil) == !problems.isEmpty)
        for problem in problems {
          #expect((1...lineCount + 1).contains(problem.line) && problem.column >= 1)
          #expect(!problem.message.isEmpty && !problem.message.contains("\n"))
        }
      }
    }
  }
}
