import Agent
import Configuration
import DeviceProfiles
import Foundation
import Testing

/// The page with every key of profile files: its examples are files that load.
@Suite("The profile reference page")
struct ProfileReferencePageTests {
  private static let pages = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/hallwatch/Hallwatch.docc")

  /// The examples of the page, without their fences.
  private static func blocks() throws -> [String] {
    let text = try String(
      contentsOf: pages.appending(path: "ProfileReference.md"), encoding: .utf8)
    return text.components(separatedBy: "```json5\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
  }

  /// A part of a profile file as a whole one.
  private static func file(_ block: String) -> String {
    let frame = [
      ("profile:", "profile: \"acme\","), ("class:", "class: \"other\","),
      ("title:", "title: \"ACME\","),
      ("points:", "points: [{ point: \"p\", table: \"coil\", address: 0 }],"),
    ]
    let missing = frame.filter { !block.contains($0.0) }.map(\.1).joined(separator: " ")
    return "{ \(block.contains("base:") ? "" : missing)\n\(block)\n}"
  }

  @Test("every example loads, and the captures beside it hold")
  func examples() throws {
    var profiles: [String: String] = [:]
    var last = ""
    for block in try Self.blocks() where !block.hasPrefix("devices:") {
      guard !block.hasPrefix("captures:") else {
        let (read, problems) = ProfileCaptureFile.read(
          "{ profile: \"acme\", \(block) }", file: "capture")
        #expect(problems.map(\.description) == [])
        for capture in try #require(read).captures {
          let profile = ProfileFile.read(
            Self.file(last), file: "example", choice: capture.choice
          ).0
          #expect(try capture.differences(from: #require(profile)) == [], "\(capture.name)")
        }
        continue
      }
      last = block
      let (profile, problems) = ProfileFile.read(
        Self.file(block), file: "example", bases: { name in profiles[name].map { (name, $0) } })
      #expect(problems.map(\.description) == [], "\(block)")
      if let profile { profiles[profile.name] = Self.file(block) }
    }
    #expect(profiles.count >= 4)
  }

  @Test("every key of the schema is on the page, and every key of its tables is in the schema")
  func keys() throws {
    let page = try String(
      contentsOf: Self.pages.appending(path: "ProfileReference.md"), encoding: .utf8)
    let schema = try JSONSerialization.jsonObject(with: Data(ProfileSchema.text.compact.utf8))
    var keys: Set<String> = []
    Self.collect(schema, into: &keys)
    let labels = Set(Quantity.vocabulary.flatMap(\.labels))
    let missing = keys.filter { key in
      !labels.contains(key) && !page.contains("`\(key)`") && !page.contains("\(key):")
    }
    #expect(missing.sorted() == [])
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let named = rows.flatMap { row in
      row.split(separator: "|")[0].split(separator: "`").filter { $0.first?.isLetter == true }
    }
    #expect(Set(named.map(String.init)).subtracting(keys) == [])
    #expect(named.count > 50)
  }

  /// Every name of a property in a schema.
  private static func collect(_ node: Any, into keys: inout Set<String>) {
    if let object = node as? [String: Any] {
      if let properties = object["properties"] as? [String: Any] {
        keys.formUnion(properties.keys)
      }
      for value in object.values { collect(value, into: &keys) }
    } else if let list = node as? [Any] {
      for value in list { collect(value, into: &keys) }
    }
  }
}
