import Agent
import Configuration
import DeviceProfiles

/// Shows and tests the device families that the binary carries.
enum ProfilesCommand: Command {
  static let name = "profiles"
  static let summary = "list, show, test or import device profiles"
  static let parameters = Parameters(
    positionals: [
      .init(
        name: "ACTION", help: "list, show, test, import, schema or vocabulary",
        choices: ["list", "show", "test", "import", "schema", "vocabulary"]),
      .init(
        name: "NAME|FILE", help: "a profile of the catalogue, a profile file, or a spreadsheet",
        isRequired: false),
    ],
    options: [.init(name: "json", help: "with list and show: for machines")])
  static let examples: [(line: String, meaning: String)] = [
    ("profiles list", "every device family with class, points and confidence"),
    ("profiles show eastron-sdm630", "its registers, units, series and alarms"),
    ("profiles test", "run the golden captures of the whole catalogue"),
    ("profiles test ./my-meter.json5", "validate a file and run my-meter.capture.json5 beside it"),
    ("profiles schema > profile.schema.json", "a JSON Schema, for editors"),
    ("profiles import my-meter.csv > my-meter.json5", "a draft from a spreadsheet of registers"),
  ]
  static let details = """
    A name with a slash or ending in .json5 is a file. Exit code of test: 0 everything holds;
    1 a capture differs; 2 the file is not valid; 3 the profile is valid but has no capture.
    import takes commas, semicolons or tabs and a header that names address and name; further columns
    (table, type, word order, scale, unit, values, R/W) are found by their usual names. The draft goes
    to standard output; what it assumed and left out goes to standard error. Exit code 3 when rows
    were left out.
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
    case "schema":
      if let name { throw UsageError("unexpected `\(name)`; profiles schema takes no name") }
      console.data(ProfileSchema.text.indented)
      return .done
    case "vocabulary":
      if let name { throw UsageError("unexpected `\(name)`; profiles vocabulary takes no name") }
      console.data(VocabularyPage.text(ProfileCatalogue.load()))
      return .done
    case "import":
      if asJSON { throw UsageError("profiles import has no --json") }
      guard let name else { throw UsageError("FILE is missing: profiles import meter.csv") }
      return try importSheet(name, console: console)
    default:
      throw UsageError(
        "unknown action \(action); "
          + suggestion(
            for: action, among: ["list", "show", "test", "import", "schema", "vocabulary"]))
    }
  }

  private static func importSheet(_ path: String, console: Console) throws -> ExitCode {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.split(separator: ".").dropLast().joined(separator: ".")
    let sheet = RegisterSheet(try text(of: path), name: stem.isEmpty ? file : stem)
    for line in sheet.assumptions { console.words("assumed: \(line)") }
    for line in sheet.skipped { console.words("left out: \(line)") }
    guard let draft = sheet.draft else { return .invalid }
    console.data(String(draft.dropLast()))
    console.words(
      "\(counted(sheet.pointCount, "point")), \(counted(sheet.assumptions.count, "assumption")), "
        + "\(counted(sheet.skipped.count, "row")) left out")
    return sheet.skipped.isEmpty ? .done : .partlyDone
  }

  /// The profile of a name or file; nil after printing the mistakes of the file.
  private static func find(_ name: String, console: Console) throws -> DeviceProfile? {
    guard isFile(name) else {
      if let profile = ProfileCatalogue.named(name) { return profile }
      let known = ProfileCatalogue.load().map(\.name)
      throw UsageError(
        "no profile \(name) in the catalogue; " + suggestion(for: name, among: known))
    }
    let (profile, problems) = ProfileFile.read(try text(of: name), file: name)
    console.show(problems, as: "error", .red)
    return profile
  }

  private static func text(of path: String) throws -> String {
    do {
      return try DiskSiteFiles().text(at: path)
    } catch {
      throw UsageError("\(path): \(error)")
    }
  }

  /// The profile for the device of a capture.
  private static func chosen(
    _ profile: DeviceProfile, _ choice: ProfileChoice, _ source: (name: String, text: String)?
  ) -> DeviceProfile? {
    guard choice != ProfileChoice(), let source else { return profile }
    return ProfileFile.read(source.text, file: source.name, choice: choice).0
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
    for (place, profile) in profiles.enumerated() {
      // Each family has a line of its own among the data; who has that elsewhere sees how far it is.
      if profiles.count > 1, console.dataColumns == nil {
        console.progress?("testing \(profile.name), \(place + 1) of \(profiles.count) families")
      }
      let source =
        try name.flatMap { isFile($0) ? (name: $0, text: try text(of: $0)) : nil }
        ?? ProfileCatalogue.source(of: profile.name)
      let result = try test(
        profile, source, captures: captures(of: profile, named: name), console)
      if result == .failed || worst == .done { worst = result }
    }
    console.progress?("")
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
    _ profile: DeviceProfile, _ source: (name: String, text: String)?,
    captures file: (name: String, text: String)?, _ console: Console
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
      let differences =
        chosen(profile, capture.choice, source).map { capture.differences(from: $0) }
        ?? ["the profile is not valid with the options of the capture"]
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
