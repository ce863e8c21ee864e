/// A site file of like devices, half of whose points are i16 and half f32, one after another from
/// register 0. With alarms, every point has a limit that it keeps.
struct SiteText {
  var ports: [Int]
  var points: Int
  var interval: String
  var maximumAge: String
  var webPort: Int
  var hasAlarms: Bool
  /// How many devices stand in a room; nil where they are in none.
  var devicesPerRoom: Int?
  /// Where units 1 and up are, in place of ports with unit 1.
  var bus: (endpoint: String, units: Int)?

  /// Registers that a device's points take.
  static func registers(points: Int) -> Int { points / 2 + points / 2 * 2 }

  var text: String {
    var text = "{ site: \"bench\", web: { listen: [\"127.0.0.1:\(webPort)\"] },\n"
    text += "poll: { interval: \"\(interval)\", timeout: \"1s\", max_age: \"\(maximumAge)\" },\n"
    if hasAlarms {
      text += "alarms: [{ name: \"cell_voltage\", priority: \"low\", high: 19,\n"
      text += "  on: { quantity: \"battery_cell_voltage_volts\" },\n"
      text += "  consequence: \"None.\", response: \"None: this is a benchmark.\" }],\n"
    }
    text += "devices: [\n"
    if let bus {
      for unit in 1...bus.units {
        text += "{ name: \"unit\(unit)\", profile: \"bench\", unit: \(unit),\n"
        text += "  endpoint: \"\(bus.endpoint)\" },\n"
      }
    }
    for (number, port) in ports.enumerated() {
      text += "{ name: \"dev\(number)\", profile: \"bench\", unit: 1,\n"
      let room = devicesPerRoom.map { "labels: { room: \"room-\(number / $0)\" }, " } ?? ""
      text += "  \(room)endpoint: \"tcp://127.0.0.1:\(port)\" },\n"
    }
    return text + "] }\n"
  }

  /// A bus that is asked for far more than it can do.
  static func bus(path: String, baud: Int, units: Int, points: Int) -> SiteText {
    var site = SiteText(
      ports: [], points: points, interval: "100ms", maximumAge: "10m", webPort: 0,
      hasAlarms: false)
    site.bus = ("rtu:\(path)?baud=\(baud)&parity=none&stop=1", units)
    return site
  }

  /// The profile of every device.
  var profile: String {
    var text =
      "{ profile: \"bench\", class: \"battery\", title: \"Benchmark\", confidence: \"C\",\n"
    text += "sources: [\"Made for the benchmark.\"], points: [\n"
    return text + pointList + "] }\n"
  }

  private var pointList: String {
    (0..<points).map { number in
      let isShort = number < points / 2
      let address = isShort ? number : points / 2 + (number - points / 2) * 2
      let kind = isShort ? "type: \"i16\", scale: 0.001" : "type: \"f32\""
      return "{ point: \"p\(number)\", table: \"holding\", address: \(address), \(kind), "
        + "quantity: \"battery_cell_voltage_volts\", labels: { cell: \"\(number)\" } },\n"
    }.joined()
  }
}
