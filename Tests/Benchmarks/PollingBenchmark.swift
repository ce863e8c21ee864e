import Foundation

/// Processor time of one poll of one device, every device once a second.
struct PollingBenchmark {
  var repeats: Int
  var seconds: Double

  private struct Window {
    var microsecondsPerPoll: Double
    var doneRatio: Double
  }

  func run() throws {
    print("Processor time per device poll, every device once a second; medians of \(repeats)")
    print(
      "devices×points   floor µs   hallwatch µs   ratio   done/asked   overruns   RSS MiB   threads"
    )
    for (devices, points) in [(100, 20), (500, 20), (500, 40)] {
      try cell(devices: devices, points: points)
    }
    print("floor: one thread, epoll, libmodbus, 20 slots; it reads and does nothing with it")
    print("hallwatch: with a limit on every point; overruns since its start\n")
  }

  private func cell(devices: Int, points: Int) throws {
    let farm = try Child.floor(["farm", String(devices)])
    let ports = try (0..<devices).map { _ in try farm.number() }
    var floors: [Double] = []
    var products: [Window] = []
    var overruns = 0.0
    var memory: [Double] = []
    var (threads, series) = (0, 0)
    for _ in 0..<repeats {
      let registers = SiteText.registers(points: points)
      let floor = try Child.floor(["poll", String(devices), String(registers), "1000"])
      floor.write(ports.map { "\($0)\n" }.joined())
      _ = try floor.line()
      floors.append(try window(of: floor, farm: farm, devices: devices).microsecondsPerPoll)
      floor.stop()

      let product = try Product(
        ports: ports, points: points, interval: "1s", maximumAge: "15s", hasAlarms: true)
      products.append(try window(of: product.child, farm: farm, devices: devices))
      overruns += try product.total("hallwatch_device_overruns_total")
      memory.append(Double(try product.child.status("VmRSS")) / 1024)
      series = try product.seriesCount()
      threads = max(threads, try product.child.status("Threads"))
      product.child.stop()
    }
    let (floor, product) = (floors.median, products.map(\.microsecondsPerPoll).median)
    let done = products.map(\.doneRatio).min() ?? 0
    print(
      String(
        format: "%6d×%-8d %10.1f %14.1f %7.2f %12.4f %10.0f %8d %9.1f %9d", devices, points, floor,
        product, product / floor, done, overruns, series, memory.median, threads))
  }

  private func window(of child: Child, farm: Child, devices: Int) throws -> Window {
    Thread.sleep(forTimeInterval: 2)
    let (firstCount, firstTime) = (try farm.count(), try child.processorSeconds())
    let start = ContinuousClock.now
    Thread.sleep(forTimeInterval: seconds)
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let polls = Double(try farm.count() - firstCount)
    let spent = try child.processorSeconds() - firstTime
    return Window(
      microsecondsPerPoll: spent / polls * 1e6, doneRatio: polls / (Double(devices) * elapsed))
  }
}
