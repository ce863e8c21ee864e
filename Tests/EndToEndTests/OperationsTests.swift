import Foundation
import Testing

extension EndToEnd {
  /// The files that a user can take, with the programs that they are for.
  @Suite("The examples of the installation", .serialized)
  struct OperationsTests {
    private static let examples = Programs.repository.appending(
      path: "Sources/hallwatch/Installation/examples")

    /// An example as it is shipped, with places of this test in place of those it names.
    private static func example(
      _ name: String, _ replacements: [(String, String)]
    ) throws -> String {
      var text = try String(contentsOf: examples.appending(path: name), encoding: .utf8)
      for (shipped, own) in replacements {
        #expect(text.contains(shipped), "\(name) has no \(shipped)")
        text = text.replacing(shipped, with: own)
      }
      // The users that packages make are not there.
      return text.split(separator: "\n", omittingEmptySubsequences: false)
        .filter { !$0.hasPrefix("set") }.joined(separator: "\n")
    }

    /// Certificates in a folder `tls`, by the names that the examples use, and some that are wrong.
    private struct Certificates {
      let folder: URL

      init(in scratch: ScratchFolder) async throws {
        folder = scratch.url.appending(path: "tls")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for authority in ["clients-ca", "devices-ca", "agents-ca", "foreign-ca", "tenants-ca"] {
          try await make(authority, name: authority, by: nil)
        }
        try await make("server", name: "hallwatch.example", by: "clients-ca")
        try await make("client", name: "prometheus", by: "clients-ca")
        try await make("foreign", name: "prometheus", by: "foreign-ca")
        for tenant in ["tenant-a", "tenant-b", "tenant-c"] {
          try await make(tenant, name: tenant, by: "tenants-ca")
        }
        try await make("device", name: "ups-a.example", by: "devices-ca")
        try await make("other-device", name: "ups-b.example", by: "devices-ca")
        // The role of MODBUS/TCP Security, clause 5.4.
        try await make(
          "agent", name: "hallwatch", by: "agents-ca",
          extensions: ["1.3.6.1.4.1.50316.802.1=ASN1:UTF8String:Monitor"])
      }

      private func make(
        _ file: String, name: String, by authority: String?, extensions: [String] = []
      ) async throws {
        var words = [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
          "-days", "2", "-subj", "/CN=\(name)", "-keyout", path("\(file).key"), "-out",
          path("\(file).crt"),
        ]
        if let authority {
          words += ["-CA", path("\(authority).crt"), "-CAkey", path("\(authority).key")]
          for text in ["subjectAltName=DNS:\(name)", "basicConstraints=critical,CA:FALSE"]
            + extensions
          {
            words += ["-addext", text]
          }
        }
        let made = try await ChildProcess.run(URL(filePath: "/usr/bin/openssl"), words)
        guard made.status == 0 else { throw HarnessError("openssl: \(made.errors)") }
      }

      func path(_ file: String) -> String { folder.appending(path: file).path }

      /// What a server behind TLS answers to a client with this certificate; nil for none.
      func ask(
        _ port: UInt16, method: String = "GET", path target: String = "/metrics",
        as client: String?
      ) async throws -> String {
        var words = [
          "s_client", "-connect", "127.0.0.1:\(port)", "-quiet", "-verify_return_error",
          "-CAfile", path("clients-ca.crt"), "-verify_hostname", "hallwatch.example",
        ]
        if let client {
          words += ["-cert", path("\(client).crt"), "-key", path("\(client).key")]
        }
        let request = "\(method) \(target) HTTP/1.1\r\nHost: hallwatch.example\r\n"
        return try await ChildProcess.run(
          URL(filePath: "/usr/bin/openssl"), words,
          input: "\(request)Connection: close\r\n\r\n"
        ).output
      }
    }

    private static func isUp(_ device: String, in answer: String) -> Bool {
      answer.hasPrefix("HTTP/1.1 200")
        && answer.contains("hallwatch_device_up{device=\"\(device)\"} 1")
    }

