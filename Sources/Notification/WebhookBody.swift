import Agent
import Alarms
import Readings

/// What a webhook is sent: one JSON object a delivery.
enum WebhookBody {
  static func json(
    _ batch: NewsQueue.Batch, site: String, delivery: String, guidance: [String: AlarmGuidance]
  ) -> [UInt8] {
    let object = JSONText.object([
      ("hallwatch", .count(1)), ("site", .text(site)), ("delivery", .text(delivery)),
      ("flood", .flag(batch.isFlood)), ("count", .count(batch.count)),
      (
        "events",
        .array(
          batch.events.map {
            event($0, repeats: batch.repeats[$0.id] ?? 1, guidance[$0.id] ?? AlarmGuidance())
          })
      ),
      ("groups", .array(batch.groups.map { $0.group.json($0.key) })),
      ("records", .text(batch.sequences.text())),
    ])
    return Array(object.compact.utf8)
  }

  private static func event(
    _ news: AlarmNews, repeats: Int, _ guidance: AlarmGuidance
  ) -> JSONText {
    var members: [(String, JSONText)] = [
      ("seq", .count(Int(clamping: news.sequence))), ("kind", .text(news.kind)),
      ("time", .text(news.time.rfc3339)), ("id", .text(news.id)), ("alarm", .text(news.alarm)),
      ("device", .text(news.device)), ("point", .text(news.point)),
      ("priority", .text(news.priority.rawValue)), ("hazard", .text(news.hazard.rawValue)),
      ("state", .text(news.state.rawValue)), ("active", .flag(news.isActive)),
      ("active_since", news.activeSince.map { .text($0.rfc3339) } ?? .null),
      ("summary", .text(news.summary)),
      ("labels", .object(news.labels.map { ($0.name, .text($0.value)) })),
      ("consequence", .text(guidance.consequence)), ("response", .text(guidance.response)),
    ]
    for (name, text) in [("contact", guidance.contact), ("runbook_url", guidance.runbook)]
    where !text.isEmpty {
      members.append((name, .text(text)))
    }
    members += news.details.map { ($0.name, JSONText($0.value)) }
    if !news.isOnDisk { members.append(("journaled", .flag(false))) }
    if repeats > 1 { members.append(("repeats", .count(repeats))) }
    return .object(members)
  }
}
