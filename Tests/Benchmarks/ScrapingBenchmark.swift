import Foundation

/// Processor time of one scrape of the whole page.
struct ScrapingBenchmark {
  var repeats: Int

  func run() throws {
    print("Processor time per scrape on one kept connection; medians of \(repeats)")
    print("series    page KiB   floor ms   hallwatch ms   ratio   µs/series   p99 ms   RSS MiB")
    for (devices, points, scrapes) in [(50, 160, 300), (500, 160, 40)] {
      let cell = try measured(devices: devices, points: points, scrapes: scrapes)
      print(
        String(
          format: "%-9d %8d %10.3f %14.3f %7.2f %11.3f %8.2f %9.1f", cell.series,
          cell.byteCount / 1024, cell.floor, cell.product, cell.ratio,
          cell.product / Double(cell.series) * 1000, cell.p99, cell.memory))
    }
    print("floor: the same page joined from prefixes and values by memcpy, then sent")
  }

  struct Cell {
    var series: Int
    var byteCount: Int
    /// Milliseconds of processor time a scrape.
    var floor: Double
    var product: Double
    /// Milliseconds until the whole page is there.
    var p99: Double
    /// MiB.
    var memory: Double

    var ratio: Double { product / floor }
  }

  func measured(devices: Int, points: Int, scrapes: Int) throws -> Cell {
    let farm = try Farm(devices: devices)
    // Polls are as good as absent: the window holds scrapes only.
    let product = try Product(
      ports: farm.ports, points: points, interval: "20s", maximumAge: "10m", hasAlarms: false)
    let page = try product.web.get("/metrics")
    let file = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try page.write(to: file, atomically: true, encoding: .utf8)
    let floor = try Child.floor(["page", file.path])
    let floorWeb = KeptConnection(port: try floor.number())

    var floors: [Double] = []
    var products: [Double] = []
    var waits: [Double] = []
    for _ in 0..<repeats {
      floors.append(try milliseconds(floor, floorWeb, scrapes).processor)
      let measured = try milliseconds(product.child, product.web, scrapes)
      products.append(measured.processor)
      waits += measured.waits
    }
    return Cell(
      series: page.split(separator: "\n").count { !$0.hasPrefix("#") },
      byteCount: page.utf8.count, floor: floors.median, product: products.median,
      p99: waits.sorted()[Int(Double(waits.count) * 0.99)],
      memory: Double(try product.child.status("VmRSS")) / 1024)
  }

  private func milliseconds(
    _ child: Child, _ web: KeptConnection, _ scrapes: Int
  ) throws -> (processor: Double, waits: [Double]) {
    for _ in 0..<3 { try web.bytes("/metrics") }
    let start = try child.processorSeconds()
    let waits = try (0..<scrapes).map { _ in
      let asked = ContinuousClock.now
      try web.bytes("/metrics")
      return (ContinuousClock.now - asked) / .milliseconds(1)
    }
    return ((try child.processorSeconds() - start) / Double(scrapes) * 1000, waits)
  }
}