    @Test(
      "nginx and stunnel let in who has a certificate; stunnel reaches a device that wants one")
    func fronts() async throws {
      let folder = try ScratchFolder()
      let certificates = try await Certificates(in: folder)
      let ports = try LoopbackSocket.freePorts(5)
      let (plant, security, local) = (ports[0], ports[1], ports[2])
      let (nginxPort, stunnelPort) = (ports[3], ports[4])
      func site(_ name: String, port: UInt16) throws -> URL {
        try folder.write(
          """
          { site: "bench", web: { listen: ["unix:\(folder.url.path)/web.sock"] },
            poll: { interval: "500ms", timeout: "500ms", max_age: "3s" },
            devices: [{ name: "ups-a", profile: "apc-smart-ups",
              endpoint: "tcp://127.0.0.1:\(port)", unit: 1 }] }
          """, to: name)
      }
      let simulator = try ChildProcess(
        Programs.hallwatch,
        ["simulate", try site("plant.json5", port: plant).path, "--scenario", "quiet"], in: folder)
      let agent = try ChildProcess(
        Programs.hallwatch, ["run", "--config", try site("site.json5", port: local).path],
        in: folder)
      let tunnel = try ChildProcess(
        Programs.stunnel(),
        [
          try folder.write(
            try Self.example(
              "stunnel-modbus.conf",
              [
                ("accept = 127.0.0.1:15021", "accept = 127.0.0.1:\(local)"),
                ("10.20.1.11:802", "127.0.0.1:\(security)"),
                ("/etc/hallwatch/tls", certificates.folder.path),
              ]), to: "stunnel-modbus.conf"
          ).path
        ], in: folder)
      let web = try ChildProcess(
        Programs.stunnel(),
        [
          try folder.write(
            try Self.example(
              "stunnel-web.conf",
              [
                (":::9443", "127.0.0.1:\(stunnelPort)"),
                ("connect = /run/hallwatch", "connect = \(folder.url.path)"),
                ("/etc/hallwatch/tls", certificates.folder.path),
              ]), to: "stunnel-web.conf"
          ).path
        ], in: folder)
      let nginx = try Self.nginx(
        try Self.example(
          "nginx.conf",
          [
            ("listen 9443", "listen 127.0.0.1:\(nginxPort)"),
            ("server unix:/run/hallwatch", "server unix:\(folder.url.path)"),
            ("/etc/hallwatch/tls", certificates.folder.path),
          ]), in: folder)

      // The device's other end: it lets nobody in without a certificate of the agents' authority.
      var device = try Self.device("device", security, plant, certificates, in: folder)
      for (port, front) in [(nginxPort, nginx), (stunnelPort, web)] {
        try await eventually("the device is up, seen through \(front.name)") {
          for process in [simulator, agent, tunnel, web, nginx, device] {
            guard let status = process.exitStatus else { continue }
            throw HarnessError("\(process.name) ended with \(status): \(process.errors)")
          }
          return Self.isUp("ups-a", in: try await certificates.ask(port, as: "client"))
        }
        for stranger in ["foreign", nil] {
          let answer = try await certificates.ask(port, as: stranger)
          #expect(!answer.contains("hallwatch_"), "\(front.name): \(answer)")
          #expect(!answer.hasPrefix("HTTP/1.1 200"))
        }
      }
      #expect(try await certificates.ask(nginxPort, method: "POST", as: "client").contains("403"))

      // A device that shows another's certificate is not asked.
      device.send(SIGKILL)
      _ = try await device.end()
      device = try Self.device("other-device", security, plant, certificates, in: folder)
      try await eventually("who is another is not believed") {
        try await certificates.ask(nginxPort, as: "client")
          .contains("hallwatch_device_up{device=\"ups-a\"} 0")
      }
      try await eventually("and stunnel says why") {
        tunnel.errors.contains("certificate verify failed")
      }
      #expect(agent.exitStatus == nil && device.exitStatus == nil)
    }

