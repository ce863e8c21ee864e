import Foundation

/// The bars that hallwatch is held to, each measured here and judged: one line a bar.
///
/// Floor, peers and product take turns in one run, because their ratio holds where a time does not.
struct BarTable {
  /// Of what is compared with a floor or a peer; the median counts.
  var repeats: Int
  var seconds: Double
  private var misses = 0

  init(repeats: Int, seconds: Double) {
    self.repeats = repeats
    self.seconds = seconds
  }

  /// Whether every bar was met.
  mutating func run() throws -> Bool {
    print("Bars, each measured now; medians of \(repeats), windows of \(Int(seconds)) s")
    print("row  what                                        measured                     bar")
    try serial()
    let small = try polling(devices: 10, points: 20, peers: [])
    let peers: [Peer] = [.pymodbus, .collectd, .exporter]
    let usual = try polling(devices: 100, points: 20, peers: peers)
    let large = try polling(devices: 500, points: 20, peers: peers)
    let wide = try polling(devices: 500, points: 100, peers: peers)
    row(
      "13", "10×20: share of a core", small.core * 100, "%.2f %%", atMost: 0.25,
      or: small.ratio <= 2 ? "or 2 × hybrid, is \(text(small.ratio, "%.2f")) ×" : nil)
    row("9", "100×20: memory", usual.memory, "%.1f MiB", atMost: 20)
    row(
      "12", "threads, at 10 and at 500 devices",
      Double(max(small.threads, large.threads, wide.threads)),
      "%.0f", atMost: 6)
    try trouble(floor: usual.floorPause)
    try full()
    try withLimits()
    try scraping()
    print(misses == 0 ? "All bars met.\n" : "\(misses) bars missed.\n")
    return misses == 0
  }

  // MARK: Rows

  private mutating func row(
    _ number: String, _ what: String, _ value: Double, _ format: String, atMost limit: Double,
    or excuse: String? = nil
  ) {
    let isMet = value <= limit || excuse != nil
    let because = value <= limit ? "" : excuse.map { " (\($0))" } ?? ""
    show(number, what, text(value, format) + because, "≤ " + text(limit, format), isMet)
  }

  private mutating func row(
    _ number: String, _ what: String, _ value: Double, _ format: String, atLeast limit: Double
  ) {
    show(number, what, text(value, format), "≥ " + text(limit, format), value >= limit)
  }

  private mutating func show(
    _ number: String, _ what: String, _ measured: String, _ bar: String, _ isMet: Bool
  ) {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    if !isMet { misses += 1 }
    print(
      padded(number, 4), padded(what, 43), padded(measured, 28), padded(bar, 12),
      isMet ? "met" : "MISSED")
    fflush(nil)
  }

  private func text(_ value: Double, _ format: String) -> String { String(format: format, value) }

  // MARK: Rows 1 to 4

  private struct Polling {
    var ratio: Double
    var core: Double
    var memory: Double
    var threads: Int
    /// How far the raw floor was off the second, in milliseconds.
    var floorPause: Double
  }

  private mutating func polling(devices: Int, points: Int, peers: [Peer]) throws -> Polling {
    let farm = try Farm(devices: devices)
    let name = "\(devices)×\(points)"
    var hybrid: [Window] = []
    var raw: [Window] = []
    var products: [Window] = []
    var others = peers.map { _ in [Window]() }
    var memory: [Double] = []
    var threads = 0
    for _ in 0..<repeats {
      hybrid.append(try PollingBenchmark.floor("poll", farm, points: points, seconds: seconds))
      raw.append(try PollingBenchmark.floor("poll-raw", farm, points: points, seconds: seconds))
      let product = try Product(
        ports: farm.ports, points: points, interval: "1s", maximumAge: "15s", hasAlarms: true)
      products.append(
        try Window(of: product.child, on: farm, devices: devices, seconds: seconds))
      memory.append(Double(try product.child.status("VmRSS")) / 1024)
      threads = max(threads, try product.child.status("Threads"))
      product.child.stop()
      for (place, peer) in peers.enumerated() where peer.problem == nil {
        others[place].append(
          try PeerBenchmark.window(of: peer, on: farm, points: points, seconds: seconds))
      }
    }
    func cost(_ windows: [Window]) -> Double { windows.map(\.microsecondsPerPoll).median }
    let ratio = cost(products) / cost(hybrid)
    if devices >= 100 {
      row("1", "\(name): processor time, × hybrid floor", ratio, "%.2f", atMost: 2.5)
    }
    for (peer, windows) in zip(peers, others) {
      guard let bar = Self.peerBar(peer, devices * points) else { continue }
      if let problem = peer.problem {
        show("2", "\(name): \(peer.rawValue), × ours", problem, "≥ \(bar)", false)
      } else {
        row(
          "2", "\(name): \(peer.rawValue), × ours", cost(windows) / cost(products), "%.1f",
          atLeast: bar)
      }
    }
    let requests = products.map { $0.report.requests / $0.report.polls }.median
    let fewest = Double((SiteText.registers(points: points) + 124) / 125)
    row("3", "\(name): requests a poll", requests, "%.2f", atMost: fewest * 1.001)
    row(
      "3", "\(name): connections of a device",
      Double(products.map(\.report.connections).max() ?? 0), "%.0f", atMost: 1)
    let floorPause = pause(raw)
    interval(name, products, floorPause, limit: 5)
    return Polling(
      ratio: ratio, core: products.map(\.core).median, memory: memory.median, threads: threads,
      floorPause: floorPause)
  }

  /// How many times our processor time a peer takes at least.
  private static func peerBar(_ peer: Peer, _ series: Int) -> Double? {
    switch peer {
    case .pymodbus: series > 10_000 ? 8 : 6
    case .tunedPymodbus: nil
    case .collectd: series > 10_000 ? 30 : 8
    case .exporter: series > 10_000 ? 30 : 15
    }
  }

