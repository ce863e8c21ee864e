import Glibc

/// Why the journal could not do what was asked.
package enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another process writes this journal.
  case locked(directory: String)
  /// The operating system refused. `operation` is the name of the call.
  case system(operation: String, path: String, code: Int32)
  /// A payload is empty, holds a line break or a zero byte, or is too long; nothing of the call was written.
  case unfitPayload(place: Int, reason: String)
  case closed

  package var description: String {
    switch self {
    case .locked(let directory):
      "\(directory): another agent writes this journal; give each its own state_directory"
    case .system(let operation, let path, let code):
      "\(path): \(operation): \(String(cString: strerror(code)))"
    case .unfitPayload(let place, let reason): "record \(place) of the call: \(reason)"
    case .closed: "the journal is closed"
    }
  }

  /// Whether another user could do it.
  package var isPermission: Bool {
    guard case .system(_, _, let code) = self else { return false }
    return code == EACCES || code == EPERM
  }

  /// Whether freeing space would help.
  package var isOutOfSpace: Bool {
    guard case .system(_, _, let code) = self else { return false }
    return code == ENOSPC || code == EDQUOT || code == EFBIG
  }
}
