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
    "Simulation": [
      ("Simulators/Scenarios", "scenarioFiles"), ("Simulators/Sites", "siteFiles"),
    ],
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let folders = Self.foldersByTarget[target.name] else { return [] }
    let tool = try context.tool(named: "EmbedFiles")
    return try folders.map { folder, constant in
      let directory = context.package.directoryURL.appending(path: folder)
      let inputs = try FileManager.default
        .contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "json5" }
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
}
