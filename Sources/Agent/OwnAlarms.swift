package import Alarms
package import Polling

/// The alarms about lines and about the agent itself, and where they are on the board.
package struct OwnAlarms: Sendable {
  /// Names of the alarms; no rule of a site may have one of them.
  package enum Name: String, Hashable, Sendable, CaseIterable {
    /// Cycles of devices that answer are left out: the line, or the agent, cannot keep up.
    case pollOverruns = "poll_overruns"
    /// Signs of another master, or of another device, on a line.
    case oddTraffic = "odd_traffic"
    /// A line cannot be opened, or a client let in, for want of descriptors.
    case outOfDescriptors = "out_of_descriptors"
    /// By what is known of its devices, a line needs more time than there is.
    case planNotHeld = "plan_not_held"
    /// The disk does not take the journal.
    case journalNotWritten = "journal_not_written"
    /// A target has not been reached for minutes.
    case notificationFailing = "notification_failing"
    /// The configuration that was last given is not the one in force.
    case configurationNotInForce = "config_not_in_force"

    /// Whether every line has one; otherwise the agent has one.
    var isOfLines: Bool { self == .pollOverruns || self == .oddTraffic }
  }

  /// By line; nil where the site has no such alarm.
  let overruns: [AlarmIndex?]
  let oddTraffic: [AlarmIndex?]
  let descriptors: AlarmIndex?
  let plan: AlarmIndex?
  let journal: AlarmIndex?
  let notification: AlarmIndex?
  let configuration: AlarmIndex?

  init(_ board: AlarmBoard, lines: [LineSettings]) {
    func find(_ name: Name, _ line: LineSettings? = nil) -> AlarmIndex? {
      board.index(of: Self.id(name, line))
    }
    overruns = lines.map { find(.pollOverruns, $0) }
    oddTraffic = lines.map { find(.oddTraffic, $0) }
    descriptors = find(.outOfDescriptors)
    plan = find(.planNotHeld)
    journal = find(.journalNotWritten)
    notification = find(.notificationFailing)
    configuration = find(.configurationNotInForce)
  }

  private static func id(_ name: Name, _ line: LineSettings?) -> String {
    line.map { "\(name.rawValue)/\($0.name)" } ?? name.rawValue
  }

  /// The definitions for a site's lines, in their order, then those of the agent.
  package static func definitions(lines: [LineSettings]) -> [AlarmDefinition] {
    lines.flatMap { [definition(.pollOverruns, of: $0), definition(.oddTraffic, of: $0)] }
      + Name.allCases.filter { !$0.isOfLines }.map { definition($0) }
  }

  private static func definition(
    _ name: Name, of line: LineSettings? = nil
  ) -> AlarmDefinition {
    let words = words(of: name)
    return AlarmDefinition(
      id: id(name, line), name: name.rawValue, device: nil, deviceName: "", point: nil,
      pointName: "", condition: .verdict, priority: words.priority,
      consequence: words.consequence, cause: words.cause, response: words.response,
      lineName: line?.name)
  }

  private struct Words {
    var priority: AlarmPriority
    var consequence: String
    var cause: String
    var response: String
  }

  private static func words(of name: Name) -> Words {
    switch name {
    case .pollOverruns:
      Words(
        priority: .medium,
        consequence: "Devices on the line are read less often than asked; alarms come later.",
        cause: "The line is too slow for what is asked of it, a dead unit costs it time, or the "
          + "machine is overloaded.",
        response: "Compare planned with achieved load (check --plan, hallwatch_line_busy_ratio); "
          + "lengthen intervals, or split the line.")
    case .oddTraffic:
      Words(
        priority: .high,
        consequence: "Somebody else may be talking to the devices of the line, or a device is "
          + "another than before. Nothing that is not proven is published.",
        cause: "A second master on the bus, a gateway that mixes up its clients, an exchanged or "
          + "failing device, or an intruder.",
        response: "Find out who else is on the line; see hallwatch_odd_traffic_total for the "
          + "reason.")
    case .outOfDescriptors:
      Words(
        priority: .high,
        consequence: "Some lines cannot be opened or some clients cannot be served.",
        cause: "The limit of open files is lower than the site needs.",
        response: "Raise the limit (LimitNOFILE=, ulimit -n) and start the agent again.")
    case .planNotHeld:
      Words(
        priority: .medium,
        consequence: "Not every device of the line can be read as often as asked.",
        cause: "Intervals, requests and speed of the line do not fit together.",
        response: "Lengthen intervals or split the line: check --plan shows the figures.")
    case .journalNotWritten:
      Words(
        priority: .high,
        consequence: "What happens now is kept in memory only, and lost if the agent ends.",
        cause: "The disk of the state directory is full, read-only or failing.",
        response: "Make room or repair the disk; writing goes on by itself.")
    case .notificationFailing:
      Words(
        priority: .high,
        consequence: "Somebody who should be told of alarms is not.",
        cause: "The target, or the way to it, is down, or refuses what it is sent.",
        response: "See notify_failed in the journal for the reason; tell people by other means "
          + "meanwhile.")
    case .configurationNotInForce:
      Words(
        priority: .medium,
        consequence:
          "The site file says something else than what is polled and judged, and would be "
          + "in force after a restart.",
        cause:
          "The file has mistakes, or devices that were well failed under it and the agent went "
          + "back to the earlier configuration.",
        response:
          "hallwatch check SITE shows mistakes; see config_refused and config_rolled_back in "
          + "the journal for the reason; put the file right and reload.")
    }
  }
}
