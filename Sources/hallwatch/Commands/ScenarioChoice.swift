import Configuration
import Plant
import Simulation

/// Finds the scenario that a command line names.
enum ScenarioChoice {
  /// The scenario of a file, or of the binary; nil after showing what is wrong with it.
  ///
  /// - Throws: `UsageError` when there is none of that name.
  static func load(_ name: String, hall: Hall, console: Console) throws -> Scenario? {
    let (scenario, problems) = ScenarioFile.read(try text(name), file: name, hall: hall)
    if scenario == nil {
      console.show(problems, as: "error", .red)
      console.words("\(name): \(counted(problems.count, "mistake"))")
    }
    return scenario
  }

  private static func text(_ name: String) throws -> String {
    if let text = BuiltIn.scenario(name) { return text }
    let names = BuiltIn.scenarios.map(\.name)
    guard name.contains("/") || name.hasSuffix(".json5") else {
      throw UsageError("--scenario \(name): " + suggestion(for: name, among: names))
    }
    do {
      return try DiskSiteFiles().text(at: name)
    } catch {
      throw UsageError("--scenario \(name): \(error)")
    }
  }

  static let words = BuiltIn.scenarios.map(\.name)

  /// The names of the scenarios in the binary, for help.
  static var names: String { BuiltIn.scenarios.map(\.name).joined(separator: ", ") }
}
