import Foundation
import Testing

extension EndToEnd {
  /// What README tells a newcomer to do, done.
  @Suite("README")
  struct ReadmeTests {
    private let readme: String

    init() throws {
      readme = try String(
        contentsOf: Programs.repository.appending(path: "README.md"), encoding: .utf8)
    }

    /// The fenced blocks of a language.
    private func blocks(_ language: String) -> [String] {
      readme.components(separatedBy: "```\(language)\n").dropFirst().map {
        $0.components(separatedBy: "```").first ?? ""
      }
    }

    @Test("the site file of a first device passes check")
    func firstDevice() async throws {
      let blocks = blocks("json5")
      try #require(blocks.count == 1)
      #expect(blocks[0].split(separator: "\n").count == 5)
      let folder = try ScratchFolder()
      let file = try folder.write(blocks[0], to: "site.json5")
      let result = try await ChildProcess.run(Programs.hallwatch, ["check", file.path])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test("there are two commands: one runs the demo, one runs the tests")
    func twoCommands() throws {
      let commands = blocks("sh")
      try #require(commands.count == 2)
      #expect(commands[0].contains("swift run hallwatch demo"))
      #expect(commands[1].hasSuffix("swift test\n"))
      for command in commands {
        #expect(command.split(separator: "\n").count == 1)
        #expect(command.hasPrefix("apt-get update && apt-get install -y libmodbus-dev "))
        #expect(!command.contains("sudo"))
      }
    }

    @Test("every series of the excerpt is one of the demo")
    func excerptIsReal() async throws {
      let excerpts = blocks("text")
      try #require(excerpts.count == 1)
      let excerpt = ScrapedPage(excerpts[0])
      #expect(excerpt.faults == [])
      #expect(excerpt.samples.count >= 6)
      let demo = try await WatchedAgent.demo()
      let page = try await demo.pageWithAllDevices()
      for series in excerpt.samples.keys {
        #expect(page.samples[series] != nil, "\(series) is not on the page")
      }
    }

    @Test("its pictures are there, are pictures, and are small")
    func pictures() throws {
      let names = readme.components(separatedBy: "![").dropFirst().compactMap {
        $0.components(separatedBy: "](").dropFirst().first?.components(separatedBy: ")").first
      }
      #expect(names.count >= 2)
      for name in names {
        let data = try Data(contentsOf: Programs.repository.appending(path: name))
        #expect(data.count < 150_000, "\(name) has \(data.count) bytes")
        let isPicture =
          data.starts(with: [0x89] + Array("PNG".utf8)) || data.starts(with: Array("<svg ".utf8))
        #expect(isPicture, "\(name)")
        // A picture from elsewhere would have been followed in an SVG.
        if name.hasSuffix(".svg") {
          let text = String(decoding: data, as: UTF8.self)
          #expect(!text.contains("href") && !text.contains("<script"), "\(name)")
        }
      }
    }

    @Test("every path that README names exists")
    func pathsExist() {
      let names = readme.components(separatedBy: "](").dropFirst()
        .compactMap { $0.components(separatedBy: ")").first }
        .filter { !$0.hasPrefix("http") }
      #expect(names.count >= 4)
      for name in names {
        let path = Programs.repository.appending(path: name).path
        #expect(FileManager.default.fileExists(atPath: path), "\(name)")
      }
    }
  }
}
