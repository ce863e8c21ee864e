import Exposition
import Web

/// The families of the web listener: who is served, who was turned away, and what was odd.
enum ClientMetrics {
  static func families(of counters: HTTPCounters) -> [DynamicFamily] {
    [
      family(
        MetricFamily(
          name: "hallwatch_http_open_connections", type: .gauge,
          help: "Connections of HTTP clients that are open."), [([], Double(counters.open))]),
      family(
        MetricFamily(
          name: "hallwatch_http_connections_total", type: .counter,
          help: "Connections of HTTP clients by what became of them."),
        [
          ([("outcome", "served")], counters.accepted),
          ([("outcome", "not_allowed")], counters.refused),
          ([("outcome", "crowding")], counters.crowded),
          ([("outcome", "full")], counters.overflowed),
        ].map { ($0.0, Double($0.1)) }),
      family(
        MetricFamily(
          name: "hallwatch_http_clients_cut_total", type: .counter,
          help: "Connections of HTTP clients that were ended because others wait or time is over."),
        [
          ([("reason", "idle")], counters.evicted),
          ([("reason", "slow_request")], counters.slowRequests),
          ([("reason", "slow_reader")], counters.slowReaders),
        ].map { ($0.0, Double($0.1)) }),
      family(
        MetricFamily(
          name: "hallwatch_http_odd_requests_total", type: .counter,
          help: "Requests refused for what they are, such as no HTTP."),
        [([], Double(counters.oddRequests))]),
      family(
        MetricFamily(
          name: "hallwatch_http_responses_total", type: .counter,
          help: "Answers over HTTP by status."),
        counters.responses.map { ([("status", "\($0.status.rawValue)")], Double($0.count)) }),
    ].compactMap { $0 }
  }

  private static func family(
    _ family: MetricFamily, _ samples: [(labels: [(String, String)], value: Double)]
  ) -> DynamicFamily? {
    guard var dynamic = try? DynamicFamily(family) else { return nil }
    for sample in samples {
      dynamic.add(sample.labels.map { (name: $0.0, value: $0.1) }, value: sample.value)
    }
    return dynamic
  }
}
