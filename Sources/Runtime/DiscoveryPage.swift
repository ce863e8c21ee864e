import Agent

/// The devices as targets for Prometheus (`http_sd_config`): one scrape of `/probe` for each.
enum DiscoveryPage {
  /// - Parameter host: the header Host of the request: how the asker reaches us.
  static func body(of settings: AgentSettings, host: String?) -> [UInt8] {
    let target = host.flatMap { isPlain($0) ? $0 : nil } ?? "127.0.0.1:9877"
    let groups = settings.devices.map { device in
      JSONText.object([
        ("targets", .array([.text(target)])),
        (
          "labels",
          .object([
            ("__metrics_path__", .text("/probe")), ("__param_device", .text(device.name)),
            ("site", .text(settings.site)),
          ])
        ),
      ])
    }
    return Array(JSONText.array(groups).indented.utf8)
  }

  /// Whether the text can only be a host and a port.
  private static func isPlain(_ host: String) -> Bool {
    !host.isEmpty && host.utf8.count <= 255
      && host.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
