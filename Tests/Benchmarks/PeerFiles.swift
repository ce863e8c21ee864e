/// What the peers are told, so that they read what hallwatch reads.
enum PeerFiles {
  /// A task for each device, the fewest requests possible, a gauge for each point.
  static let python = """
    import asyncio, struct, sys
    sys.path.append(sys.argv[3] + "/usr/lib/python3/dist-packages")
    from prometheus_client import Gauge, start_http_server
    from pymodbus.client import AsyncModbusTcpClient

    GAUGE = Gauge("battery_cell_voltage_volts", "Voltage of a cell.", ["device", "cell"])

    async def device(number, port, delay, points):
        shorts = points // 2
        registers = shorts + (points - shorts) * 2
        gauges = [GAUGE.labels(f"dev{number}", str(cell)) for cell in range(points)]
        client = AsyncModbusTcpClient("127.0.0.1", port=port)
        await client.connect()
        due = asyncio.get_running_loop().time() + delay
        while True:
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            words = []
            for first in range(0, registers, 125):
                count = min(125, registers - first)
                words += (await client.read_holding_registers(first, count=count)).registers
            data = struct.pack(f">{registers}H", *words)
            values = struct.unpack(f">{shorts}h{points - shorts}f", data)
            for cell, value in enumerate(values):
                gauges[cell].set(value * 0.001 if cell < shorts else value)
            due += 1

    async def main():
        points = int(sys.argv[1])
        start_http_server(int(sys.argv[2]), addr="127.0.0.1")
        ports = [int(text) for text in sys.argv[4:]]
        await asyncio.gather(*(
            device(number, port, number % 20 / 20, points)
            for number, port in enumerate(ports)))

    asyncio.run(main())
    """

  /// Eight types, because with one for everything its page takes time with the square of the
  /// points. All else is left as it comes.
  static func collectd(
    ports: [Int], points: Int, web: Int?, plugins: String, state: String
  ) -> [(name: String, text: String)] {
    var text = """
      Hostname "bench"
      FQDNLookup false
      Interval 1
      BaseDir "\(state)"
      PIDFile "\(state)/pid"
      PluginDir "\(plugins)/usr/lib/collectd"
      TypesDB "\(state)/types.db"
      LoadPlugin modbus

      """
    if let web {
      text += "LoadPlugin write_prometheus\n<Plugin write_prometheus>\n  Host \"127.0.0.1\"\n"
      text += "  Port \"\(web)\"\n</Plugin>\n"
    }
    text += "<Plugin modbus>\n"
    for point in 0..<points {
      let isShort = point < points / 2
      let address = isShort ? point : points / 2 + (point - points / 2) * 2
      text += """
        <Data "p\(point)">
          RegisterBase \(address)
          RegisterType \(isShort ? "Int16" : "Float")
          RegisterCmd ReadHolding
          Type "bench\(point % 8)"
          Instance "p\(point)"
          Scale \(isShort ? "0.001" : "1")
        </Data>

        """
    }
    for (number, port) in ports.enumerated() {
      text += "<Host \"dev\(number)\">\n  Address \"127.0.0.1\"\n  Port \"\(port)\"\n"
      text += "  Interval 1\n  <Slave 1>\n    Instance \"dev\(number)\"\n"
      for point in 0..<points { text += "    Collect \"p\(point)\"\n" }
      text += "  </Slave>\n</Host>\n"
    }
    text += "</Plugin>\n"
    let types = (0..<8).map { "bench\($0) value:GAUGE:U:U\n" }.joined()
    return [("collectd.conf", text), ("types.db", types)]
  }
}
