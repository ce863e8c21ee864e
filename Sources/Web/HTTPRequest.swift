/// A request that is whole and well formed.
package struct HTTPRequest: Sendable {
  package enum Method: String, Hashable, Sendable {
    case get = "GET"
    /// Answered as GET would be, without the body; the server leaves it out by itself.
    case head = "HEAD"
  }

  package struct Header: Hashable, Sendable {
    /// In lower case.
    package var name: String
    package var value: String
  }

  package struct QueryItem: Hashable, Sendable {
    package var name: String
    package var value: String
  }

  package var method: Method
  /// The path with percent escapes, dots and doubled slashes resolved, such as `/-/ready`.
  package var path: String
  /// The part after the question mark, in its order.
  package var query: [QueryItem]
  package var headers: [Header]
  /// Who asks: an address, or nil on a Unix socket.
  package var peer: IPAddress?
  /// Whether the client can take another response on the connection.
  var keepsConnection: Bool

  /// The value of a header by its name in any case, its lines joined as one list; nil when there is none.
  package func header(_ name: String) -> String? {
    let name = name.lowercased()
    let values = headers.lazy.filter { $0.name == name }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// The value of the first query item of this name.
  package func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
