import Agent
import Polling
import Readings
import Registers

/// The lines: what each is doing, and how many of its requests and responses went wrong.
enum LineTable {
  static func write(_ view: PlantView, into page: inout Markup) {
    page.element("section", ["id": "lines", "aria-labelledby": "lines-title", "data-live": ""]) {
      $0.element("h2", ["id": "lines-title"], "Lines")
      $0.element(
        "div", ["class": "wide", "tabindex": "0", "role": "region", "aria-label": "Table of lines"]
      ) {
        $0.element("table") { table in
          table.element("caption", [:], "Lines")
          table.element("thead") {
            $0.element("tr") { row in
              for title in ["Line", "State", "Requests", "Failed", "Dropped", "Last fault"] {
                row.element("th", ["scope": "col"], title)
              }
            }
          }
          table.element("tbody") { body in
            for line in view.agent.settings.lines.indices { row(line, view, into: &body) }
          }
        }
      }
    }
  }

  private static func row(_ line: Int, _ view: PlantView, into body: inout Markup) {
    let status = view.agent.poller.lineStatus(LineIndex(rawValue: line), at: view.now)
    let total = RequestOutcome.allCases.reduce(UInt64(0)) { $0 + status.requests($1) }
    let failed = total - status.requests(.ok) - status.requests(.exception)
    let dropped = ResponseFlaw.allCases.reduce(UInt64(0)) { $0 + status.dropped($1) }
    body.element("tr") { row in
      row.element("th", ["scope": "row"], view.agent.settings.lines[line].name)
      row.element("td", [:], Wording.name(status.state.rawValue))
      row.element("td", [:], "\(total)")
      row.element("td", ["class": failed > 0 ? "bad" : ""], "\(failed)")
      row.element("td", ["class": dropped > 0 ? "bad" : ""], "\(dropped)")
      row.element("td", [:], status.lastFault.map { String(describing: $0) } ?? "")
    }
  }
}
