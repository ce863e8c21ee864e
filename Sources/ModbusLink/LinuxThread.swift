import CLinux
import Glibc

/// A thread of the operating system that runs one body to its end.
package struct LinuxThread: Sendable {
  private let handle: pthread_t

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// - Parameter name: at most 15 bytes; shown by `ps -L` and `top -H`.
  package init(name: String, _ run: @escaping @Sendable () -> Void) throws(SystemFailure) {
    var handle = pthread_t()
    let body = Unmanaged.passRetained(Body(run))
    let code = pthread_create(
      &handle, nil,
      { argument in
        // The system may otherwise let a sleeper oversleep by 50 µs, to wake several at once.
        _ = hw_be_punctual()
        Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      body.release()
      throw SystemFailure("pthread_create", code: code)
    }
    self.handle = handle
    _ = hw_name_thread(handle, name)
  }

  /// Waits for the end of the body. Once.
  package func join() { pthread_join(handle, nil) }

  /// Lets the thread end by itself.
  package func detach() { pthread_detach(handle) }
}
