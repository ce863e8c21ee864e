import Foundation
import PackagePlugin

/// Turns the data folders of a target into one generated Swift file, so that the binary carries
/// them and adding a device family, a scenario or a site is adding one file.
///
/// A bundle would have to be installed beside the binary, and `.embedInCode` takes several times
/// as long to compile.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
  /// Which folders belong to which target: (folder below the package root, name of the constant).
  static let foldersByTarget: [String: [(folder: String, constant: String)]] = [
    "DeviceProfiles": [
      ("Sources/DeviceProfiles/Catalog", "catalogFiles"),
      ("Sources/DeviceProfiles/Captures", "captureFiles"),
    ],
    "DashboardFiles": [
      ("Dashboards/Prometheus", "prometheusFiles"), ("Dashboards/Redundant", "redundantFiles"),
    ],
    "StatusPage": [("Sources/StatusPage/Assets", "pageAssets")],
    "Simulation": [
      ("Simulators/Scenarios", "scenarioFiles"), ("Simulators/Sites", "siteFiles"),
      ("Simulators/Seeds", "seedFiles"), ("Simulators/Profiles", "siteProfileFiles"),
    ],
  ]

  /// The kinds of files that are data. Anything else in a folder is no part of it.
  static let embedded: Set<String> = ["json5", "css", "js", "yml"]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let tool = try context.tool(named: "EmbedFiles")
    if target.name == "hallwatch" {
      return [embedCommit(of: context.package.directoryURL, context, tool)]
    }
    guard let folders = Self.foldersByTarget[target.name] else { return [] }
    return try folders.map { folder, constant in
      let directory = context.package.directoryURL.appending(path: folder)
      let inputs = try FileManager.default
        .contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        .filter { Self.embedded.contains($0.pathExtension) }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
      let output = context.pluginWorkDirectoryURL.appending(path: "\(constant).swift")
      return .buildCommand(
        displayName: "Embedding \(folder)",
        executable: tool.url,
        arguments: [constant, output.path] + inputs.map(\.path),
        inputFiles: inputs,
        outputFiles: [output])
    }
  }
  /// The commit goes in as text, so the file is written anew only when it is another.
  private func embedCommit(
    of package: URL, _ context: PluginContext, _ tool: PluginContext.Tool
  ) -> Command {
    let commit = Checkout(at: package).commit ?? "unknown"
    let output = context.pluginWorkDirectoryURL.appending(path: "embeddedCommit.swift")
    return .buildCommand(
      displayName: "Embedding the commit", executable: tool.url,
      arguments: ["--text", "embeddedCommit", output.path, String(commit.prefix(12))],
      inputFiles: [], outputFiles: [output])
  }
}

/// What git's own files say of a checkout: plain clones and work trees, loose and packed refs.
private struct Checkout {
  private let directory: URL
  private let shared: URL

  init(at root: URL) {
    let dotGit = root.appending(path: ".git")
    var directory = dotGit
    if let pointer = Self.text(dotGit), pointer.hasPrefix("gitdir: ") {
      directory = URL(fileURLWithPath: String(pointer.dropFirst(8)), relativeTo: root)
    }
    self.directory = directory
    let common = Self.text(directory.appending(path: "commondir"))
    shared = common.map { URL(fileURLWithPath: $0, relativeTo: directory) } ?? directory
  }

  /// The hash of the commit that is checked out; nil outside a checkout.
  var commit: String? {
    guard let head = Self.text(directory.appending(path: "HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return head }
    let name = String(head.dropFirst(5))
    if let hash = Self.text(shared.appending(path: name)) { return hash }
    let packed = Self.text(shared.appending(path: "packed-refs")) ?? ""
    return packed.split(separator: "\n").first { $0.hasSuffix(" " + name) }
      .map { String($0.prefix { $0 != " " }) }
  }

  private static func text(_ url: URL) -> String? {
    (try? String(contentsOf: url, encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
