import Exposition
import Testing

@Suite("ContentNegotiation")
struct ContentNegotiationTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var who: String
    var accept: String?
    var format: ExpositionFormat
    var testDescription: String { who }
  }

  static let rows: [Row] = [
    Row(who: "no header", accept: nil, format: .text004),
    Row(who: "an empty header", accept: "", format: .text004),
    Row(
      who: "Prometheus 2.42",
      accept: "application/openmetrics-text;version=1.0.0,"
        + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,"
        + "*/*;q=0.1", format: .openMetrics100),
    Row(
      who: "Prometheus 3",
      accept: "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,"
        + "*/*;q=0.2", format: .openMetrics100),
    Row(
      who: "Prometheus 3 with protobuf first",
      accept: "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
        + "encoding=delimited;q=0.7,application/openmetrics-text;version=1.0.0;"
        + "escaping=underscores;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      format: .openMetrics100),
    Row(
      who: "Prometheus with scrape_protocols of text first",
      accept: "text/plain;version=0.0.4;q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,"
        + "*/*;q=0.2", format: .text004),
    Row(
      who: "Firefox",
      accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
        + "*/*;q=0.8", format: .text004),
    Row(who: "curl", accept: "*/*", format: .text004),
    Row(
      who: "OpenMetrics of any version", accept: "application/openmetrics-text",
      format: .openMetrics100),
    Row(
      who: "OpenMetrics 0.0.1 only", accept: "application/openmetrics-text;version=0.0.1",
      format: .text004),
    Row(
      who: "OpenMetrics 2.0.0 only", accept: "application/openmetrics-text;version=2.0.0",
      format: .text004),
    Row(
      who: "upper case, blanks and quotes",
      accept: " Application/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=0.9 , */* ; q=0.1",
      format: .openMetrics100),
    Row(
      who: "equal weights", accept: "text/plain;q=0.5,application/openmetrics-text;q=0.5",
      format: .openMetrics100),
    Row(
      who: "OpenMetrics refused",
      accept: "application/openmetrics-text;version=1.0.0;q=0,text/plain;q=0.1",
      format: .text004),
    Row(
      who: "OpenMetrics refused, and nothing else asked for",
      accept: "application/openmetrics-text;q=0", format: .text004),
    Row(
      who: "a wildcard above OpenMetrics, text named below it",
      accept: "application/openmetrics-text;q=0.5,text/plain;q=0.3,*/*;q=0.9",
      format: .openMetrics100),
    Row(
      who: "a wildcard above OpenMetrics",
      accept: "application/openmetrics-text;q=0.5,*/*;q=0.9", format: .text004),
    Row(
      who: "a comma in quotes",
      accept: "text/html;note=\"a,application/openmetrics-text\"", format: .text004),
    Row(
      who: "an impossible weight", accept: "application/openmetrics-text;q=7",
      format: .text004),
    Row(who: "a weight of words", accept: "application/openmetrics-text;q=hi", format: .text004),
    Row(who: "garbage", accept: ";;;,,,///;q=;version", format: .text004),
    Row(who: "JSON", accept: "application/json", format: .text004),
  ]

  @Test("the Accept header decides the format", arguments: rows)
  func format(row: Row) {
    #expect(ContentNegotiation.format(accept: row.accept) == row.format)
  }

  @Test("content types are exact")
  func contentTypes() {
    #expect(ExpositionFormat.text004.contentType == "text/plain; version=0.0.4; charset=utf-8")
    #expect(
      ExpositionFormat.openMetrics100.contentType
        == "application/openmetrics-text; version=1.0.0; charset=utf-8")
  }
}
