import CLinux
import Glibc
import ModbusLink

/// The socket in the state directory through which people talk to the agent.
package enum ControlSocket {
  package static let name = "control.sock"

  package static func path(in stateDirectory: String) -> String { "\(stateDirectory)/\(name)" }

  /// A socket that waits for callers. One that an earlier agent left is replaced: the caller holds
  /// the journal's lock, so no other agent lives.
  ///
  /// - Parameter isShared: whether others than the agent's own user may connect. Who may do what is
  ///   decided by who they are, not by the file.
  static func listen(in stateDirectory: String, isShared: Bool) throws(SystemFailure) -> Int32 {
    let descriptor = try make()
    unlink(path(in: stateDirectory))
    // Before the name exists, so that there is no moment at which anybody else may connect.
    fchmod(descriptor, isShared ? 0o666 : 0o600)
    guard with(stateDirectory, { bind(descriptor, $0, $1) }) == 0 else {
      let code = errno
      close(descriptor)
      throw SystemFailure("bind \(path(in: stateDirectory))", code: code)
    }
    chmod(path(in: stateDirectory), isShared ? 0o666 : 0o600)
    guard Glibc.listen(descriptor, 64) == 0 else {
      let code = errno
      close(descriptor)
      throw SystemFailure("listen", code: code)
    }
    return descriptor
  }

  /// Whether a socket that was handed over is the control socket of a state directory.
  static func isControl(_ descriptor: Int32, in stateDirectory: String) -> Bool {
    var address = sockaddr_un()
    var length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return false }
    let bound = withUnsafeBytes(of: &address.sun_path) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard bound == path(in: stateDirectory) else { return false }
    return fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0
  }

  /// A connection to the agent of a state directory.
  static func connect(to stateDirectory: String) throws(SystemFailure) -> Int32 {
    let descriptor = try make(isBlocking: true)
    guard with(stateDirectory, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
      let code = errno
      close(descriptor)
      throw SystemFailure("connect \(path(in: stateDirectory))", code: code)
    }
    return descriptor
  }

  private static func make(isBlocking: Bool = false) throws(SystemFailure) -> Int32 {
    var kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    if !isBlocking { kind |= Int32(SOCK_NONBLOCK.rawValue) }
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { throw SystemFailure("socket", code: errno) }
    return Descriptors.elevate(descriptor)
  }

  /// Calls the body with the address. A path too long for an address (107 bytes) is reached
  /// through the open directory.
  private static func with(
    _ stateDirectory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var path = path(in: stateDirectory)
    var directory: Int32 = -1
    if path.utf8.count >= MemoryLayout.size(ofValue: address.sun_path) {
      directory = open(stateDirectory, hw_o_path | O_DIRECTORY | O_CLOEXEC)
      guard directory >= 0 else { return -1 }
      path = "/proc/self/fd/\(directory)/\(name)"
    }
    defer { if directory >= 0 { close(directory) } }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
