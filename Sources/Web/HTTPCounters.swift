/// What the server has done since it started.
package struct HTTPCounters: Hashable, Sendable {
  package struct StatusCount: Hashable, Sendable {
    package var status: HTTPStatus
    package var count: UInt64
  }

  /// Connections taken.
  package var accepted: UInt64 = 0
  /// Connections closed unread because the address is not allowed.
  package var refused: UInt64 = 0
  /// Connections told 503, or closed, because their address had too many.
  package var crowded: UInt64 = 0
  /// Connections told 503, or closed, because too many were open.
  package var overflowed: UInt64 = 0
  /// Requests refused for what they are, such as no HTTP.
  package var oddRequests: UInt64 = 0
  /// Idle connections closed to make room.
  package var evicted: UInt64 = 0
  /// Connections cut because the request head came too slowly.
  package var slowRequests: UInt64 = 0
  /// Connections cut because the response was read too slowly.
  package var slowReaders: UInt64 = 0
  /// Times that accepting rested for want of descriptors or memory.
  package var acceptPauses: UInt64 = 0
  /// Connections open now.
  package var open: Int = 0
  /// Responses by status, in the order of the statuses.
  package private(set) var responses: [StatusCount] = []

  package init() {}

  mutating func countResponse(_ status: HTTPStatus) {
    if let place = responses.firstIndex(where: { $0.status >= status }) {
      if responses[place].status == status {
        responses[place].count += 1
      } else {
        responses.insert(StatusCount(status: status, count: 1), at: place)
      }
    } else {
      responses.append(StatusCount(status: status, count: 1))
    }
  }

  /// How many responses had the status.
  package func responses(of status: HTTPStatus) -> UInt64 {
    responses.first { $0.status == status }?.count ?? 0
  }
}
