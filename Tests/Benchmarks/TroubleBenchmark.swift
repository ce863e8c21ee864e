import Foundation

/// Whether healthy devices keep their interval while others are dead or slow, the page is large and
/// scraped, and there are more devices than `select` can carry.
struct TroubleBenchmark {
  var repeats: Int
  var seconds: Double

  func run() throws {
    print("Intervals of healthy devices, 20 points, once a second; the worst of \(repeats)")
    print(
      "what                              done/asked   p50 ms   p99 ms   attempts/s at a dead one")
    for share in [10, 50] {
      for death in Farm.Death.allCases {
        try row("100 devices, \(share) % dead: \(death)", devices: 100, dead: share, death)
      }
    }
    try row("100 devices that take 20 ms", devices: 100, delay: 20)
    try row("1100 devices", devices: 1100)
    try scraped(devices: 1000, points: 100)
    print("")
  }

  private func row(
    _ name: String, devices: Int, dead: Int = 0, _ death: Farm.Death = .refuses, delay: Int = 0
  ) throws {
    var windows: [Window] = []
    var slowest = 0.0
    for _ in 0..<repeats {
      let farm = try Farm(devices: devices, dead: dead, death, delayMilliseconds: delay)
      let product = try Product(
        ports: farm.ports, points: 20, interval: "1s", maximumAge: "15s", hasAlarms: true,
        expected: devices - dead)
      windows.append(
        try Window(of: product.child, on: farm, devices: devices - dead, seconds: seconds))
      slowest = max(slowest, try product.largest("hallwatch_device_poll_duration_seconds"))
      product.child.stop()
    }
    show(
      name, windows, delay > 0 ? String(format: "one device read in %.1f ms", slowest * 1000) : "")
  }

  /// A page of more than a hundred thousand series, scraped once a second.
  private func scraped(devices: Int, points: Int) throws {
    let farm = try Farm(devices: devices)
    let start = ContinuousClock.now
    let product = try Product(
      ports: farm.ports, points: points, interval: "1s", maximumAge: "15s", hasAlarms: false)
    let ready = (ContinuousClock.now - start) / .seconds(1)
    let scraper = Scraper(product.web)
    scraper.start()
    let window = try Window(of: product.child, on: farm, devices: devices, seconds: seconds)
    scraper.stop()
    let overruns = try product.total("hallwatch_device_overruns_total")
    show(
      "\(devices)×\(points), scraped every second", [window],
      String(
        format: "%.1f %% of a core, %.1f MiB, %d threads, %.0f overruns, all up %.2f s after start",
        window.core * 100, Double(try product.child.status("VmRSS")) / 1024,
        try product.child.status("Threads"), overruns, ready))
  }

  private func show(_ name: String, _ windows: [Window], _ remark: String) {
    let attempts = windows.map { Double($0.report.attempts) / seconds }.max() ?? 0
    print(
      name.padding(toLength: 34, withPad: " ", startingAt: 0)
        + String(
          format: "%10.4f %8.1f %8.1f   %.2f  ", windows.map(\.done).min() ?? 0,
          windows.map(\.report.median).max() ?? 0, windows.map(\.report.p99).max() ?? 0, attempts)
        + remark)
  }
}
