import Agent
import Readings

/// The one-line diagram, from sources on the left to loads on the right, drawn from the topology.
enum PowerDiagram {
  private static let boxWidth = 184
  private static let boxHeight = 92
  private static let columnGap = 48
  private static let rowGap = 18
  /// So many lines of details fit into a box.
  private static let detailsShown = 2

  static func write(_ elements: [PowerElement], into page: inout Markup) {
    guard !elements.isEmpty else { return }
    page.element("section", ["id": "power", "aria-labelledby": "power-title", "data-live": ""]) {
      $0.element("h2", ["id": "power-title"], "Power")
      let label = "One-line diagram"
      $0.element(
        "div", ["class": "wide diagram", "tabindex": "0", "role": "region", "aria-label": label]
      ) {
        draw(elements, into: &$0)
      }
      chain(elements, into: &$0)
    }
  }

  /// The same from source to load, one below the other: what a narrow screen shows in place of the
  /// drawing.
  private static func chain(_ elements: [PowerElement], into page: inout Markup) {
    let places = Places(elements.map(\.node))
    let order = elements.indices.sorted {
      (elements[$0].node.feed, places[$0].column, $0)
        < (elements[$1].node.feed, places[$1].column, $1)
    }
    page.element("ol", ["class": "chain"]) { list in
      for number in order {
        let element = elements[number]
        list.element("li", ["class": element.life.rawValue, "data-node": element.node.name]) {
          $0.element("b", [:], element.node.title)
          $0.text(" \(element.node.kind.rawValue) ")
          $0.element("span", ["class": "word"], element.life.word)
          if !element.details.isEmpty {
            $0.element("span", ["class": "detail"], element.details.joined(separator: " \u{00B7} "))
          }
          if !element.node.fedBy.isEmpty {
            $0.element(
              "span", ["class": "fed"], "from " + element.node.fedBy.joined(separator: " or "))
          }
        }
      }
    }
  }

  private static func sentence(_ element: PowerElement) -> String {
    var text = "\(element.node.title) (\(element.node.kind.rawValue)): \(element.life.word)"
    if !element.details.isEmpty { text += ", " + element.details.joined(separator: ", ") }
    if !element.node.fedBy.isEmpty {
      text += "; fed by " + element.node.fedBy.joined(separator: " or ")
    }
    return text
  }

  private static func draw(_ elements: [PowerElement], into page: inout Markup) {
    let places = Places(elements.map(\.node))
    let width = places.columnCount * (boxWidth + columnGap) - columnGap + 8
    let height = places.rowCount * (boxHeight + rowGap) - rowGap + 8
    page.element(
      "svg",
      [
        "class": "power", "viewBox": "0 0 \(width) \(height)", "role": "img",
        "aria-label": "Power chain: " + elements.map(sentence).joined(separator: ". "),
      ]
    ) { svg in
      for (number, element) in elements.enumerated() {
        for feeder in places.feeders[number] {
          wire(
            from: elements[feeder], at: places[feeder], lane: places.lane(of: feeder),
            to: places[number], into: &svg)
        }
        box(element, at: places[number], into: &svg)
      }
    }
  }

  private static func origin(_ place: Places.Place) -> (x: Int, y: Int) {
    // Rows are in halves, so that a column with fewer boxes stands in the middle.
    (4 + place.column * (boxWidth + columnGap), 4 + place.halfRow * (boxHeight + rowGap) / 2)
  }

  private static func wire(
    from source: PowerElement, at place: Places.Place, lane: Double, to target: Places.Place,
    into svg: inout Markup
  ) {
    let (from, to) = (origin(place), origin(target))
    let (x1, y1) = (from.x + boxWidth, from.y + boxHeight / 2)
    let (x2, y2) = (to.x, to.y + boxHeight / 2)
    // Each source goes up and down in a lane of its own, so that a dead wire does not hide behind a
    // live one.
    let middle = x2 - columnGap / 2 + Int(lane * Double(columnGap - 16))
    svg.shape(
      "path",
      ["class": source.life.rawValue, "d": "M\(x1) \(y1) H\(middle) V\(y2) H\(x2)"])
  }

  private static func box(
    _ element: PowerElement, at place: Places.Place, into svg: inout Markup
  ) {
    let (x, y) = origin(place)
    svg.element("g", ["class": element.life.rawValue, "data-node": element.node.name]) { box in
      box.shape(
        "rect",
        ["x": "\(x)", "y": "\(y)", "width": "\(boxWidth)", "height": "\(boxHeight)", "rx": "6"])
      func line(_ number: Int, _ text: String, _ kind: String, fits: Int) {
        box.element(
          "text", ["class": kind, "x": "\(x + 12)", "y": "\(y + 22 + 19 * number)"],
          shortened(text, to: fits))
      }
      line(0, element.node.title, "name", fits: 20)
      line(1, "\(element.life.word) \u{00B7} \(element.node.kind.rawValue)", "word", fits: 22)
      for (number, detail) in element.details.prefix(detailsShown).enumerated() {
        let isWarning = detail.hasPrefix("ON ")
        line(2 + number, detail, isWarning ? "detail warning" : "detail", fits: 25)
      }
    }
  }

  /// What fits into a box; the description of the drawing has the whole.
  private static func shortened(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(count - 1) + "\u{2026}"
  }
}

/// Where each element of the chain stands: as many columns from the left as there are steps from
/// a source, near what feeds it.
struct Places {
  struct Place {
    var column: Int
    /// In half rows from the top.
    var halfRow: Int
  }

  private var places: [Place]
  let columnCount: Int
  let rowCount: Int
  /// By node, the places in the list of what feeds it.
  let feeders: [[Int]]

  subscript(node: Int) -> Place { places[node] }

  /// From −½ to ½: where among the nodes of its column a node stands.
  func lane(of node: Int) -> Double {
    let column = places.filter { $0.column == places[node].column }.map(\.halfRow).sorted()
    guard column.count > 1, let rank = column.firstIndex(of: places[node].halfRow) else { return 0 }
    return Double(rank) / Double(column.count - 1) - 0.5
  }

  init(_ nodes: [SiteTopology.PowerNode]) {
    let numbers = Dictionary(
      nodes.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    let feeders = nodes.map { $0.fedBy.compactMap { numbers[$0] } }
    var columns = Array(repeating: 0, count: nodes.count)
    // As many rounds as there can be steps; a loop, which is a mistake of the site file, ends too.
    for _ in nodes.indices {
      for node in nodes.indices {
        let column = (feeders[node].map { columns[$0] + 1 }.max() ?? 0)
        columns[node] = min(column, nodes.count - 1)
      }
    }
    let columnCount = (columns.max() ?? 0) + 1
    var rows = Array(repeating: 0, count: nodes.count)
    var members = (0..<columnCount).map { column in
      nodes.indices.filter { columns[$0] == column }
    }
    let rowCount = members.map(\.count).max() ?? 1
    for column in 0..<columnCount {
      let near = members[column].map { node -> (Double, Int) in
        let above = feeders[node].map { Double(rows[$0]) }
        return (above.isEmpty ? Double(node) : above.reduce(0, +) / Double(above.count), node)
      }
      members[column] = near.sorted { $0 < $1 }.map(\.1)
      let top = rowCount - members[column].count
      for (place, node) in members[column].enumerated() { rows[node] = top + 2 * place }
    }
    self.feeders = feeders
    self.columnCount = columnCount
    self.rowCount = rowCount
    places = nodes.indices.map { Place(column: columns[$0], halfRow: rows[$0]) }
  }
}
