/// One panel of a dashboard: what it shows and what it asks.
struct Panel {
  /// How a panel draws what it was told.
  enum Kind: String {
    case stat
    case timeseries
    case stateTimeline = "state-timeline"
    case table
    case row
  }

  /// From which value on which colour; the first has no lower bound.
  struct Step {
    var color: String
    var from: Double?
  }

  var title: String
  var description: String
  var kind: Kind
  /// A unit of Grafana, such as `celsius`, `percentunit`, `volt`.
  var unit: String
  var queries: [Query]
  var width: Int
  var height: Int
  var steps: [Step]
  /// The words for 0 and 1, for what is a flag.
  var words: (zero: String, one: String)?
  var range: ClosedRange<Double>?

  static func row(_ title: String) -> Panel {
    Panel(
      title: title, description: "", kind: .row, unit: "", queries: [], width: 24, height: 1,
      steps: [], words: nil, range: nil)
  }

  /// Numbers over time.
  static func graph(
    _ title: String, unit: String, width: Int = 12, range: ClosedRange<Double>? = nil,
    steps: [Step] = [], _ description: String, _ queries: Query...
  ) -> Panel {
    Panel(
      title: title, description: description, kind: .timeseries, unit: unit, queries: queries,
      width: width, height: 8, steps: steps, words: nil, range: range)
  }

  /// A flag over time: set is bad.
  static func flags(
    _ title: String, width: Int = 12, zero: String = "no", one: String = "yes",
    color: String = "red", _ description: String, _ queries: Query...
  ) -> Panel {
    Panel(
      title: title, description: description, kind: .stateTimeline, unit: "none",
      queries: queries, width: width, height: 8,
      steps: [Step(color: "green", from: nil), Step(color: color, from: 1)], words: (zero, one),
      range: nil)
  }

  /// One number that says how it stands.
  static func number(
    _ title: String, unit: String = "none", width: Int = 4,
    steps: [Step] = [Step(color: "green", from: nil), Step(color: "red", from: 1)],
    _ description: String, _ query: Query
  ) -> Panel {
    Panel(
      title: title, description: description, kind: .stat, unit: unit, queries: [query],
      width: width, height: 4, steps: steps, words: nil, range: nil)
  }

  /// Series as rows.
  static func table(
    _ title: String, width: Int = 12, height: Int = 9, _ description: String, _ query: Query
  ) -> Panel {
    Panel(
      title: title, description: description, kind: .table, unit: "none", queries: [query],
      width: width, height: height, steps: [], words: nil, range: nil)
  }
}
