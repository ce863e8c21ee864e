import Foundation

/// A Grafana dashboard as it is stored, as far as the tests look into it.
struct Dashboard: Decodable {
  var title: String
  var uid: String
  var panels: [Panel]
  var templating: Templating

  struct Panel: Decodable {
    var id: Int
    var type: String
    var title: String
    var description: String?
    var datasource: Source?
    var targets: [Target]?
    var gridPos: Place
    var fieldConfig: FieldConfiguration?

    var isRow: Bool { type == "row" }
  }

  struct Target: Decodable {
    var expr: String
    var datasource: Source
  }

  struct Source: Decodable {
    var uid: String
  }

  struct Place: Decodable {
    var x, y, w, h: Int

    func overlaps(_ other: Place) -> Bool {
      x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h
    }
  }

  struct FieldConfiguration: Decodable {
    var defaults: Defaults

    struct Defaults: Decodable { var unit: String? }
  }

  struct Templating: Decodable {
    var list: [Variable]

    struct Variable: Decodable { var name: String }
  }

  static let folder = Programs.repository.appending(path: "Dashboards")

  static func all() throws -> [Dashboard] {
    let grafana = folder.appending(path: "Grafana")
    return try FileManager.default.contentsOfDirectory(atPath: grafana.path).sorted()
      .filter { $0.hasSuffix(".json") }
      .map {
        let file = try Data(contentsOf: grafana.appending(path: $0))
        return try JSONDecoder().decode(Dashboard.self, from: file)
      }
  }

  /// What each panel asks, with the dashboard's variables at "All" and its intervals at a minute.
  func questions() -> [(panel: String, expression: String)] {
    let values = [
      "$__rate_interval": "1m", "$__range": "5m", "$site": ".*", "$room": ".*", "$feed": ".*",
      "$device": ".*",
    ]
    return panels.flatMap { panel in
      (panel.targets ?? []).map { target in
        let expression = values.reduce(target.expr) {
          $0.replacing($1.key, with: $1.value)
        }
        return (panel.title, expression)
      }
    }
  }
}