    @Test("each tenant sees the rooms that his certificate names, whatever he asks for")
    func tenants() async throws {
      let folder = try ScratchFolder()
      let certificates = try await Certificates(in: folder)
      let ports = try LoopbackSocket.freePorts(3)
      let devices = (1...3).map {
        "{ name: \"ups-\($0)\", profile: \"apc-smart-ups\", endpoint: \"tcp://127.0.0.1:\(ports[0])\","
          + " unit: \($0), labels: { room: \"hall-\($0)\" } }"
      }
      let site = try folder.write(
        """
        { site: "bench", web: { listen: ["unix:\(folder.url.path)/web.sock"] },
          poll: { interval: "500ms", timeout: "500ms", max_age: "3s" },
          devices: [\(devices.joined(separator: ", "))] }
        """, to: "site.json5")
      let agent = try ChildProcess(
        Programs.hallwatch, ["run", "--config", site.path], in: folder)
      let files = [
        try Self.example(
          "nginx.conf",
          [
            ("listen 9443", "listen 127.0.0.1:\(ports[1])"),
            ("server unix:/run/hallwatch", "server unix:\(folder.url.path)"),
            ("/etc/hallwatch/tls", certificates.folder.path),
          ]),
        try Self.example(
          "nginx-tenants.conf",
          [
            ("listen 9444", "listen 127.0.0.1:\(ports[2])"),
            ("/etc/hallwatch/tls", certificates.folder.path),
          ]),
      ]
      let nginx = try Self.nginx(files.joined(separator: "\n"), in: folder)
      func ask(_ path: String, as client: String?) async throws -> String {
        for process in [agent, nginx] {
          guard let status = process.exitStatus else { continue }
          throw HarnessError("\(process.name) ended with \(status): \(process.errors)")
        }
        return try await certificates.ask(ports[2], path: path, as: client)
      }
      try await eventually("tenant a sees the alarm of his own room") {
        try await ask("/alarms", as: "tenant-a").contains("communication_loss/ups-1")
      }
      for path in [
        "/alarms", "/devices", "/readings", "/alarms?room=hall-2", "/devices?device=ups-3",
      ] {
        let seen = try await ask(path, as: "tenant-a")
        #expect(
          seen.contains("ups-1") && !seen.contains("ups-2") && !seen.contains("ups-3"), "\(seen)")
      }
      let two = try await ask("/devices", as: "tenant-b")
      #expect(!two.contains("ups-1") && two.contains("ups-2") && two.contains("ups-3"))
      for (path, client) in [
        ("/alarms", "tenant-c"), ("/", "tenant-a"), ("/metrics", "tenant-a"),
        ("/api/v1/alarms", "tenant-a"), ("/alarms", "client"), ("/alarms", nil),
      ] {
        let answer = try await ask(path, as: client)
        #expect(!answer.contains("ups-") && !answer.hasPrefix("HTTP/1.1 200"), "\(path): \(answer)")
      }
    }

    private static func device(
      _ certificate: String, _ port: UInt16, _ plant: UInt16, _ certificates: Certificates,
      in folder: ScratchFolder
    ) throws -> ChildProcess {
      let configuration = try folder.write(
        """
        foreground = yes
        pid =
        [device]
        accept = 127.0.0.1:\(port)
        connect = 127.0.0.1:\(plant)
        cert = \(certificates.path("\(certificate).crt"))
        key = \(certificates.path("\(certificate).key"))
        CAfile = \(certificates.path("agents-ca.crt"))
        verifyChain = yes
        requireCert = yes
        """, to: "\(certificate).conf")
      return try ChildProcess(Programs.stunnel(), [configuration.path], in: folder)
    }

    /// nginx with this one file in place of its `conf.d`.
    private static func nginx(_ site: String, in folder: ScratchFolder) throws -> ChildProcess {
      let included = try folder.write(site, to: "hallwatch.conf")
      let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
        "\($0)_temp_path \(folder.url.path)/\($0);"
      }
      let main = try folder.write(
        """
        daemon off;
        master_process off;
        pid \(folder.url.path)/nginx.pid;
        events {}
        http { access_log off; \(temporary.joined(separator: " ")) include \(included.path); }
        """, to: "nginx.conf")
      return try ChildProcess(
        Programs.nginx(), ["-e", "stderr", "-p", folder.url.path, "-c", main.path], in: folder)
    }
  }
}
