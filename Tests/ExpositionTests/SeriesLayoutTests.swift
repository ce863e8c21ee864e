import Testing

@testable import Exposition

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

  @Test("what neighbouring series have in common is kept once")
  func sharedText() throws {
    var builder = SeriesLayout.Builder()
    for device in 0..<100 {
      for point in 0..<100 {
        let labels = [
          (name: "room", value: "hall-1"), (name: "device", value: "device-\(device)"),
          (name: "point", value: "point-\(point)"),
        ]
        for state in ["normal", "active", "shelved"] {
          try builder.series(gauge("state"), labels + [(name: "state", value: state)])
        }
        try builder.series(gauge("active"), labels)
      }
    }
    let layout = try builder.finish()
    #expect(layout.count == 40_000)
    // A body for each of the 10,000 points, and not one for each series.
    #expect(layout.pool.bytes.count < 10_000 * 60)
    #expect(
      layout.text(of: SeriesIndex(rawValue: 4 * 205 + 1))
        == "state{room=\"hall-1\",device=\"device-2\",point=\"point-5\",state=\"active\"}")
    #expect(
      layout.text(of: SeriesIndex(rawValue: 4 * 9999 + 3))
        == "active{room=\"hall-1\",device=\"device-99\",point=\"point-99\"}")
  }

  @Test("a double is found among many series, whatever the order of its labels")
  func doublesAmongMany() throws {
    var builder = SeriesLayout.Builder()
    for number in 0..<5000 {
      try builder.series(gauge("x"), [("a", "\(number % 70)"), ("b", "\(number / 70)")])
    }
    // The labels exchanged are another series.
    try builder.series(gauge("x"), [("a", "71"), ("b", "3")])
    for number in stride(from: 0, to: 5000, by: 97) {
      #expect(throws: ExpositionError.self) {
        try builder.series(gauge("x"), [("b", "\(number / 70)"), ("a", "\(number % 70)")])
      }
    }
    #expect(builder.count == 5001)
  }

  @Test("series whose labels differ by little have digests that differ")
  func digests() throws {
    var digests: Set<UInt32> = []
    for number in 0..<40_000 {
      let set = try LabelSet(
        [("device", "dev\(number / 200)"), ("cell", "\(number % 200)")], of: "x")
      digests.insert(SeriesRegister.digest(of: set, family: "x"))
    }
    #expect(digests.count > 39_990)
    func digest(_ labels: [(name: String, value: String)]) throws -> UInt32 {
      SeriesRegister.digest(of: try LabelSet(labels, of: "x"), family: "x")
    }
    #expect(
      try digest([("a", "1"), ("b", "2"), ("c", "3")])
        == digest([("c", "3"), ("a", "1"), ("b", "2")]))
    #expect(try digest([("a", "1"), ("b", "2")]) != digest([("a", "2"), ("b", "1")]))
  }
}
