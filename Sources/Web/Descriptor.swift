import Glibc

/// File descriptors of this module.
enum Descriptor {
  /// The same open file under a number above those that `select` can hold, which Modbus lines
  /// need; under its old number when the process may not have so many.
  static func raised(_ descriptor: Int32) -> Int32 {
    guard descriptor >= 0, descriptor < 1024 else { return descriptor }
    let high = fcntl(descriptor, F_DUPFD_CLOEXEC, 1024)
    guard high >= 0 else { return descriptor }
    close(descriptor)
    return high
  }
}
