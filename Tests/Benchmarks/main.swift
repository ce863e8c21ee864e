import Floors
import Foundation

// Benchmarks: what hallwatch costs against the least that the same job can cost here. Floor and
// product run in turn, several times, and medians are compared; a ratio holds on another machine
// where a time does not. Nothing here is a test.

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "farm": exit(floors_farm(Int32(arguments[1])!))
case "poll": exit(floors_poll(Int32(arguments[1])!, Int32(arguments[2])!, Int32(arguments[3])!))
case "page": exit(floors_page(arguments[1]))
default: break
}

guard Set(arguments).isSubset(of: ["--quick", "polling", "scraping"]) else {
  FileHandle.standardError.write(
    Data("usage: Benchmarks [--quick] [polling] [scraping]\n".utf8))
  exit(2)
}
let isQuick = arguments.contains("--quick")
let chosen = Set(arguments).subtracting(["--quick"])
do {
  guard FileManager.default.isExecutableFile(atPath: Product.program.path) else {
    throw BenchmarkError("\(Product.program.path) is not built: swift build -c release")
  }
  if chosen.isEmpty || chosen.contains("polling") {
    try PollingBenchmark(repeats: isQuick ? 1 : 3, seconds: isQuick ? 4 : 10).run()
  }
  if chosen.isEmpty || chosen.contains("scraping") {
    try ScrapingBenchmark(repeats: isQuick ? 1 : 3).run()
  }
} catch {
  FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
  exit(1)
}
