import Agent
package import Readings

/// A journal record as it is read back: what commands filter and show.
package struct RecordedEvent: Sendable {
  package var sequence: UInt64
  /// The kind, also one that this version does not know.
  package var kind: String
  package var time: WallTime
  /// The record as it was written: one JSON object on one line.
  package var json: String
  private var fields: [(name: String, value: JSON5Node)]

  /// Nil when the payload is no record of an agent.
  package init?(_ payload: [UInt8]) {
    json = String(decoding: payload, as: UTF8.self)
    let (node, problems) = JSON5.parse(payload, file: "")
    guard problems.isEmpty, case .object(let members)? = node?.content else { return nil }
    fields = members.map { ($0.key, $0.value) }
    sequence = 0
    kind = ""
    time = WallTime(nanoseconds: 0)
    guard let number = integer("seq"), number > 0, let kind = text("kind"),
      let time = text("t_recorded").flatMap(WallTime.init(rfc3339:))
    else { return nil }
    sequence = UInt64(number)
    self.kind = kind
    self.time = time
  }

  /// A field that is a text; nil when it is not there, or something else.
  package func text(_ name: String) -> String? {
    if case .string(let text)? = node(name)?.content { text } else { nil }
  }

  /// A field that is a whole number.
  package func integer(_ name: String) -> Int64? {
    if case .number(let number)? = node(name)?.content { number.integer } else { nil }
  }

  /// A field that is true or false.
  package func flag(_ name: String) -> Bool? {
    if case .boolean(let flag)? = node(name)?.content { flag } else { nil }
  }

  /// A field as people read it; nil when it is not there.
  package func shown(_ name: String) -> String? {
    switch node(name)?.content {
    case .string(let text): text
    case .number(let number): number.text
    case .boolean(let flag): flag ? "true" : "false"
    default: nil
    }
  }

  /// The device's labels.
  package var labels: [(name: String, value: String)] {
    fields.compactMap { field in
      guard case .string(let text) = field.value.content else { return nil }
      if field.name == "room" { return ("room", text) }
      guard field.name.hasPrefix("label_") else { return nil }
      return (String(field.name.dropFirst("label_".count)), text)
    }
  }

  private func node(_ name: String) -> JSON5Node? { fields.first { $0.name == name }?.value }
}

/// Which records of a journal are wanted. Everything given must match.
package struct JournalFilter: Sendable {
  package var since: WallTime?
  package var until: WallTime?
  /// A device's name.
  package var device: String?
  /// An alarm's name, or its identifier.
  package var alarm: String?

  package init(
    since: WallTime? = nil, until: WallTime? = nil, device: String? = nil, alarm: String? = nil
  ) {
    self.since = since
    self.until = until
    self.device = device
    self.alarm = alarm
  }

  /// Whether a record may be wanted, by the time near its beginning: what is not is not read further.
  package func mayAdmit(_ payload: [UInt8]) -> Bool {
    guard since != nil || until != nil else { return true }
    let key = Array("\"t_recorded\":\"".utf8)
    guard let start = payload.prefix(120).firstRange(of: key)?.upperBound,
      let time = WallTime(
        rfc3339: String(decoding: payload[start...].prefix(24), as: UTF8.self))
    else { return true }
    if let since, time < since { return false }
    if let until, time >= until { return false }
    return true
  }

  package func admits(_ event: RecordedEvent) -> Bool {
    if let since, event.time < since { return false }
    if let until, event.time >= until { return false }
    if let device, event.text("device") != device { return false }
    guard let alarm else { return true }
    return ["alarm", "id", "act_on"].contains { event.text($0) == alarm }
  }

  /// A time as people give it: `2026-11-25T14:00:00Z` with or without milliseconds, a date, which
  /// begins at midnight UTC, or a duration such as `2h`, which is so long ago. Nil for others.
  package static func time(_ text: String, now: WallTime) -> WallTime? {
    if let ago = parseDuration(text) { return now + (.zero - ago) }
    if let exact = WallTime(rfc3339: text) { return exact }
    if text.hasSuffix("Z") { return WallTime(rfc3339: text.dropLast() + ".000Z") }
    return WallTime(rfc3339: text + "T00:00:00.000Z")
  }
}
