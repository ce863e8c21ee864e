/// Why the fault server cannot serve.
package struct FaultServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system call, and the error number that it gave.
  package var call: String
  package var code: Int32

  package var description: String { "\(call) failed with error \(code)" }
}
