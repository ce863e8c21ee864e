extension TidyRule {
  /// The top level is closed; everything has its place below it.
  static let topLevel = TidyRule(
    name: "the top level holds the fixed entries only",
    findings: { files in
      let fixed: Set<Substring> = [
        "Package.swift", "README.md", "Sources", "Tests", "Simulators", "Dashboards",
      ]
      return files.compactMap { file in
        guard let top = file.path.split(separator: "/").first else { return nil }
        return fixed.contains(top) || top.hasPrefix(".") ? nil : "\(file.path) is out of place"
      }
    },
    faults: [[SourceFile(path: "docs/notes.md", text: "")], [SourceFile(path: "x.c", text: "")]])

  /// A name that says nothing collects everything.
  static let fileNames = TidyRule(
    name: "no file is called after a drawer",
    findings: { files in
      let drawers = ["Utils", "Util", "Helpers", "Helper", "Common", "Manager", "Misc", "Base"]
      return files.filter { $0.isSwift && drawers.contains(where: $0.baseName.hasSuffix) }
        .map { "\($0.path): say what it holds" }
    },
    faults: [[SourceFile(path: "Sources/Web/SocketUtils.swift", text: "")]])

  /// What is committed runs anywhere.
  static let machinePaths = TidyRule(
    name: "no path of the machine it was written on is committed",
    findings: { files in
      let everywhere = ["work", "root", "farm"].map { "/\($0)/" }
      return files.flatMap { file in
        let scratch = file.target == nil ? [] : ["/" + "tmp/"]
        return (everywhere + scratch).filter(file.text.contains).map { "\(file.path): \($0)" }
      }
    },
    faults: [
      [SourceFile(path: "README.md", text: "cd /" + "root/hallwatch")],
      [SourceFile(path: "Sources/Web/A.swift", text: "open(\"/" + "tmp/a\")")],
    ])

  /// Nothing is left for later without being written on the issue instead.
  static let openEnds = TidyRule(
    name: "nothing is left open in the code",
    findings: { files in
      let marks = [
        "TO" + "DO", "FIX" + "ME", "X" + "XX", "un" + "implemented", "XCT" + "Skip",
        "." + "disabled(", "fatalError(\"" + "not", "fatalError(\"" + "un",
      ]
      return files.filter { $0.target != nil || $0.path.hasPrefix("Tests/") }.flatMap { file in
        marks.filter(file.text.contains).map { "\(file.path): says \($0)" }
      }
    },
    faults: [[SourceFile(path: "Sources/Web/A.swift", text: "// TO" + "DO: the other half")]])

  /// The page a newcomer reads stays one that is read.
  static let readmeLength = TidyRule(
    name: "README has at most 120 lines",
    findings: { files in
      guard let text = files.first(where: { $0.path == "README.md" })?.text else {
        return ["there is no README.md"]
      }
      let count = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      return count <= 120 ? [] : ["README.md has \(count) lines"]
    },
    faults: [
      [], [SourceFile(path: "README.md", text: String(repeating: "line\n", count: 121))],
    ],
    innocents: [[SourceFile(path: "README.md", text: String(repeating: "line\n", count: 120))]])

  /// Data that nothing reads or tests is dead; a file of another kind would not be embedded.
  static let dataFiles = TidyRule(
    name: "every profile, scenario and site file is embedded and used",
    findings: { files in
      let folders = [
        "Sources/DeviceProfiles/Catalog/", "Simulators/Scenarios/", "Simulators/Sites/",
        "Simulators/Profiles/", "Simulators/Seeds/",
      ]
      return files.filter { file in folders.contains(where: file.path.hasPrefix) }
        .compactMap { file in
          if !file.path.hasSuffix(".json5") { return "\(file.path): only .json5 is embedded" }
          let isNamed = files.contains {
            $0.path != file.path && $0.text.contains(file.baseName)
          }
          return isNamed ? nil : "\(file.path): nothing names \(file.baseName)"
        }
    },
    faults: [
      [SourceFile(path: "Simulators/Scenarios/flood-at-night.json5", text: "{}")],
      [
        SourceFile(path: "Sources/DeviceProfiles/Catalog/meter.json", text: "{}"),
        SourceFile(path: "Tests/A.swift", text: "meter"),
      ],
    ],
    innocents: [
      [
        SourceFile(path: "Simulators/Sites/small.json5", text: "{}"),
        SourceFile(path: "Tests/A.swift", text: "simulate small"),
      ]
    ])
}
