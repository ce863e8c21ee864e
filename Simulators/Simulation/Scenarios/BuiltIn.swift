package import Configuration

/// The sites and scenarios that the binary carries.
package enum BuiltIn {
  /// The name of the site that the demo plays.
  package static let demoSite = "demo-hall"

  /// The scenarios by name and text, sorted.
  package static let scenarios: [(name: String, text: String)] = named(scenarioFiles)

  /// The sites by name and text, sorted.
  package static let sites: [(name: String, text: String)] = named(siteFiles)

  /// The text of a scenario; nil when the binary has none of that name.
  package static func scenario(_ name: String) -> String? {
    scenarios.first { $0.name == name }?.text
  }

  /// A site of the binary, validated.
  package static func site(_ name: String) -> (Site?, [ConfigurationProblem]) {
    let texts = sites.map { (path: "\($0.name).json5", text: $0.text) }
    let own = named(siteProfileFiles).map { (path: "profiles/\($0.name).json5", text: $0.text) }
    let files = HeldSiteFiles(texts + own)
    return SiteFile.load(path: "\(name).json5", files: files)
  }

  private static func named(
    _ files: [(name: String, text: StaticString)]
  ) -> [(name: String, text: String)] {
    files.map { file in
      (name: String(file.name.prefix { $0 != "." }), text: file.text.description)
    }
  }
}
