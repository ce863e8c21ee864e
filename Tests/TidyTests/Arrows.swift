/// The arrows of the design: which target may import which. Package.swift may not list more, and
/// no file may import more, because SwiftPM lets an undeclared import of a built module through.
enum Arrows {
  enum Kind {
    /// The standard library only.
    case pure
    /// Bytes in, values out: FoundationEssentials at most.
    case parsing
    /// Touches the world.
    case edge
    /// A module map over C headers; holds no Swift.
    case cLibrary
    /// Runs while building and is no part of the product.
    case buildTool
  }

  struct Target {
    var name: String
    var kind: Kind
    var imports: Set<String>
  }

  private static let core: Set<String> = [
    "Registers", "Readings", "DeviceProfiles", "Polling", "Alarms", "Exposition", "Agent",
  ]

  /// In the order in which data flows.
  static let targets: [Target] = [
    Target(name: "Registers", kind: .pure, imports: []),
    Target(name: "Readings", kind: .pure, imports: []),
    Target(name: "DeviceProfiles", kind: .pure, imports: ["Registers", "Readings"]),
    Target(name: "Polling", kind: .pure, imports: ["Registers", "Readings", "DeviceProfiles"]),
    Target(name: "Alarms", kind: .pure, imports: ["Readings"]),
    Target(name: "Exposition", kind: .pure, imports: []),
    Target(name: "Digests", kind: .pure, imports: []),
    Target(name: "Agent", kind: .pure, imports: core.subtracting(["Agent"])),
    Target(name: "Notification", kind: .pure, imports: ["Readings", "Alarms", "Agent"]),
    Target(
      name: "StatusPage", kind: .pure,
      imports: core.subtracting(["Exposition"]).union(["Digests"])),
    Target(name: "DashboardFiles", kind: .pure, imports: ["DeviceProfiles", "Agent"]),
    Target(
      name: "Configuration", kind: .parsing,
      imports: core.subtracting(["Exposition"]).union(["Digests", "Notification"])),
    Target(name: "CModbus", kind: .cLibrary, imports: []),
    Target(name: "CLinux", kind: .cLibrary, imports: []),
    Target(
      name: "ModbusLink", kind: .edge, imports: ["Registers", "Readings", "CModbus", "CLinux"]),
    Target(name: "Journal", kind: .edge, imports: ["Digests", "CLinux"]),
    Target(name: "Web", kind: .edge, imports: ["CLinux"]),
    Target(
      name: "Control", kind: .edge,
      imports: ["Readings", "Agent", "Configuration", "ModbusLink", "Journal", "CLinux"]),
    Target(
      name: "Runtime", kind: .edge,
      imports: core.union(["Notification", "StatusPage", "ModbusLink", "Journal", "Web", "CLinux"])),
    Target(name: "Plant", kind: .pure, imports: ["Registers", "Readings", "DeviceProfiles"]),
    Target(name: "WireFaults", kind: .pure, imports: ["Readings"]),
    Target(
      name: "Simulation", kind: .parsing,
      imports: core.union(["Notification", "Configuration", "Digests", "Plant", "WireFaults"])),
    Target(
      name: "PlantServer", kind: .edge, imports: ["Registers", "Readings", "Plant", "CLinux"]),
    Target(
      name: "WireFaultServer", kind: .edge, imports: ["Readings", "CLinux", "WireFaults"]),
    Target(
      name: "hallwatch", kind: .edge,
      imports: core.union([
        "Notification", "DashboardFiles", "Configuration", "ModbusLink", "Journal", "Web",
        "Control", "Runtime", "Plant", "Simulation", "PlantServer", "CModbus", "CLinux",
      ])),
    Target(name: "EmbedFiles", kind: .buildTool, imports: []),
    Target(name: "EmbedFilesPlugin", kind: .buildTool, imports: ["EmbedFiles"]),
  ]

  static func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  static func isPure(_ name: String?) -> Bool {
    name.flatMap(target).map { $0.kind == .pure } ?? false
  }

  /// Modules from outside the package that a kind of target may import.
  static func outsideModules(_ kind: Kind) -> Set<String> {
    switch kind {
    case .pure, .cLibrary: []
    case .parsing: ["FoundationEssentials"]
    case .edge: ["FoundationEssentials", "Glibc", "Synchronization"]
    case .buildTool: ["Foundation", "FoundationEssentials", "Glibc", "PackagePlugin"]
    }
  }

  /// The module that a line of code imports, if it is an import line.
  static func importedModule(_ line: Substring) -> String? {
    let modifiers: Set<Substring> = [
      "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency",
      "@_exported", "@_spi", "@_implementationOnly",
    ]
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "func", "protocol", "typealias", "let", "var",
    ]
    var words = line.split { $0 == " " || $0 == ";" || $0 == "\t" }[...]
    while let first = words.first, modifiers.contains(first) { words = words.dropFirst() }
    guard words.first == "import" else { return nil }
    words = words.dropFirst()
    if let kind = words.first, kinds.contains(kind) { words = words.dropFirst() }
    return words.first?.split(separator: ".").first.map(String.init)
  }
}
