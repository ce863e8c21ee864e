import Glibc

/// Why the server cannot start.
package struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was being done, such as `cannot listen on 127.0.0.1:9877`.
  package var action: String
  package var reason: String

  init(_ action: String, reason: String) {
    self.action = action
    self.reason = reason
  }

  /// With the reason that the system gave as an error number.
  init(_ action: String, errno code: Int32) {
    self.init(action, reason: String(cString: strerror(code)).lowercased())
  }

  package var description: String { "\(action): \(reason)" }
}