  private func pause(_ windows: [Window]) -> Double {
    windows.map { abs($0.report.p99 - 1000) }.median
  }

  private mutating func interval(
    _ name: String, _ windows: [Window], _ floorPause: Double, limit: Double,
    row number: String = "4"
  ) {
    row(number, "\(name): polls done of asked", windows.map(\.done).median, "%.4f", atLeast: 0.999)
    let pause = pause(windows)
    row(
      number, "\(name): interval, p99 off by", pause, "%.1f ms", atMost: limit,
      or: pause <= 3 * floorPause ? "floor \(text(floorPause, "%.1f"))" : nil)
  }

  // MARK: Rows 5, 6 and 11

  private mutating func trouble(floor: Double) throws {
    for share in [10, 50] {
      for death in Farm.Death.allCases {
        let (window, _) = try window(devices: 100, dead: share, death)
        interval("\(share) % dead, \(death)", [window], floor, limit: 10, row: "5")
        let attempts = Double(window.report.attempts) / seconds
        row("5", "\(share) % dead, \(death): tries a second", attempts, "%.2f", atMost: 1)
      }
    }
    let (late, product) = try window(devices: 100, delay: 20)
    row("6", "20 ms devices: polls done of asked", late.done, "%.4f", atLeast: 0.999)
    let slowest = try product.largest("hallwatch_device_poll_duration_seconds") * 1000
    row("6", "20 ms devices: one device read in", slowest, "%.1f ms", atMost: 25)
    let (many, _) = try window(devices: 1100)
    row("11", "1100 devices: polls done of asked", many.done, "%.4f", atLeast: 0.999)
  }

  private func window(
    devices: Int, dead: Int = 0, _ death: Farm.Death = .refuses, delay: Int = 0
  ) throws -> (Window, Product) {
    let farm = try Farm(devices: devices, dead: dead, death, delayMilliseconds: delay)
    let product = try Product(
      ports: farm.ports, points: 20, interval: "1s", maximumAge: "15s", hasAlarms: true,
      expected: devices - dead)
    let window = try Window(
      of: product.child, on: farm, devices: devices - dead, seconds: seconds)
    return (window, product)
  }

  // MARK: Rows 4, 9 and 10 at full size

  /// A thousand devices of a hundred points, each scraped once a second.
  private mutating func full() throws {
    let farm = try Farm(devices: 1000)
    let raw = try PollingBenchmark.floor("poll-raw", farm, points: 100, seconds: seconds)
    let start = ContinuousClock.now
    let product = try Product(
      ports: farm.ports, points: 100, interval: "1s", maximumAge: "15s", hasAlarms: false)
    let ready = (ContinuousClock.now - start) / .seconds(1)
    let (series, readings) = try product.seriesCounts()
    row("10", "1000×100: points on the page", Double(readings), "%.0f", atLeast: 100_000)
    row("10", "1000×100: all there after", ready, "%.2f s", atMost: 3)
    let scraper = Scraper(product.web)
    scraper.start()
    let window = try Window(of: product.child, on: farm, devices: 1000, seconds: seconds * 2)
    scraper.stop()
    interval("1000×100, scraped", [window], pause([raw]), limit: 10)
    row(
      "4", "1000×100, scraped: overruns", try product.total("hallwatch_device_overruns_total"),
      "%.0f", atMost: 0)
    row(
      "9", "1000×100: memory, \(series) series", Double(try product.child.status("VmRSS")) / 1024,
      "%.1f MiB", atMost: 60)
    row(
      "12", "1000×100: threads", Double(try product.child.status("Threads")), "%.0f", atMost: 6)
    show(
      "", "1000×100, scraped: share of a core", text(window.core * 100, "%.1f %%"), "", true)
  }

  /// The same with a limit on every point, which is thirteen series for each.
  private mutating func withLimits() throws {
    let base = try window(devices: 1).1
    let smallest = Double(try base.child.status("VmRSS")) / 1024
    base.child.stop()
    let farm = try Farm(devices: 1000)
    let product = try Product(
      ports: farm.ports, points: 100, interval: "1s", maximumAge: "15s", hasAlarms: true)
    let (series, _) = try product.seriesCounts()
    Thread.sleep(forTimeInterval: 2)
    let memory = Double(try product.child.status("VmRSS")) / 1024
    row(
      "9", "1000×100 with limits: bytes of \(series) series",
      (memory - smallest) * 1024 * 1024 / Double(series), "%.0f B", atMost: 400)
    show("", "1000×100 with limits: memory", text(memory, "%.1f MiB"), "", true)
  }

  // MARK: Rows 7 and 8

  private mutating func scraping() throws {
    for (devices, points, scrapes) in [(50, 160, 100), (500, 160, 15)] {
      let cell = try ScrapingBenchmark(repeats: repeats)
        .measured(devices: devices, points: points, scrapes: scrapes)
      row("7", "\(cell.series) series: a scrape, × floor", cell.ratio, "%.2f", atMost: 8)
      if cell.series > 50_000 {
        row("8", "\(cell.series) series: latency p99", cell.p99, "%.1f ms", atMost: 40)
      }
    }
  }

  // MARK: Serial lines

  private mutating func serial() throws {
    for (baud, points) in [(9600, 20), (19_200, 20), (115_200, 20)] {
      let cell = try BusBenchmark(repeats: 1, seconds: seconds * 2)
        .measured(baud: baud, points: points)
      row("RTU", "\(baud) baud: line in use", cell.share * 100, "%.1f %%", atLeast: 95)
    }
  }
}
