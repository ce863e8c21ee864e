import Agent
import Configuration
import DeviceProfiles

/// Shows and tests the device families that the binary carries.
enum ProfilesCommand: Command {
  static let name = "profiles"
  static let summary = "list, show or test device profiles"
  static let parameters = Parameters(
    positionals: [
      .init(name: "ACTION", help: "list, show or test"),
      .init(
        name: "NAME|FILE", help: "a profile of the catalogue, or a profile file", isRequired: false),
    ],
    options: [.init(name: "json", help: "with list and show: for machines")])
  static let examples: [(line: String, meaning: String)] = [
    ("profiles list", "every device family with class, points and confidence"),
    ("profiles show eastron-sdm630", "its registers, units, series and alarms"),
    ("profiles test", "run the golden captures of the whole catalogue"),
    ("profiles test ./my-meter.json5", "validate a file and run my-meter.capture.json5 beside it"),
  ]
  static let details = """
    A name with a slash or ending in .json5 is a file. Exit code of test: 0 everything holds;
    1 a capture differs; 2 the file is not valid; 3 the profile is valid but has no capture.
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let action = arguments.positional(0) ?? ""
    let name = arguments.positional(1)
    let asJSON = arguments.has("json")
    switch action {
    case "list":
      if let name { throw UsageError("unexpected `\(name)`; profiles list takes no name") }
      console.data(
        asJSON
          ? ProfileJSON.list(ProfileCatalogue.load()).indented
          : ProfileTable.list(ProfileCatalogue.load()))
      return .done
    case "show":
      guard let name else {
        throw UsageError("NAME is missing: profiles show eastron-sdm630")
      }
      guard let profile = try find(name, console: console) else { return .invalid }
      console.data(
        asJSON ? ProfileJSON.show(profile).indented : ProfileTable.show(profile))
      return .done
    case "test":
      if asJSON { throw UsageError("profiles test has no --json") }
      return try test(name, console: console)
    default:
      throw UsageError(
        "unknown action \(action); "
          + suggestion(for: action, among: ["list", "show", "test"]))
    }
  }

  /// The profile of a name or file; nil after printing the mistakes of the file.
  private static func find(_ name: String, console: Console) throws -> DeviceProfile? {
    guard isFile(name) else {
      if let profile = ProfileCatalogue.named(name) { return profile }
      let known = ProfileCatalogue.load().map(\.name)
      throw UsageError(
        "no profile \(name) in the catalogue; " + suggestion(for: name, among: known))
    }
    let text: String
    do {
      text = try DiskSiteFiles().text(at: name)
    } catch {
      throw UsageError("\(name): \(error)")
    }
    let (profile, problems) = ProfileFile.read(text, file: name)
    console.show(problems, as: "error", .red)
    return profile
  }

  private static func isFile(_ name: String) -> Bool {
    name.contains("/") || name.hasSuffix(".json5")
  }

  private static func test(_ name: String?, console: Console) throws -> ExitCode {
    let profiles: [DeviceProfile]
    if let name {
      guard let profile = try find(name, console: console) else { return .invalid }
      profiles = [profile]
    } else {
      console.show(ProfileCatalogue.problems, as: "error", .red)
      guard ProfileCatalogue.problems.isEmpty else { return .failed }
      profiles = ProfileCatalogue.load()
    }
    var worst = ExitCode.done
    for profile in profiles {
      let result = try test(profile, captures: captures(of: profile, named: name), console)
      if result == .failed || worst == .done { worst = result }
    }
    return worst
  }

  /// The capture file of a profile: of the catalogue, or beside its own file.
  private static func captures(of profile: DeviceProfile, named name: String?)
    -> (name: String, text: String)?
  {
    guard let name, isFile(name) else { return ProfileCatalogue.captures(of: profile.name) }
    let stem = name.hasSuffix(".json5") ? String(name.dropLast(6)) : name
    let path = stem + ".capture.json5"
    return (try? DiskSiteFiles().text(at: path)).map { (name: path, text: $0) }
  }

  private static func test(
    _ profile: DeviceProfile, captures file: (name: String, text: String)?, _ console: Console
  ) throws -> ExitCode {
    guard let file else {
      console.words(
        "\(profile.name): the profile is valid, but there is no capture to test it with")
      return .partlyDone
    }
    let (read, problems) = ProfileCaptureFile.read(file.text, file: file.name)
    console.show(problems, as: "error", .red)
    guard let read else { return .failed }
    guard read.profile == profile.name else {
      console.words("\(file.name): captures of \(read.profile), expected \(profile.name)")
      return .failed
    }
    var failures = 0
    for capture in read.captures {
      let differences = capture.differences(from: profile)
      for difference in differences {
        console.data("FAIL \(profile.name) \(capture.name): \(difference)")
      }
      if !differences.isEmpty { failures += 1 }
    }
    guard failures == 0 else { return .failed }
    console.data(
      "ok   \(profile.name): \(counted(profile.points.count, "point")), "
        + counted(read.captures.count, "capture"))
    return .done
  }
}
