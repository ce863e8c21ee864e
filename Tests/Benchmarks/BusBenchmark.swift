import Foundation

/// How much of a serial line's time is used when more is asked of it than it can do.
struct BusBenchmark {
  var repeats: Int
  var seconds: Double

  func run() throws {
    print("A saturated RTU bus of 20 units on a paced pseudo-terminal; medians of \(repeats)")
    print("baud      points   requests/s   physical limit   utilisation")
    for (baud, points) in [(9600, 10), (9600, 60), (19_200, 20), (115_200, 20)] {
      let (rate, share) = try measured(baud: baud, points: points)
      print(
        String(
          format: "%-9d %6d %12.1f %16.1f %12.1f %%", baud, points, rate, rate / share,
          share * 100))
    }
    print("limit: characters of request and answer, and 3.5 characters of silence after each\n")
  }

  /// Requests a second, and which share of the line's time they need.
  func measured(baud: Int, points: Int) throws -> (rate: Double, share: Double) {
    var rates: [Double] = []
    var shares: [Double] = []
    for _ in 0..<repeats {
      let bus = try Child.floor(["paced-bus", String(baud)])
      let path = try bus.line()
      let product = try Product(
        site: SiteText.bus(path: path, baud: baud, units: 20, points: points), points: points,
        expected: 20)
      Thread.sleep(forTimeInterval: 2)
      _ = try report(bus)
      Thread.sleep(forTimeInterval: seconds)
      let (requests, needed, elapsed) = try report(bus)
      rates.append(requests / elapsed * 1e9)
      shares.append(needed / elapsed)
      product.child.stop()
      bus.stop()
    }
    return (rates.median, shares.median)
  }

  private func report(_ bus: Child) throws -> (Double, Double, Double) {
    bus.write("\n")
    let fields = try bus.line().split(separator: " ").compactMap { Double($0) }
    guard fields.count == 3 else { throw BenchmarkError("the bus's report is damaged") }
    return (fields[0], fields[1], fields[2])
  }
}
