import Agent
import Polling
import Readings

/// The lines of a site: one for each endpoint that devices name.
struct LineBook {
  private(set) var lines: [LineSettings] = []
  private var entries: [Entry] = []
  private var placeByResource: [String: Int] = [:]
  private var overridden: [String: SourcePlace] = [:]
  private let log: ProblemLog
  /// Whether every endpoint could be read, so that a line without devices has none.
  private var isComplete = true

  private struct Entry {
    var endpoint: Endpoint
    var place: SourcePlace
  }

  init(log: ProblemLog) { self.log = log }

  /// The line of an endpoint, made when it is the first of its address; nil after reporting.
  mutating func line(for value: ValueReader) -> LineIndex? {
    guard let endpoint = Self.endpoint(value), let text = value.string() else {
      isComplete = false
      return nil
    }
    if let known = placeByResource[endpoint.resource] {
      guard entries[known].endpoint == endpoint else {
        value.report(conflict(endpoint, with: known))
        return nil
      }
      return LineIndex(rawValue: known)
    }
    let index = lines.count
    guard index < Limits.lines else {
      value.report("more than \(Limits.lines) lines; run a second agent for the others")
      return nil
    }
    placeByResource[endpoint.resource] = index
    entries.append(Entry(endpoint: endpoint, place: value.place))
    lines.append(LineSettings(name: text, medium: endpoint.medium))
    return LineIndex(rawValue: index)
  }

  /// Reads one member of `lines`. All devices must have been read.
  mutating func override(_ text: String, _ value: ValueReader) {
    let endpoint: Endpoint
    do throws(Endpoint.Mistake) {
      endpoint = try Endpoint(text)
    } catch {
      value.report(error.message)
      return
    }
    if let first = overridden[endpoint.resource] {
      value.report("the line is set already on line \(first.position.line) of \(first.file)")
      return
    }
    overridden[endpoint.resource] = value.place
    var settings: LineSettings?
    if let known = placeByResource[endpoint.resource] {
      if entries[known].endpoint == endpoint {
        settings = lines[known]
      } else {
        value.report(conflict(endpoint, with: known))
      }
    } else if isComplete {
      let advice = nearest(to: text, among: lines.map(\.name)).map { "; did you mean `\($0)`?" }
      value.report("no device is on this line" + (advice ?? "; remove it"))
    }
    let isRead: Void? = value.object { reader in
      let gap = reader.optional("gap")?.duration(in: .zero...Limits.longestGap)
      let hole = reader.optional("hole")?.integer(in: 0...124)
      let connect = reader.optional("connect_timeout")?
        .duration(in: Limits.shortestTimeout...Limits.longestTimeout)
      if let gap { settings?.gap = gap }
      if let hole { settings?.maximumHole = hole }
      if let connect { settings?.connectTimeout = connect }
    }
    if isRead != nil, let settings, let known = placeByResource[endpoint.resource] {
      lines[known] = settings
    }
  }

  private static func endpoint(_ value: ValueReader) -> Endpoint? {
    guard let text = value.nonEmptyString() else { return nil }
    guard text.utf8.count <= Limits.endpointBytes else {
      value.report("the endpoint has more than \(Limits.endpointBytes) bytes; shorten it")
      return nil
    }
    do throws(Endpoint.Mistake) {
      return try Endpoint(text)
    } catch {
      value.report(error.message)
      return nil
    }
  }

  private func conflict(_ endpoint: Endpoint, with known: Int) -> String {
    let first = entries[known]
    let place = "line \(first.place.position.line) of \(first.place.file)"
    if case .serial = endpoint.medium {
      return "\(endpoint.resource) is \(first.endpoint.description) on \(place); all devices of a "
        + "serial port share its settings, so write the same here"
    }
    return "\(endpoint.resource) is \(first.endpoint.description) on \(place); one address has one "
      + "framing, so write the same here"
  }
}
