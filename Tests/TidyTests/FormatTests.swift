import Foundation
import Testing

@Suite("The format")
struct FormatTests {
  @Test("swift format lint --strict finds nothing")
  func lintIsClean() throws {
    let folders = ["Package.swift", "Sources", "Simulators", "Tests"]
    let result = try lint(folders.map { SourceTree.root.appending(path: $0).path })
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("lint finds a file that is out of format")
  func lintCanFail() throws {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "hallwatch-\(UUID().uuidString).swift")
    defer { try? FileManager.default.removeItem(at: file) }
    try "struct  a{ }\n".write(to: file, atomically: true, encoding: .utf8)
    #expect(try lint([file.path]).status != 0)
  }

  private func lint(_ paths: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "swift", "format", "lint", "--strict", "--recursive", "--parallel", "--configuration",
        SourceTree.root.appending(path: ".swift-format").path,
      ] + paths
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
