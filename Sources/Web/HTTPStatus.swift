/// A status code of HTTP, with the phrase that goes with it.
package struct HTTPStatus: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let ok = HTTPStatus(rawValue: 200)
  package static let badRequest = HTTPStatus(rawValue: 400)
  package static let notFound = HTTPStatus(rawValue: 404)
  package static let methodNotAllowed = HTTPStatus(rawValue: 405)
  package static let requestTimeout = HTTPStatus(rawValue: 408)
  package static let lengthRequired = HTTPStatus(rawValue: 411)
  package static let headTooLarge = HTTPStatus(rawValue: 431)
  package static let internalError = HTTPStatus(rawValue: 500)
  package static let unavailable = HTTPStatus(rawValue: 503)
  package static let versionNotSupported = HTTPStatus(rawValue: 505)

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  package var phrase: String {
    switch rawValue {
    case 200: "OK"
    case 204: "No Content"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 411: "Length Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }

  /// Whether a response of this status has a body at all.
  var allowsBody: Bool { rawValue >= 200 && rawValue != 204 && rawValue != 304 }
}
