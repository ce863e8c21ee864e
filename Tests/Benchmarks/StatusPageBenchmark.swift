import Foundation

/// Processor time of one rendering of the status page, at a thousand devices.
struct StatusPageBenchmark {
  var repeats: Int

  func run() throws {
    print("Processor time per status page on one kept connection; medians of \(repeats)")
    print("devices  points   page              KiB   floor ms   hallwatch ms   ratio   p99 ms")
    for (devices, points) in [(1000, 20), (1000, 100)] {
      try measure(devices: devices, points: points)
    }
    print("floor: the same bytes joined by memcpy, then sent; the bar is 100 ms")
  }

  private func measure(devices: Int, points: Int) throws {
    let farm = try Farm(devices: devices)
    // Polls are as good as absent: the window holds pages only.
    var site = SiteText(
      ports: farm.ports, points: points, interval: "60s", maximumAge: "10m", webPort: 0,
      hasAlarms: false)
    site.devicesPerRoom = 25
    let product = try Product(site: site, points: points, expected: devices)
    for path in ["/", "/?list=devices", "/?device=dev0"] {
      let page = try product.web.bytes(path)
      let file = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(page + (page.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]))
        .write(to: file)
      let floor = try Child.floor(["page", file.path])
      let floorWeb = KeptConnection(port: try floor.number())
      var floors: [Double] = []
      var products: [Double] = []
      var waits: [Double] = []
      for _ in 0..<repeats {
        floors.append(try milliseconds(floor, floorWeb, path).processor)
        let measured = try milliseconds(product.child, product.web, path)
        products.append(measured.processor)
        waits += measured.waits
      }
      print(
        String(format: "%-8d %-8d ", devices, points)
          + path.padding(toLength: 14, withPad: " ", startingAt: 0)
          + String(
            format: "%7d %10.3f %14.3f %7.1f %8.2f", page.count / 1024, floors.median,
            products.median, products.median / floors.median,
            waits.sorted()[Int(Double(waits.count) * 0.99)]))
    }
  }

  private func milliseconds(
    _ child: Child, _ web: KeptConnection, _ path: String
  ) throws -> (processor: Double, waits: [Double]) {
    let count = 20
    for _ in 0..<3 { try web.bytes(path) }
    let start = try child.processorSeconds()
    let waits = try (0..<count).map { _ in
      let asked = ContinuousClock.now
      try web.bytes(path)
      return (ContinuousClock.now - asked) / .milliseconds(1)
    }
    return ((try child.processorSeconds() - start) / Double(count) * 1000, waits)
  }
}
