import Agent

extension Panel {
  /// The panel as Grafana stores it, at a place of the grid.
  func json(id: Int, x: Int, y: Int) -> JSONText {
    var members: [(String, JSONText)] = [
      ("id", .count(id)), ("type", .text(kind.rawValue)), ("title", .text(title)),
      (
        "gridPos",
        .object([("h", .count(height)), ("w", .count(width)), ("x", .count(x)), ("y", .count(y))])
      ),
    ]
    guard kind != .row else {
      return .object(members + [("collapsed", .flag(false)), ("panels", .array([]))])
    }
    members += [
      ("description", .text(description)), ("datasource", Self.source),
      ("targets", .array(queries.enumerated().map { target($0.element, at: $0.offset) })),
      ("fieldConfig", fieldConfiguration), ("options", options),
    ]
    if kind == .table { members.append(("transformations", Self.tableTransformations)) }
    return .object(members)
  }

  static let source = JSONText.object([
    ("type", .text("prometheus")), ("uid", .text("${datasource}")),
  ])

  /// Tables and single numbers show now; everything else the whole time.
  private func target(_ query: Query, at place: Int) -> JSONText {
    let isInstant = kind == .stat || kind == .table
    var members: [(String, JSONText)] = [
      ("refId", .text(String(UnicodeScalar(UInt8(ascii: "A") + UInt8(place))))),
      ("datasource", Self.source), ("expr", .text(query.expression)),
      ("legendFormat", .text(query.legend)), ("instant", .flag(isInstant)),
      ("range", .flag(!isInstant)),
    ]
    if kind == .table { members.append(("format", .text("table"))) }
    return .object(members)
  }

  private var fieldConfiguration: JSONText {
    var defaults: [(String, JSONText)] = [("unit", .text(unit))]
    if let range {
      defaults += [("min", .number(range.lowerBound)), ("max", .number(range.upperBound))]
    }
    if let words {
      func word(_ text: String, _ color: String, _ index: Int) -> JSONText {
        .object([("text", .text(text)), ("color", .text(color)), ("index", .count(index))])
      }
      defaults.append(
        (
          "mappings",
          .array([
            .object([
              ("type", .text("value")),
              (
                "options",
                .object([
                  ("0", word(words.zero, steps.first?.color ?? "green", 0)),
                  ("1", word(words.one, steps.last?.color ?? "red", 1)),
                ])
              ),
            ])
          ])
        ))
    }
    if !steps.isEmpty {
      let list = steps.map { step in
        JSONText.object([
          ("color", .text(step.color)), ("value", step.from.map { .number($0) } ?? .null),
        ])
      }
      defaults.append(
        ("thresholds", .object([("mode", .text("absolute")), ("steps", .array(list))])))
    }
    if kind == .timeseries {
      defaults.append(
        (
          "custom",
          .object([
            ("drawStyle", .text("line")), ("lineWidth", .count(1)), ("fillOpacity", .count(8)),
            // A gap is a gap: an old value must not look like a new one.
            ("spanNulls", .flag(false)), ("showPoints", .text("auto")),
            (
              "thresholdsStyle", .object([("mode", .text(steps.isEmpty ? "off" : "line"))])
            ),
          ])
        ))
    }
    return .object([("defaults", .object(defaults)), ("overrides", .array([]))])
  }

  private var options: JSONText {
    switch kind {
    case .stat:
      .object([
        ("colorMode", .text("background")), ("graphMode", .text("none")),
        ("justifyMode", .text("center")), ("textMode", .text("value")),
        (
          "reduceOptions",
          .object([
            ("calcs", .array([.text("lastNotNull")])), ("fields", .text("")),
            ("values", .flag(false)),
          ])
        ),
      ])
    case .stateTimeline:
      .object([
        ("mergeValues", .flag(true)), ("showValue", .text("auto")), ("rowHeight", .number(0.9)),
        ("alignValue", .text("left")),
        (
          "legend",
          .object([("displayMode", .text("list")), ("placement", .text("bottom"))])
        ),
      ])
    case .timeseries:
      .object([
        (
          "legend",
          .object([
            ("displayMode", .text("list")), ("placement", .text("bottom")),
            ("showLegend", .flag(true)),
          ])
        ),
        ("tooltip", .object([("mode", .text("multi")), ("sort", .text("desc"))])),
      ])
    case .table: .object([("showHeader", .flag(true)), ("cellHeight", .text("sm"))])
    case .row: .object([])
    }
  }

  /// What Prometheus adds for its own use is no column.
  private static let tableTransformations = JSONText.array([
    .object([
      ("id", .text("organize")),
      (
        "options",
        .object([
          (
            "excludeByName",
            .object(["Time", "__name__", "job", "instance"].map { ($0, .flag(true)) })
          )
        ])
      ),
    ])
  ])
}
