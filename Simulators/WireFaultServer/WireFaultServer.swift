import CLinux
import Glibc
package import WireFaults

/// Faulty lines as real sockets of 127.0.0.1 and real pseudo-terminals, on one thread.
package final class WireFaultServer: Sendable {
  /// Where a client finds a line.
  package enum Address: Hashable, Sendable {
    case port(UInt16)
    case path(String)
  }

  /// In the order of the lines.
  package let addresses: [Address]
  private let loop: FaultLoop
  private let thread: pthread_t

  /// Opens everything and begins to serve. A line that is a bus gets a terminal, any other a port.
  package init(seed: UInt64, lines: [FaultyLine]) throws(FaultServerError) {
    let loop = try FaultLoop(lines, seed: seed)
    self.loop = loop
    addresses = loop.addresses
    var handle = pthread_t()
    let box = Unmanaged.passRetained(loop)
    let code = pthread_create(
      &handle, nil,
      { @Sendable argument in
        guard let argument else { return nil }
        Unmanaged<FaultLoop>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw FaultServerError(call: "pthread_create", code: code)
    }
    hw_name_thread(handle, "wire-faults")
    thread = handle
  }

  /// Ends, and tells what the lines have seen. Once.
  package func stop() -> [FaultyLine] {
    loop.wake()
    pthread_join(thread, nil)
    return loop.lines
  }
}
