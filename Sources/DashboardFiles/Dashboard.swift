package import Agent

/// A dashboard of Grafana: its panels in reading order, from which everything else follows.
package struct Dashboard: Sendable {
  /// The name of the file and the end of the dashboard's own identifier.
  package let name: String
  package let title: String
  let description: String
  private let makePanels: @Sendable () -> [Panel]

  init(
    _ name: String, title: String, description: String,
    _ panels: @escaping @Sendable () -> [Panel]
  ) {
    self.name = name
    self.title = title
    self.description = description
    makePanels = panels
  }

  /// Every dashboard that is shipped.
  package static let all: [Dashboard] = [
    siteOverview, powerChain, upsAndBatteries, generators, climate, fireAndLeak, alarms, agent,
  ]

  /// The file to import: classic JSON, with no fixed data source.
  package var json: JSONText {
    .object([
      ("id", .null), ("uid", .text("hallwatch-" + name)), ("title", .text("hallwatch: " + title)),
      ("description", .text(description)), ("tags", .array([.text("hallwatch")])),
      ("schemaVersion", .count(39)), ("version", .count(1)), ("editable", .flag(true)),
      ("graphTooltip", .count(1)), ("timezone", .text("browser")), ("refresh", .text("15s")),
      ("time", .object([("from", .text("now-1h")), ("to", .text("now"))])),
      ("annotations", .object([("list", .array([]))])), ("links", .array([Self.siblings])),
      ("templating", .object([("list", .array(Self.variables))])),
      ("panels", .array(placedPanels)),
    ])
  }

  /// Panels stand beside each other until a row of 24 columns is full.
  private var placedPanels: [JSONText] {
    var (x, y, rowHeight) = (0, 0, 0)
    return makePanels().enumerated().map { number, panel in
      if x + panel.width > 24 {
        y += rowHeight
        (x, rowHeight) = (0, 0)
      }
      defer {
        x += panel.width
        rowHeight = max(rowHeight, panel.height)
      }
      return panel.json(id: number + 1, x: x, y: y)
    }
  }

  private static let siblings = JSONText.object([
    ("type", .text("dashboards")), ("title", .text("hallwatch")), ("asDropdown", .flag(true)),
    ("includeVars", .flag(true)), ("keepTime", .flag(true)),
    ("tags", .array([.text("hallwatch")])),
  ])

  private static let variables: [JSONText] = [
    .object([
      ("name", .text("datasource")), ("label", .text("Data source")),
      ("type", .text("datasource")), ("query", .text("prometheus")), ("current", .object([])),
      ("hide", .count(0)), ("includeAll", .flag(false)), ("multi", .flag(false)),
      ("refresh", .count(1)),
    ]),
    variable("site", "Site", "label_values(hallwatch_device_up{job=\"hallwatch\"}, site)"),
    variable("room", "Room", values(of: "room", "site=~\"$site\"")),
    variable("feed", "Feed", values(of: "feed", "site=~\"$site\"")),
    variable("device", "Device", values(of: "device", "site=~\"$site\",room=~\"$room\"")),
  ]

  private static func values(of label: String, _ matchers: String) -> String {
    "label_values({job=\"hallwatch\",__name__=~\"facility_.+\",\(matchers)}, \(label))"
  }

  /// A choice of label values; all of them, also of series without the label, at first.
  private static func variable(_ name: String, _ label: String, _ query: String) -> JSONText {
    .object([
      ("name", .text(name)), ("label", .text(label)), ("type", .text("query")),
      ("datasource", Panel.source),
      (
        "query",
        .object([("query", .text(query)), ("refId", .text("PrometheusVariable-" + name))])
      ),
      ("definition", .text(query)), ("refresh", .count(2)), ("sort", .count(1)),
      ("multi", .flag(true)), ("includeAll", .flag(true)), ("allValue", .text(".*")),
      (
        "current",
        .object([("text", .array([.text("All")])), ("value", .array([.text("$__all")]))])
      ),
      ("hide", .count(0)),
    ])
  }
}
