package import Agent
package import Readings

/// The page at `/`: what the person on shift looks at first, and the one that works when
/// everything else is down. The site at a glance, then alarms, power, rooms, devices.
package enum OverviewPage {
  package static func html(of agent: Agent, at now: Instant, _ frame: PageFrame) -> String {
    let view = PlantView(agent: agent, now: now)
    let rooms = RoomState.all(in: view)
    let elements = PowerElement.all(of: agent.settings.topology.power, in: view)
    let drill = agent.settings.drill == nil ? "" : "DRILL "
    let title = "\(drill)\(AlarmList.summary(view)) \u{00B7} \(agent.settings.site)"
    return PageShell.document(title: title) {
      frame.write(view, into: &$0) { main in
        Glance.write(rooms, elements, view, into: &main)
        AlarmList.write(view, into: &main)
        PowerDiagram.write(elements, into: &main)
        RoomStrip.write(rooms, view, into: &main)
        DeviceTable.write(view, into: &main)
      }
    }
  }
}
