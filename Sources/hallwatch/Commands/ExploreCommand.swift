import Configuration
import ModbusLink
import Readings
import Simulation

/// Searches, by simulation from numbered seeds, for anything that breaks a promise.
enum ExploreCommand: Command {
  static let name = "explore"
  static let summary = "search for a broken promise by deterministic simulation under faults"
  static let parameters = Parameters(options: [
    .init(name: "seeds", value: "N", help: "how many seeds to play (100)"),
    .init(name: "seed", value: "S", help: "the first seed, or the only one without --seeds"),
    .init(name: "minutes", value: "M", help: "end after so many minutes of your time"),
    .init(name: "trouble", value: "T", help: "how long things go wrong; else the seed decides"),
    .init(name: "only", value: "LIST", help: "the disturbances that happen, such as 2,5 or none"),
    .init(name: "defect", value: "NAME", help: "plant a mistake: \(defectNames)"),
    .init(name: "jobs", value: "J", help: "seeds at a time, a thread each (1)"),
    .init(name: "keep-going", value: nil, help: "go on after a broken promise"),
    .init(name: "log", value: nil, help: "print the event log of one seed"),
    .init(name: "site", value: nil, help: "print the site file of one seed"),
  ])
  static let examples: [(line: String, meaning: String)] = [
    ("explore", "a hundred seeds from 1 on"),
    ("explore --seed 5000 --seeds 10000", "ten thousand from 5000 on"),
    ("explore --seed 42 --only 3,7 --log", "one run again, with two of its disturbances"),
  ]
  static let details = """
    A seed draws a site, its plant and all that happens: faults of the wire, of devices, of the disk
    and the clock, kills of the process, acts of people, changes of the site file. The real agent
    runs through it in virtual time, and checkers that know the truth watch each promise. When one
    breaks, the run is shrunk to the fewest disturbances that break it, and the command that plays
    it again is printed. The same command gives the same event log, byte for byte. Exit code 1 when
    a promise broke.
    """

  static func run(_ arguments: Arguments, console: Console) throws -> ExitCode {
    let first = try arguments.integer("seed", in: 0...Int.max - 1_000_000_000)
    let few = first == nil ? (arguments.string("minutes") == nil ? 100 : 1_000_000_000) : 1
    let count = try arguments.integer("seeds", in: 1...1_000_000_000) ?? few
    let search = SeedSearch(
      console: console, trouble: try arguments.duration("trouble"),
      only: try arguments.string("only").map(list), defect: try defect(arguments),
      jobs: try arguments.integer("jobs", in: 1...256) ?? 1,
      keepsGoing: arguments.has("keep-going"))
    let seeds = UInt64(first ?? 1)..<UInt64(first ?? 1) + UInt64(count)
    if count == 1 {
      return try search.show(
        seeds.lowerBound, log: arguments.has("log"), site: arguments.has("site"))
    }
    let limit = try arguments.number("minutes", in: 0.01...1e6)
      .map { MonotonicClock.now + .seconds(60) * $0 }
    return try search.run(seeds, until: limit)
  }

  private static var defectNames: String {
    PlantedDefect.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func defect(_ arguments: Arguments) throws -> PlantedDefect? {
    guard let name = arguments.string("defect") else { return nil }
    guard let defect = PlantedDefect(rawValue: name) else {
      throw UsageError(
        "--defect \(name): "
          + suggestion(for: name, among: PlantedDefect.allCases.map(\.rawValue)))
    }
    return defect
  }

  private static func list(_ text: String) throws -> Set<Int> {
    if text == "none" { return [] }
    return try Set(
      text.split(separator: ",").map { word in
        guard let number = Int(word), number >= 0 else {
          throw UsageError("--only \(text): expected numbers with commas between, or none")
        }
        return number
      })
  }
}
