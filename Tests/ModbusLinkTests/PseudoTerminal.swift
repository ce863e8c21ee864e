import Glibc
import ModbusLink

/// A serial cable without a cable: libmodbus opens `path`, and the test is the device at the other
/// end.
final class PseudoTerminal: @unchecked Sendable {
  let path: String
  private let device: Int32
  private let line: Int32
  private var isPlugged = true

  init() throws {
    var (device, line): (Int32, Int32) = (-1, -1)
    var settings = termios()
    cfmakeraw(&settings)
    var name = [CChar](repeating: 0, count: 256)
    guard openpty(&device, &line, &name, &settings, nil) == 0 else {
      throw SystemFailure("openpty", code: errno)
    }
    self.device = device
    // Kept open, or the device's end would hang up whenever libmodbus closes the line.
    self.line = line
    path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit { unplug() }

  var setting: SerialPort.Setting {
    SerialPort.Setting(
      path: path, baud: 9600, parity: "N", stopBits: 1, frameSilence: .milliseconds(4))
  }

  /// So many bytes from the client; fewer when five seconds pass.
  func receive(_ count: Int) -> [UInt8] {
    var received: [UInt8] = []
    while received.count < count {
      var watched = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 5000) == 1 else { break }
      var buffer = [UInt8](repeating: 0, count: count - received.count)
      let got = read(device, &buffer, buffer.count)
      guard got > 0 else { break }
      received += buffer[..<got]
    }
    return received
  }

  func send(_ bytes: [UInt8]) { _ = write(device, bytes, bytes.count) }

  /// Waits for a request and sends an answer, on a thread.
  func answer(_ bytes: [UInt8]) throws -> LinuxThread {
    try LinuxThread(name: "test-device") { [self] in
      _ = receive(8)
      send(bytes)
    }
  }

  func unplug() {
    guard isPlugged else { return }
    isPlugged = false
    close(device)
    close(line)
  }
}
