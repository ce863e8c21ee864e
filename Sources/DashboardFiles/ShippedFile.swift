import Agent

/// A file that the binary carries for Grafana or Prometheus.
package struct ShippedFile: Sendable {
  /// Below the folder that it is written to, such as `Grafana/climate.json`.
  package let path: String
  package let text: String

  /// Everything that is shipped: dashboards made from their description; rules with their tests,
  /// scrape configurations and the example of a redundant pair as they are in `Dashboards`.
  package static var all: [ShippedFile] {
    Dashboard.all.map {
      ShippedFile(path: "Grafana/\($0.name).json", text: $0.json.indented + "\n")
    }
      + prometheusFiles.map {
        ShippedFile(path: "Prometheus/\($0.name)", text: String(describing: $0.text))
      }
      + redundantFiles.map {
        ShippedFile(path: "Redundant/\($0.name)", text: String(describing: $0.text))
      }
  }
}
