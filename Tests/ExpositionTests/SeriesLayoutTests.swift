import Exposition
import Testing

@Suite("SeriesLayout")
struct SeriesLayoutTests {
  private func gauge(_ name: String) -> MetricFamily {
    MetricFamily(name: name, type: .gauge, help: "Help.")
  }

  @Test("indices count registrations, whatever the order of writing")
  func indices() throws {
    var builder = SeriesLayout.Builder()
    let second = try builder.series(gauge("b"), [("x", "1")])
    let first = try builder.series(gauge("a"), [])
    let third = try builder.series(gauge("b"), [("x", "2")])
    let layout = try builder.finish()
    #expect([second, first, third].map(\.rawValue) == [0, 1, 2])
    #expect(layout.count == 3)
    #expect(layout.families.map(\.name) == ["a", "b"])
    #expect(layout.text(of: third) == "b{x=\"2\"}")
    #expect(layout.text(of: SeriesIndex(rawValue: 3)) == nil)
  }

  @Test("mistakes are named, with both parties")
  func mistakes() throws {
    var builder = SeriesLayout.Builder()
    try builder.series(gauge("up"), [("device", "a"), ("room", "1")])
    let cases: [(MetricFamily, [(name: String, value: String)], String)] = [
      (
        gauge("up"), [("room", "1"), ("device", "a")],
        "up{device=\"a\",room=\"1\"} and up{room=\"1\",device=\"a\"} are the same series"
      ),
      (
        gauge("up"), [("device", "a"), ("room", "1"), ("feed", "")],
        "up{device=\"a\",room=\"1\"} is registered twice"
      ),
      (
        gauge("up"), [("device", "a"), ("device", "b")],
        "the label device of up is given twice"
      ),
      (
        gauge("up"), [("de vice", "a")],
        "\"de vice\" cannot name a label of up: use a letter, then letters, digits and underscores"
      ),
      (
        gauge("up"), [("__name__", "a")],
        "\"__name__\" cannot name a label of up: use a letter, then letters, digits and "
          + "underscores"
      ),
      (
        gauge("9up"), [],
        "\"9up\" cannot name a metric: use a letter, then letters, digits and underscores"
      ),
      (
        gauge("job:up"), [],
        "\"job:up\" cannot name a metric: use a letter, then letters, digits and underscores"
      ),
      (
        MetricFamily(name: "up", type: .gauge, help: "Other."), [],
        "up is described in two ways: gauge, unit none, \"Help.\" and gauge, unit none, \"Other.\""
      ),
      (
        MetricFamily(name: "requests", type: .counter, help: "Help."), [],
        "the name requests must end in _total"
      ),
      (
        MetricFamily(name: "_total", type: .counter, help: "Help."), [],
        "\"_total\" cannot name a metric: use a letter, then letters, digits and underscores"
      ),
      (
        MetricFamily(name: "build", type: .info, help: "Help."), [],
        "the name build must end in _info"
      ),
      (
        MetricFamily(name: "up_total", type: .counter, help: "Help."), [],
        "up and up_total have the same name in OpenMetrics"
      ),
    ]
    for (family, labels, message) in cases {
      let error = #expect(throws: ExpositionError.self) { try builder.series(family, labels) }
      #expect(error?.description == message)
    }
    #expect(builder.count == 1)
  }

  @Test("values that become equal by cleaning are duplicates")
  func duplicatesAfterCleaning() throws {
    var builder = SeriesLayout.Builder()
    try builder.series(gauge("x"), [("serial", "1\u{1}")])
    #expect(throws: ExpositionError.self) {
      try builder.series(gauge("x"), [("serial", "1\u{2}")])
    }
  }
}
