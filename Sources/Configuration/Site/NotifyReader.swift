import Agent
import Alarms
import DeviceProfiles
import Notification

/// Reads the list `notify`: who is told of alarms.
struct NotifyReader {
  private var targets: [NotifyTarget] = []
  private var names: Set<String> = []

  static func read(_ value: ValueReader?) -> [NotifyTarget] {
    var reader = NotifyReader()
    for element in value?.array() ?? [] { reader.read(element) }
    if reader.targets.count > NotificationLimits.targets {
      value?.report(
        "\(reader.targets.count) targets; at most \(NotificationLimits.targets) are possible, and "
          + "each instance of Alertmanager counts")
    }
    return reader.targets
  }

  private mutating func read(_ value: ValueReader) {
    let read = value.object { reader -> [NotifyTarget] in
      let nameValue = reader.required("name", example: "\"pager\"")
      let name = readName(nameValue) ?? ""
      if !name.isEmpty, !names.insert(name).inserted {
        nameValue?.report("a target is called \(quoted(name)) already; choose another name")
      }
      let (kind, addresses) = Self.addresses(reader)
      var target = NotificationTarget(name: name, kind: kind)
      Self.readChoice(reader, into: &target)
      let headers = Self.headers(reader, kind)
      let timeout =
        reader.optional("timeout")?.duration(in: Duration.seconds(1)...Duration.seconds(60))
        ?? .seconds(10)
      return addresses.enumerated().map { place, address in
        target.name = addresses.count > 1 ? "\(name)-\(place + 1)" : name
        return NotifyTarget(
          target: target, address: address, headers: headers, timeout: timeout)
      }
    }
    targets += read ?? []
  }

  /// What kind of target it is, and where; exactly one way must be given.
  private static func addresses(
    _ reader: ObjectReader
  ) -> (NotificationTarget.Kind, [NotifyTarget.Address]) {
    let alertmanager = reader.optional("alertmanager")
    let webhook = reader.optional("webhook")
    let syslog = reader.optional("syslog")
    guard [alertmanager, webhook, syslog].count(where: { $0 != nil }) == 1 else {
      reader.report(
        "give exactly one of `alertmanager: [\"http://host:9093\"]`, "
          + "`webhook: \"http://host/path\"` and `syslog: \"/dev/log\"`")
      return (.webhook, [])
    }
    if let webhook { return (.webhook, url(webhook).map { [.http($0)] } ?? []) }
    if let syslog { return (.syslog, path(syslog).map { [.syslog($0)] } ?? []) }
    let elements = alertmanager?.array() ?? []
    if elements.isEmpty { alertmanager?.report("name at least one instance") }
    var urls: [String] = []
    for element in elements {
      guard let url = url(element) else { continue }
      if urls.contains(url) { element.report("\(url) occurs twice; remove one") }
      urls.append(url)
    }
    return (.alertmanager, urls.map { .http($0) })
  }

  private static func url(_ value: ValueReader) -> String? {
    guard let text = value.nonEmptyString() else { return nil }
    if text.hasPrefix("https://") {
      value.report(
        "hallwatch speaks no TLS itself; send to a proxy on this machine that does, such as "
          + "\"http://127.0.0.1:8443/\" or \"unix:/run/proxy.sock:/\"")
      return nil
    }
    guard NotifyAddress.isDestination(text) else {
      value.report(
        "\(quoted(text)) is no address; expected \"http://host:port/path\" or "
          + "\"unix:/path/of/socket:/path\"")
      return nil
    }
    return text
  }

  private static func path(_ value: ValueReader) -> String? {
    guard let text = value.nonEmptyString() else { return nil }
    guard text.hasPrefix("/"), text.utf8.count <= 107 else {
      value.report("\(quoted(text)) is no path of a socket; expected one such as \"/dev/log\"")
      return nil
    }
    return text
  }

  private static func readChoice(
    _ reader: ObjectReader, into target: inout NotificationTarget
  ) {
    if let priority = reader.optional("priority")?.choice(AlarmPriority.self) {
      if priority == .journal {
        reader.report("alarms of the priority journal are never told; choose low or above")
      }
      target.leastPriority = priority
    }
    for (name, value) in reader.optional("labels")?.members() ?? [] {
      guard let text = value.nonEmptyString() else { continue }
      target.labels.append(NotificationTarget.Label(name, text))
    }
    let times = Duration.seconds(1)...Duration.seconds(7 * 86_400)
    let wait = reader.optional("unacknowledged_for")
    target.unacknowledgedFor = wait?.duration(in: times)
    let again = reader.optional("repeat")
    target.repeatEvery = again?.duration(in: Duration.seconds(10)...Duration.seconds(7 * 86_400))
    if again != nil, wait == nil {
      again?.report("belongs to `unacknowledged_for`, which is missing")
    }
    if target.kind == .alertmanager {
      wait?.report("belongs to webhooks and syslog; Alertmanager escalates by its own routes")
    }
    if let heartbeat = reader.optional("heartbeat") {
      target.hasHeartbeat = heartbeat.boolean() ?? true
      if target.kind != .alertmanager {
        heartbeat.report("belongs to alertmanager")
      }
    }
  }

  private static func headers(
    _ reader: ObjectReader, _ kind: NotificationTarget.Kind
  ) -> [(name: String, value: Secret)] {
    guard let value = reader.optional("headers") else { return [] }
    if kind == .syslog { value.report("belongs to alertmanager and webhook") }
    var headers: [(name: String, value: Secret)] = []
    for (name, value) in value.members() ?? [] {
      guard let text = value.nonEmptyString() else { continue }
      let isToken = name.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
      let own = ["host", "content-length", "connection", "content-type", "transfer-encoding"]
      guard isToken, !name.isEmpty, !own.contains(name.lowercased()) else {
        value.report("\(quoted(name)) is no header that can be set")
        continue
      }
      headers.append((name, Secret(text)))
    }
    return headers
  }
}

/// Addresses of targets, by their form alone.
enum NotifyAddress {
  /// Whether a text is an address that the HTTP client reads.
  static func isDestination(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains("#") else {
      return false
    }
    if text.hasPrefix("unix:") {
      let parts = text.dropFirst("unix:".count).split(separator: ":", maxSplits: 1)
      guard let file = parts.first, file.hasPrefix("/"), !file.hasSuffix("/"),
        file.utf8.count <= 107
      else { return false }
      return parts.count == 1 || parts[1].hasPrefix("/")
    }
    guard text.hasPrefix("http://") else { return false }
    let rest = text.dropFirst("http://".count)
    let authority = rest.prefix { $0 != "/" }
    return !authority.contains("@") && ((try? HostAndPort(authority)) != nil)
  }
}
