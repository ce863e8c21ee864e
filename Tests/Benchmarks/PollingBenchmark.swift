import Foundation

/// Processor time of one poll of one device, every device once a second, against three floors.
struct PollingBenchmark {
  var repeats: Int
  var seconds: Double

  /// The floors, by the name under which this program becomes one.
  private static let floors = ["poll", "poll-raw", "poll-threads"]

  private struct Cell {
    var floors: [[Double]] = PollingBenchmark.floors.map { _ in [] }
    var floorPauses: [Double] = []
    var windows: [Window] = []
    var memory: [Double] = []
    var overruns = 0.0
    var threads = 0
    var series = 0
  }

  func run() throws {
    print("Processor time per device poll in µs, every device once a second; medians of \(repeats)")
    print(
      "devices×points  hybrid    raw threads hallwatch | to hybrid   raw threads | core %"
        + " | done/asked requests connections p99 ms (hybrid's) | overruns  series RSS MiB threads")
    for (devices, points) in [(10, 20), (100, 20), (500, 20), (500, 100), (1000, 100)] {
      try show(cell(devices: devices, points: points), devices: devices, points: points)
    }
    print(
      "hybrid: one thread, epoll, libmodbus; raw: epoll, framing of its own; threads: 8, blocking")
    print(
      "libmodbus calls. All in 20 slots; they read and do nothing with it. hallwatch: with a limit")
    print(
      "on every point, nobody scraping. p99: how far off the second, of 100 intervals the worst.\n")
  }

  private func cell(devices: Int, points: Int) throws -> Cell {
    let farm = try Farm(devices: devices)
    var cell = Cell()
    for _ in 0..<repeats {
      for (place, name) in Self.floors.enumerated() {
        let window = try Self.floor(name, farm, points: points, seconds: seconds)
        cell.floors[place].append(window.microsecondsPerPoll)
        if place == 0 { cell.floorPauses.append(abs(window.report.p99 - 1000)) }
      }
      let product = try Product(
        ports: farm.ports, points: points, interval: "1s", maximumAge: "15s", hasAlarms: true)
      cell.windows.append(
        try Window(of: product.child, on: farm, devices: devices, seconds: seconds))
      cell.overruns += try product.total("hallwatch_device_overruns_total")
      cell.memory.append(Double(try product.child.status("VmRSS")) / 1024)
      cell.threads = max(cell.threads, try product.child.status("Threads"))
      cell.series = try product.seriesCount()
      product.child.stop()
    }
    return cell
  }

  /// What one of the floors does to a farm, by the name under which this program becomes it.
  static func floor(
    _ name: String, _ farm: Farm, points: Int, seconds: Double
  ) throws -> Window {
    let count = String(farm.ports.count)
    let child = try Child.floor([name, count, String(SiteText.registers(points: points)), "1000"])
    child.write(farm.ports.map { "\($0)\n" }.joined())
    _ = try child.line()
    let window = try Window(of: child, on: farm, devices: farm.ports.count, seconds: seconds)
    child.stop()
    return window
  }

  private func show(_ cell: Cell, devices: Int, points: Int) {
    let floors = cell.floors.map(\.median)
    let product = cell.windows.map(\.microsecondsPerPoll).median
    let requests = cell.windows.map { $0.report.requests / $0.report.polls }.median
    let pause = cell.windows.map { abs($0.report.p99 - 1000) }.median
    print(
      String(
        format: "%6d×%-7d %7.1f %6.1f %7.1f %9.1f | %9.2f %5.2f %7.2f | %6.2f "
          + "| %10.4f %8.2f %11d %6.1f %11.1f | %8.0f %7d %7.1f %7d",
        devices, points, floors[0], floors[1], floors[2], product, product / floors[0],
        product / floors[1], product / floors[2], cell.windows.map(\.core).median * 100,
        cell.windows.map(\.done).min() ?? 0, requests,
        cell.windows.map(\.report.connections).max() ?? 0, pause, cell.floorPauses.median,
        cell.overruns, cell.series, cell.memory.median, cell.threads))
  }
}
