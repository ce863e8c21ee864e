package import Registers

/// A line that is waited on, whatever it runs over.
package protocol RequestSession: AnyObject {
  var isOpen: Bool { get }
  /// Opens the line if it is closed.
  func open() throws(ModbusFault)
  /// The proven answer to a request. Opens the line if it is closed, and leaves it closed when an
  /// answer may still be on its way.
  func transact<Request: UnitRequest>(
    _ request: Request, timeout: Duration
  ) throws(ModbusFault) -> Request.Answer
  func close()
}
