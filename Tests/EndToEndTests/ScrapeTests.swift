import Foundation
import Testing

extension EndToEnd {
  /// The example of how Prometheus scrapes, as it is shipped.
  @Suite("The example scrape configuration")
  struct ScrapeTests {
    private static let folder = Dashboard.folder.appending(path: "Prometheus")

    /// A certificate for the proxy's name, signed by itself.
    private static func certificate(in folder: ScratchFolder) async throws -> (URL, URL) {
      let (key, certificate) = (
        folder.url.appending(path: "key.pem"), folder.url.appending(path: "cert.pem")
      )
      let made = try await ChildProcess.run(
        URL(filePath: "/usr/bin/openssl"),
        [
          "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
          "-subj", "/CN=hallwatch.example", "-addext", "subjectAltName=DNS:hallwatch.example",
          "-keyout", key.path, "-out", certificate.path,
        ])
      guard made.status == 0 else { throw HarnessError("openssl: \(made.errors)") }
      return (key, certificate)
    }

    @Test("promtool takes it, and a real Prometheus scrapes by it: whole, by device, and over TLS")
    func played() async throws {
      let demo = try await WatchedAgent.demo(["--scenario", "quiet"])
      try await demo.pageWithAllDevices()
      let folder = try ScratchFolder()
      let proxyPort = try LoopbackSocket.freePort()
      let (key, certificate) = try await Self.certificate(in: folder)
      let settings = try folder.write(
        """
        foreground = yes
        pid =
        [hallwatch]
        accept = 127.0.0.1:\(proxyPort)
        connect = 127.0.0.1:\(demo.port)
        cert = \(certificate.path)
        key = \(key.path)
        """, to: "stunnel.conf")
      let tunnel = try ChildProcess(Programs.stunnel(), [settings.path], in: folder)
      var text = try String(
        contentsOf: Self.folder.appending(path: "scrape.example.yml"), encoding: .utf8)
      for (shipped, own) in [
        ("127.0.0.1:9877", "127.0.0.1:\(demo.port)"), ("10.0.0.21:9443", "127.0.0.1:\(proxyPort)"),
        ("/etc/prometheus/hallwatch-ca.pem", certificate.path), ("interval: 15s", "interval: 5s"),
        ("- recording-rules.yml", "- '\(Self.folder.appending(path: "recording-rules.yml").path)'"),
        ("- alerting-rules.yml", "- '\(Self.folder.appending(path: "alerting-rules.yml").path)'"),
      ] {
        #expect(text.contains(shipped), "the example has no \(shipped)")
        text = text.replacing(shipped, with: own)
      }
      let file = try folder.write(text, to: "prometheus.yml")
      let check = try await ChildProcess.run(
        Programs.promtool(), ["check", "config", file.path])
      #expect(check.status == 0, "\(check.output) \(check.errors)")

      let prometheus = try await PrometheusServer(configuration: text)
      let devices = try demo.page().samples("hallwatch_device_up").count
      try await eventually("every target is scraped well") {
        if let status = tunnel.exitStatus {
          throw HarnessError("stunnel ended with \(status): \(tunnel.errors)")
        }
        return try prometheus.query("sum(up) == \(devices + 2)").count == 1
      }
      // By device: a target for each, which holds that device and no other.
      let byDevice = try prometheus.query(
        "count by (instance, device) ({job=\"hallwatch-device\",device!=\"\"})")
      #expect(byDevice.count == devices)
      #expect(byDevice.allSatisfy { $0.labels["instance"] == $0.labels["device"] })
      #expect(
        try prometheus.query("count(up{job=\"hallwatch-device\",site=\"demo-hall\"})")
          .first?.value == Double(devices))
      // What stands in the whole scrape about devices stands in theirs.
      let missing = try prometheus.query(
        "facility_air_temperature_celsius{job=\"hallwatch\"} unless on (device, position) "
          + "facility_air_temperature_celsius{job=\"hallwatch-device\"}")
      #expect(missing.isEmpty, "\(missing)")
      #expect(
        try prometheus.query("hallwatch_device_up{job=\"hallwatch-tls\"} == 1").count == devices)
    }
  }
}
