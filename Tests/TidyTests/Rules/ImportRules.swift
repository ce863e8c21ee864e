extension TidyRule {
  /// Imports follow the table of `Arrows`.
  static let imports = TidyRule(
    name: "every import is an arrow of the design",
    findings: { files in
      codeFindings(in: files, where: { $0.target != nil }) { file, line in
        guard let module = Arrows.importedModule(line), let name = file.target else { return nil }
        guard let target = Arrows.target(name) else {
          return "target \(name) is not in the table of arrows"
        }
        let allowed = target.imports.union(Arrows.outsideModules(target.kind))
        if module == name || allowed.contains(module) { return nil }
        return "\(name) may not import \(module)"
      }
    },
    faults: [
      [SourceFile(path: "Sources/Alarms/A.swift", text: "import Registers\n")],
      [SourceFile(path: "Sources/Polling/A.swift", text: "package import Glibc\n")],
      [SourceFile(path: "Sources/Agent/A.swift", text: "import Synchronization\n")],
      [SourceFile(path: "Sources/Web/A.swift", text: "internal import Foundation\n")],
      [SourceFile(path: "Sources/Web/A.swift", text: "import FoundationNetworking\n")],
      [SourceFile(path: "Sources/Runtime/A.swift", text: "import Dispatch\n")],
      [SourceFile(path: "Sources/Configuration/A.swift", text: "import struct Foundation.Date\n")],
      [SourceFile(path: "Simulators/Plant/A.swift", text: "@testable import Agent\n")],
      [SourceFile(path: "Sources/Newcomer/A.swift", text: "import Readings\n")],
    ],
    innocents: [
      [SourceFile(path: "Sources/Alarms/A.swift", text: "package import Readings\n")],
      [SourceFile(path: "Sources/Alarms/A.swift", text: "// import Registers\n")],
      [SourceFile(path: "Sources/Web/A.swift", text: "import Glibc\nimport Synchronization\n")],
      [SourceFile(path: "Sources/Registers/A.swift", text: "let a = \"\"\"\nimport B\n\"\"\"\n")],
    ])

  /// Package.swift declares the arrows of `Arrows`, no more, in the same order.
  static let manifest = TidyRule(
    name: "Package.swift lists the targets and arrows of the design in dataflow order",
    findings: { files in
      guard let text = files.first(where: { $0.path == "Package.swift" })?.text else {
        return ["there is no Package.swift"]
      }
      let declared = Manifest.targets(in: text).filter { Arrows.target($0.name) != nil }
      var findings = declared.flatMap { target in
        target.dependencies.subtracting(Arrows.target(target.name)?.imports ?? []).sorted()
          .map { "Package.swift: \(target.name) may not depend on \($0)" }
      }
      let order = Arrows.targets.filter { $0.kind != .buildTool }.map(\.name)
      let declaredOrder = declared.map(\.name).filter(order.contains)
      if declaredOrder != order {
        findings.append("Package.swift: targets stand as \(declaredOrder), not as \(order)")
      }
      if text.contains(".package" + "(") { findings.append("Package.swift: names a dependency") }
      return findings
    },
    faults: [
      [],
      [
        SourceFile(
          path: "Package.swift",
          text: ".target(name: \"Alarms\", dependencies: [\"Registers\"], swiftSettings: strict),")
      ],
      [
        SourceFile(
          path: "Package.swift",
          text: ".target(name: \"Readings\"),\n.target(name: \"Registers\"),")
      ],
    ])
}

/// What Package.swift declares, read as text.
private enum Manifest {
  static func targets(in text: String) -> [(name: String, dependencies: Set<String>)] {
    let openers = [".target(", ".executableTarget(", ".systemLibrary("]
    var found: [(at: String.Index, name: String, dependencies: Set<String>)] = []
    for opener in openers {
      for range in text.ranges(of: opener) {
        let body = text[range.upperBound...]
        guard let name = quoted(body).first else { continue }
        let end = body.firstRange(of: "\n    .")?.lowerBound ?? body.endIndex
        let declaration = body[..<end]
        var dependencies: Set<String> = []
        if let list = declaration.firstRange(of: "dependencies: [") {
          let rest = declaration[list.upperBound...]
          dependencies = Set(quoted(rest[..<(rest.firstIndex(of: "]") ?? rest.endIndex)]))
        }
        found.append((range.lowerBound, name, dependencies))
      }
    }
    return found.sorted { $0.at < $1.at }.map { ($0.name, $0.dependencies) }
  }

  private static func quoted(_ text: Substring) -> [String] {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.indices.filter { !$0.isMultiple(of: 2) }.map { String(parts[$0]) }
  }
}
