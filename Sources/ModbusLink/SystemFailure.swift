import Glibc

/// A Linux call that failed where nothing but giving up is left, such as at start.
package struct SystemFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let call: String
  package let code: Int32

  package init(_ call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
