import Foundation

/// The same job done by others: what hallwatch costs against them.
struct PeerBenchmark {
  var repeats: Int
  var seconds: Double

  func run() throws {
    print("Processor time per device poll in µs against others; medians of \(repeats)")
    print(
      "devices×points  peer                its µs   hallwatch   ratio   its core %   its p99 ms")
    for peer in Peer.allCases {
      if let problem = peer.problem {
        print(problem)
        continue
      }
      for (devices, points) in [(100, 20), (500, 20), (500, 100)] {
        try cell(peer, devices: devices, points: points)
      }
    }
    print(
      "Peers decode and keep gauges to be scraped, by nobody. collectd at 500×100: reads only.")
    print(
      "pymodbus: each device at its own instant; tuned: in 20 slots, decoded in one go.")
    print(
      "modbus_exporter reads when scraped, so each device is, once a second; page included.\n")
  }

  private func cell(_ peer: Peer, devices: Int, points: Int) throws {
    let farm = try Farm(devices: devices)
    var peers: [Window] = []
    var products: [Window] = []
    for _ in 0..<repeats {
      peers.append(try Self.window(of: peer, on: farm, points: points, seconds: seconds))
      let product = try Product(
        ports: farm.ports, points: points, interval: "1s", maximumAge: "15s", hasAlarms: true)
      products.append(
        try Window(of: product.child, on: farm, devices: devices, seconds: seconds))
      product.child.stop()
    }
    let (theirs, ours) = (
      peers.map(\.microsecondsPerPoll).median, products.map(\.microsecondsPerPoll).median
    )
    print(
      String(format: "%6d×%-7d  ", devices, points)
        + peer.rawValue.padding(toLength: 16, withPad: " ", startingAt: 0)
        + String(
          format: "%10.1f %11.1f %7.1f %12.1f %12.1f", theirs, ours, theirs / ours,
          peers.map(\.core).median * 100, peers.map { abs($0.report.p99 - 1000) }.median))
  }

  /// What a peer does to a farm once it is at work.
  static func window(
    of peer: Peer, on farm: Farm, points: Int, seconds: Double
  ) throws -> Window {
    // With so many series collectd sorts its page for longer than a benchmark lasts.
    let running = try peer.start(
      ports: farm.ports, points: points, exposes: farm.ports.count * points <= 10_000)
    defer { running.stop() }
    return try Window(
      of: running.child, on: farm, devices: farm.ports.count, seconds: seconds, settling: 4)
  }
}
