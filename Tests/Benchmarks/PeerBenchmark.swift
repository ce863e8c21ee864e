import Foundation

/// The same job done by pymodbus, a task for each device, as `.ci/counterparts` unpacks it. It
/// reads and does nothing with what it reads; what it would cost to expose it is left out.
struct PeerBenchmark {
  var repeats: Int
  var seconds: Double

  private static let python = URL(filePath: ".build/counterparts/python/bin/python3")

  private static let script = """
    import asyncio, sys
    from pymodbus.client import AsyncModbusTcpClient

    async def device(port, delay, registers):
        client = AsyncModbusTcpClient("127.0.0.1", port=port)
        await client.connect()
        due = asyncio.get_running_loop().time() + delay
        while True:
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            for first in range(0, registers, 125):
                count = min(125, registers - first)
                (await client.read_holding_registers(first, count=count)).registers
            due += 1

    async def main():
        registers = int(sys.argv[1])
        ports = [int(text) for text in sys.argv[2:]]
        await asyncio.gather(
            *(device(port, place % 20 / 20, registers) for place, port in enumerate(ports)))

    asyncio.run(main())
    """

  func run() throws {
    guard FileManager.default.isExecutableFile(atPath: Self.python.path) else {
      print("No peers here: .ci/counterparts unpacks pymodbus\n")
      return
    }
    print("Processor time per device poll in µs against pymodbus; medians of \(repeats)")
    print("devices×points   pymodbus   hallwatch   ratio   pymodbus core %   p99 ms of it")
    for (devices, points) in [(100, 20), (500, 20), (500, 100)] {
      try cell(devices: devices, points: points)
    }
    print("")
  }

  private func cell(devices: Int, points: Int) throws {
    let farm = try Farm(devices: devices)
    var peers: [Window] = []
    var products: [Window] = []
    for _ in 0..<repeats {
      let registers = String(SiteText.registers(points: points))
      let peer = try Child(
        Self.python, ["-c", Self.script, registers] + farm.ports.map(String.init))
      Thread.sleep(forTimeInterval: 3)
      peers.append(try Window(of: peer, on: farm, devices: devices, seconds: seconds))
      peer.stop()
      let product = try Product(
        ports: farm.ports, points: points, interval: "1s", maximumAge: "15s", hasAlarms: true)
      products.append(
        try Window(of: product.child, on: farm, devices: devices, seconds: seconds))
      product.child.stop()
    }
    let (peer, product) = (
      peers.map(\.microsecondsPerPoll).median, products.map(\.microsecondsPerPoll).median
    )
    print(
      String(
        format: "%6d×%-7d %10.1f %11.1f %7.1f %17.1f %14.1f", devices, points, peer, product,
        peer / product, peers.map(\.core).median * 100,
        peers.map { abs($0.report.p99 - 1000) }.median))
  }
}
