import Configuration
import Web

/// Asks an agent how it is.
struct AgentWatch {
  let destination: HTTPDestination
  private let client: HTTPClient

  /// The longest answer that is read: a thousand devices need about a megabyte.
  private static let answerBytes = 16 * 1024 * 1024

  init(_ destination: HTTPDestination) {
    self.destination = destination
    client = HTTPClient(destination, timeout: .seconds(5))
  }

  /// Why there is nothing to see.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  func look(columns: Int) throws(Failure) -> TopView {
    TopView(
      alarms: try part("alarms"), devices: try part("devices"), lines: try part("lines"),
      columns: columns)
  }

  private func part(_ name: String) throws(Failure) -> JSON5Node {
    switch client.get("/api/v1/" + name, upTo: Self.answerBytes) {
    case .failed(let reason):
      throw Failure(description: "\(destination): \(reason)")
    case .answered(200, let body):
      guard let node = JSON5.parse(body, file: name).root, case .object = node.content else {
        throw Failure(description: "\(destination)api/v1/\(name) is no JSON: is that hallwatch?")
      }
      return node
    case .answered(let status, _):
      throw Failure(description: "\(destination)api/v1/\(name) answers \(status)")
    }
  }
}
