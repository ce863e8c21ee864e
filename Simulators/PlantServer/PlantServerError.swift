/// Why the simulated plant cannot be served.
package enum PlantServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another process listens there, or this one twice.
  case portInUse(UInt16)
  /// Ports below 1024 need rights.
  case portForbidden(UInt16)
  /// The process may not open so many sockets.
  case outOfDescriptors(needed: Int, limit: Int)
  /// Anything else the system says.
  case system(call: String, errno: Int32)

  package var description: String {
    switch self {
    case .portInUse(let port): "port \(port) on 127.0.0.1 is in use"
    case .portForbidden(let port): "port \(port) needs privileges; choose one above 1023"
    case .outOfDescriptors(let needed, let limit):
      "\(needed) open files are needed and \(limit) allowed; raise the limit with ulimit -n"
    case .system(let call, let errno): "\(call) failed with error \(errno)"
    }
  }
}
