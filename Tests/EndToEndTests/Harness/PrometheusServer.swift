import Foundation

/// A real Prometheus on a port of its own.
final class PrometheusServer {
  struct Job {
    var name: String
    var port: UInt16
  }

  struct Sample {
    var labels: [String: String]
    var value: Double
  }

  let process: ChildProcess
  let port: UInt16
  private let folder: ScratchFolder

  /// Scrapes every second.
  convenience init(scraping jobs: [Job], rules: [URL] = []) async throws {
    var configuration = "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}"
    configuration += "\nrule_files: [\(rules.map { "'\($0.path)'" }.joined(separator: ", "))]"
    configuration += "\nscrape_configs:\n"
    for job in jobs {
      configuration += "- job_name: \(job.name)\n"
      configuration += "  static_configs: [{targets: ['127.0.0.1:\(job.port)']}]\n"
    }
    try await self.init(configuration: configuration)
  }

  /// Does what a configuration file says, whose other files are named by their whole paths.
  init(configuration: String) async throws {
    folder = try ScratchFolder()
    port = try LoopbackSocket.freePort()
    let file = try folder.write(configuration, to: "prometheus.yml")
    process = try ChildProcess(
      Programs.prometheus(),
      [
        "--config.file=\(file.path)", "--web.listen-address=127.0.0.1:\(port)",
        "--storage.tsdb.path=\(folder.url.appending(path: "data").path)", "--log.level=warn",
      ], in: folder)
    let (process, port) = (process, port)
    try await eventually("Prometheus is ready") {
      if process.exitStatus != nil { throw HarnessError("Prometheus ended: \(process.errors)") }
      return WebAnswer.get("/-/ready", port: port)?.status == 200
    }
  }

  /// What an expression gives now, or at an instant in seconds of the epoch.
  func query(_ expression: String, at time: Double? = nil) throws -> [Sample] {
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._~")
    let encoded = expression.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    let suffix = time.map { "&time=\($0)" } ?? ""
    guard let answer = WebAnswer.get("/api/v1/query?query=\(encoded)\(suffix)", port: port) else {
      throw HarnessError("Prometheus does not answer")
    }
    guard answer.status == 200 else {
      throw HarnessError("Prometheus refuses \(expression): \(answer.text)")
    }
    let reply = try JSONDecoder().decode(Reply.self, from: answer.body)
    return reply.data.result.map { Sample(labels: $0.metric, value: $0.value.number) }
  }

  /// The rules it has loaded and evaluated.
  func rules() throws -> [Rule] {
    guard let answer = WebAnswer.get("/api/v1/rules", port: port), answer.status == 200 else {
      throw HarnessError("Prometheus gives no rules")
    }
    let reply = try JSONDecoder().decode(RuleReply.self, from: answer.body)
    return reply.data.groups.flatMap(\.rules)
  }

  struct Rule: Decodable {
    var name: String
    var query: String
    var health: String
    var lastError: String?
  }

  private struct RuleReply: Decodable {
    var data: Payload

    struct Payload: Decodable { var groups: [Group] }
    struct Group: Decodable { var rules: [Rule] }
  }

  private struct Reply: Decodable {
    var data: Payload

    struct Payload: Decodable { var result: [Item] }
    struct Item: Decodable {
      var metric: [String: String]
      var value: Pair
    }
    struct Pair: Decodable {
      var number: Double

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        _ = try list.decode(Double.self)
        number = Double(try list.decode(String.self)) ?? .nan
      }
    }
  }
}
