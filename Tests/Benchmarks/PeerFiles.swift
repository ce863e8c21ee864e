/// What the peers are told, so that they read what hallwatch reads.
enum PeerFiles {
  /// A task for each device, the fewest requests possible, a gauge for each point. `manual`: every
  /// device at an instant of its own, decoded by the client's own call, as its manual shows. `tuned`:
  /// in 20 slots, as hallwatch polls, and decoded in one go.
  static let python = """
    import asyncio, struct, sys
    style, points, web, packages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    ports = [int(text) for text in sys.argv[5:]]
    sys.path.append(packages + "/usr/lib/python3/dist-packages")
    from prometheus_client import Gauge, start_http_server
    from pymodbus.client import AsyncModbusTcpClient

    GAUGE = Gauge("battery_cell_voltage_volts", "Voltage of a cell.", ["device", "cell"])
    SHORTS = points // 2
    REGISTERS = SHORTS + (points - SHORTS) * 2

    def tuned(client, words):
        data = struct.pack(f">{REGISTERS}H", *words)
        values = struct.unpack(f">{SHORTS}h{points - SHORTS}f", data)
        return [value * 0.001 for value in values[:SHORTS]] + list(values[SHORTS:])

    def manual(client, words):
        kinds = client.DATATYPE
        shorts = [
            client.convert_from_registers([word], kinds.INT16) * 0.001 for word in words[:SHORTS]]
        return shorts + [
            client.convert_from_registers(words[at : at + 2], kinds.FLOAT32)
            for at in range(SHORTS, REGISTERS, 2)]

    async def device(number, port, delay, decoded):
        gauges = [GAUGE.labels(f"dev{number}", str(cell)) for cell in range(points)]
        client = AsyncModbusTcpClient("127.0.0.1", port=port)
        await client.connect()
        due = asyncio.get_running_loop().time() + delay
        while True:
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            words = []
            for first in range(0, REGISTERS, 125):
                count = min(125, REGISTERS - first)
                words += (await client.read_holding_registers(first, count=count)).registers
            for gauge, value in zip(gauges, decoded(client, words)):
                gauge.set(value)
            due += 1

    async def main():
        start_http_server(web, addr="127.0.0.1")
        await asyncio.gather(*(
            device(
                number, port,
                number % 20 / 20 if style == "tuned" else number / len(ports),
                tuned if style == "tuned" else manual)
            for number, port in enumerate(ports)))

    asyncio.run(main())
    """

  /// One module, which each scrape applies to the device that it names. No labels: all scrapes share
  /// their dictionary, and two at a time write into it, of which the exporter dies.
  static func exporter(points: Int) -> String {
    var text = "modules:\n  - name: bench\n    protocol: 'tcp/ip'\n    metrics:\n"
    for point in 0..<points {
      let isShort = point < points / 2
      let address = isShort ? point : points / 2 + (point - points / 2) * 2
      text += """
              - name: battery_cell_\(point)_voltage_volts
                help: Voltage of a cell.
                address: \(300_000 + address)
                metricType: gauge
                dataType: \(isShort ? "int16\n        factor: 0.001" : "float32")

        """
    }
    return text
  }

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
