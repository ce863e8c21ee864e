import Testing

/// The shape, style and promises of the tree that a reader could check by eye, checked by machine.
@Suite("The tree")
struct TidyTests {
  static let rules: [TidyRule] = [
    .imports, .manifest, .purity, .order, .readOnly, .functionCodes, .topLevel, .fileNames,
    .machinePaths, .openEnds, .readmeLength, .dataFiles, .functionLength,
  ]

  @Test("the tree keeps the rule", arguments: rules)
  func treeKeepsRule(_ rule: TidyRule) {
    #expect(!SourceTree.files.isEmpty)
    for finding in rule.findings(SourceTree.files) { Issue.record("\(finding)") }
  }

  @Test("the rule finds what breaks it", arguments: rules)
  func ruleCanFail(_ rule: TidyRule) {
    #expect(!rule.faults.isEmpty)
    for (number, fault) in rule.faults.enumerated() {
      #expect(!rule.findings(fault).isEmpty, "planted fault \(number) is not found")
    }
  }

  @Test("the rule lets pass what only looks like a fault", arguments: rules)
  func ruleIsFair(_ rule: TidyRule) {
    for (number, innocent) in rule.innocents.enumerated() {
      #expect(rule.findings(innocent) == [], "innocent \(number)")
    }
  }

  @Test("every target of the table has a folder, and every folder of sources is a target")
  func targetsAndFolders() {
    let folders = Set(SourceTree.files.compactMap(\.target))
    let data: Set<String> = ["Scenarios", "Sites", "Seeds", "Profiles"]
    #expect(folders.subtracting(data) == Set(Arrows.targets.map(\.name)))
  }
}
