import Floors
import Foundation

// Benchmarks: what hallwatch costs against the least that the same job can cost here. Floor and
// product run in turn, several times, and medians are compared; a ratio holds on another machine
// where a time does not. Nothing here is a test; `bars` says which bars are met, in eight minutes.

let arguments = Array(CommandLine.arguments.dropFirst())

func number(_ place: Int) -> Int32 { Int32(arguments[place])! }

switch arguments.first {
case "farm":
  exit(floors_farm(number(1), number(2), arguments[3], number(4)))
case "poll": exit(floors_poll(number(1), number(2), number(3)))
case "poll-raw": exit(floors_poll_raw(number(1), number(2), number(3)))
case "poll-threads": exit(floors_poll_threads(number(1), number(2), number(3), 8))
case "paced-bus": exit(floors_bus(number(1)))
case "page": exit(floors_page(arguments[1]))
default: break
}

let parts = ["bars", "plans", "polling", "peers", "trouble", "bus", "scraping", "status"]
guard Set(arguments).isSubset(of: parts + ["--quick"]) else {
  FileHandle.standardError.write(
    Data("usage: Benchmarks [--quick] [\(parts.joined(separator: "] ["))]\n".utf8))
  exit(2)
}
let isQuick = arguments.contains("--quick")
let chosen = Set(arguments).subtracting(["--quick"])
do {
  guard FileManager.default.isExecutableFile(atPath: Product.program.path) else {
    throw BenchmarkError("\(Product.program.path) is not built: swift build -c release")
  }
  func wants(_ part: String) -> Bool { chosen.isEmpty || chosen.contains(part) }
  let (repeats, seconds) = isQuick ? (1, 4.0) : (3, 6.0)
  if chosen.contains("bars") {
    var table = BarTable(repeats: repeats, seconds: isQuick ? 2 : 3)
    guard try table.run() else { exit(1) }
  }
  if wants("plans") { try PlanTable().run() }
  if wants("polling") { try PollingBenchmark(repeats: repeats, seconds: seconds).run() }
  if wants("peers") { try PeerBenchmark(repeats: repeats, seconds: seconds).run() }
  if wants("trouble") { try TroubleBenchmark(repeats: repeats, seconds: seconds).run() }
  if wants("bus") { try BusBenchmark(repeats: repeats, seconds: seconds).run() }
  if wants("scraping") { try ScrapingBenchmark(repeats: repeats).run() }
  if wants("status") { try StatusPageBenchmark(repeats: repeats).run() }
} catch {
  FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
  exit(1)
}
