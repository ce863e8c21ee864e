import Agent
import Exposition
import ModbusLink
import Readings
import StatusPage
import Synchronization
import Web

/// What the agent answers over HTTP. It runs on the server's thread, on copies of the agent, so a
/// slow page costs the polling nothing.
final class AgentPages: Sendable {
  private let loop: AgentLoop<Agent>
  private let host: HostMetrics
  private let stamp: BuildStamp
  private let configuration: Guarded<String>
  private let families: @Sendable () -> [DynamicFamily]
  /// In nanoseconds; 0 before the first.
  private let lastScrape = Atomic<Int64>(0)
  /// The last page, whose memory the next one takes if it has been sent.
  private let lastPage = Guarded<[UInt8]>([])
  /// A page that is larger gives its memory back to the system instead.
  private static let keptPageBytes = 2 << 20

  /// How long a page waits for the loop. It answers within a turn, so this is for a sick one.
  private static let patience = 2000

  /// - Parameter configuration: the settings in effect, without secrets.
  init(
    loop: AgentLoop<Agent>, stamp: BuildStamp, configuration: Guarded<String>,
    families: @escaping @Sendable () -> [DynamicFamily]
  ) {
    self.families = families
    self.loop = loop
    self.stamp = stamp
    self.configuration = configuration
    host = HostMetrics(stamp)
  }

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    switch request.path {
    case "/metrics": return metrics(request)
    case "/probe": return probe(request)
    case "/-/healthy": return healthy()
    case "/-/ready": return ready()
    case "/config": return .text(configuration.withLock { $0 })
    case "/api/v1/alarms":
      let all = request.query("all") == "true"
      return scoped(request, besides: ["all"]) { agent, scope in
        agent.alarmList(all: all, of: scope, at: MonotonicClock.now)
      }
    case "/api/v1/devices":
      return scoped(request) { $0.deviceList(of: $1, at: MonotonicClock.now) }
    case "/api/v1/lines": return withAgent { api($0.lineList(at: MonotonicClock.now)) }
    case "/api/v1/readings":
      return scoped(request) { $0.readingList(of: $1, at: MonotonicClock.now) }
    case "/sd":
      return withAgent { .json(DiscoveryPage.body(of: $0.settings, host: request.header("host"))) }
    case "/api/v1/trends": return trends(request)
    case "/": return statusPage(request)
    default: return .notFound
    }
  }

  /// An answer about the devices that the request names by their labels.
  private func scoped(
    _ request: HTTPRequest, besides own: Set<String> = [],
    _ body: (Agent, DeviceScope) -> JSONText
  ) -> HTTPResponse {
    withAgent { agent in
      let labels = request.query.filter { !own.contains($0.name) }.map { ($0.name, $0.value) }
      do {
        return api(body(agent, try DeviceScope(labels, in: agent.settings)))
      } catch {
        return .text("\(error)", status: .notFound)
      }
    }
  }

  private func statusPage(_ request: HTTPRequest) -> HTTPResponse {
    let frame = PageFrame(version: stamp.version)
    let device = request.query("device")
    return withAgent { agent in
      let now = MonotonicClock.now
      if let device {
        return DevicePage.html(of: device, point: request.query("point"), agent, at: now, frame)
          .map { .html($0, policy: PageFrame.policy) } ?? Self.noDevice
      }
      let page =
        request.query("list") == "devices"
        ? DevicesPage.html(agent, at: now, frame) : OverviewPage.html(of: agent, at: now, frame)
      return .html(page, policy: PageFrame.policy)
    }
  }

  private func trends(_ request: HTTPRequest) -> HTTPResponse {
    guard let device = request.query("device") else {
      return .text("Name a device: /api/v1/trends?device=NAME&point=POINT", status: .badRequest)
    }
    return withAgent {
      $0.trendList(device: device, point: request.query("point"), at: MonotonicClock.now)
        .map(api) ?? .text("No such device or point in the site file.", status: .notFound)
    }
  }

  private static var noDevice: HTTPResponse {
    .text("No such device in the site file.", status: .notFound)
  }

  private func withAgent(_ body: (Agent) -> HTTPResponse) -> HTTPResponse {
    loop.snapshot(withinMilliseconds: Self.patience).map(body) ?? Self.noAnswer
  }

  private static var noAnswer: HTTPResponse {
    .text("The agent's loop does not answer.", status: .unavailable)
  }

  private func metrics(_ request: HTTPRequest) -> HTTPResponse {
    let start = MonotonicClock.now
    let format = ContentNegotiation.format(accept: request.header("accept"))
    let last = lastScrape.load(ordering: .relaxed)
    return withAgent { agent in
      let body = agent.exposition(
        format: format, at: MonotonicClock.now,
        extra: host.families(lastScrape: last == 0 ? nil : .nanoseconds(last)) + families(),
        reusing: lastPage.withLock { exchange(&$0, with: []) })
      if body.capacity <= Self.keptPageBytes { lastPage.withLock { $0 = body } }
      lastScrape.store(MonotonicClock.now.since(start).nanoseconds, ordering: .relaxed)
      return exposition(body, format)
    }
  }

  /// The series of one configured device. There is no way to name an address.
  private func probe(_ request: HTTPRequest) -> HTTPResponse {
    guard let device = request.query("device") else {
      return .text("Name a device: /probe?device=NAME", status: .badRequest)
    }
    let format = ContentNegotiation.format(accept: request.header("accept"))
    return withAgent { agent in
      guard agent.settings.devices.contains(where: { $0.name == device }) else {
        return Self.noDevice
      }
      return exposition(
        agent.exposition(format: format, at: MonotonicClock.now, of: device), format)
    }
  }

  private func api(_ text: JSONText) -> HTTPResponse { .json(Array(text.compact.utf8)) }

  private func exposition(_ body: [UInt8], _ format: ExpositionFormat) -> HTTPResponse {
    HTTPResponse(
      contentType: format.contentType, body: body,
      // The same path has two representations.
      headers: [.init("Vary", "Accept"), .init("Cache-Control", "no-store")])
  }

  private func healthy() -> HTTPResponse {
    loop.query(withinMilliseconds: Self.patience) { _ in true } == true
      ? .text("Healthy.") : Self.noAnswer
  }

  private func ready() -> HTTPResponse {
    switch loop.query(withinMilliseconds: Self.patience, { $0.isReady }) {
    case true: .text("Ready.")
    case false:
      .text("Not ready: some device has not been tried yet.", status: .unavailable)
    case nil: Self.noAnswer
    }
  }
}
