import Foundation

/// What a real browser shows of the status page: Chromium as Debian ships it, driven by Playwright,
/// judged by axe.
struct BrowserLook: Decodable {
  var name: String
  var title: String
  var summary: String
  /// The text of each alarm, from the top.
  var alarms: [String]
  /// The elements of the power chain as they are drawn or listed: `live`, `dead` or `doubt` by name.
  var nodes: [String: String]
  /// The tiles of the glance.
  var glance: [String]
  var rooms: [String]
  /// The rooms that are shown to be in danger.
  var danger: [String]
  var banners: [String]
  /// What the browser wrote to its console.
  var console: [String]
  /// What axe finds wrong with names, roles, contrast and structure.
  var violations: [String]
  var scrollsSideways: Bool
  /// Whether text of a device or a site file ran as script.
  var hacked: Bool

  enum CodingKeys: String, CodingKey {
    case name, title, summary, alarms, nodes, glance, rooms, danger, banners, console, violations,
      hacked
    case scrollsSideways = "scrolls_sideways"
  }

  /// Looks at a page at phone and desktop width, light and dark. Pictures go into the folder.
  static func all(at path: String = "/", port: UInt16, in folder: ScratchFolder) async throws
    -> [BrowserLook]
  {
    let result = try await ChildProcess.run(
      Programs.python(), try arguments(path, port, folder), within: .seconds(240))
    guard result.status == 0 else { throw HarnessError("the browser failed: \(result.errors)") }
    return try JSONDecoder().decode([BrowserLook].self, from: Data(result.output.utf8))
  }

  /// A browser that looks until the page says that nobody answers.
  static func untilLost(port: UInt16, in folder: ScratchFolder) throws -> ChildProcess {
    try ChildProcess(
      Programs.python(), try arguments("/", port, folder) + ["--lost"], in: folder)
  }

  private static func arguments(_ path: String, _ port: UInt16, _ folder: ScratchFolder) throws
    -> [String]
  {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") else {
      throw HarnessError("no Chromium: install the package chromium")
    }
    return [
      Programs.scripts.appending(path: "look_at_page.py").path, "http://127.0.0.1:\(port)\(path)",
      folder.url.path,
    ]
  }
}
