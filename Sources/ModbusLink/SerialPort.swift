import CModbus
import Glibc
package import Readings
package import Registers

/// A serial line, driven by libmodbus with blocking calls. Confined to one thread, which it holds
/// up for as long as an answer may take.
package final class SerialPort {
  /// How the port is set. Values as libmodbus takes them.
  package struct Setting: Hashable, Sendable {
    package var path: String
    package var baud: Int
    /// `N`, `E` or `O`.
    package var parity: Character
    package var stopBits: Int
    /// The silence that ends a frame, kept before each request.
    package var frameSilence: Duration

    package init(
      path: String, baud: Int, parity: Character, stopBits: Int, frameSilence: Duration
    ) {
      self.path = path
      self.baud = baud
      self.parity = parity
      self.stopBits = stopBits
      self.frameSilence = frameSilence
    }
  }

  /// The speeds that libmodbus knows. It would take any other for 9600 without a word.
  package static let bauds = [
    110, 300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800,
    500_000, 576_000, 921_600, 1_000_000, 1_152_000, 1_500_000, 2_500_000, 3_000_000, 3_500_000,
    4_000_000,
  ]

  private let setting: Setting
  private var context: OpaquePointer?
  private var quietSince = Instant.origin
  private var buffer = [UInt8](repeating: 0, count: Int(MODBUS_MAX_ADU_LENGTH))

  package init(_ setting: Setting) { self.setting = setting }

  deinit { close() }

  package var isOpen: Bool { context != nil }

  /// Opens the port for ourselves alone. The fault, when that fails.
  package func open() -> ModbusFault? {
    guard context == nil else { return nil }
    guard Self.bauds.contains(setting.baud) else { return .unreachable(.other) }
    let parity = CChar(bitPattern: setting.parity.asciiValue ?? UInt8(ascii: "N"))
    guard
      let made = modbus_new_rtu(
        setting.path, Int32(setting.baud), parity, 8, Int32(setting.stopBits))
    else { return .unreachable(.other) }
    modbus_set_error_recovery(made, MODBUS_ERROR_RECOVERY_NONE)
    // Without a byte timeout the response timeout bounds the whole answer.
    modbus_set_byte_timeout(made, 0, 0)
    guard modbus_connect(made) == 0 else {
      let code = errno
      modbus_free(made)
      return Self.fault(ofOpening: code)
    }
    context = made
    let descriptor = modbus_get_socket(made)
    guard descriptor < Descriptors.selectLimit else {
      close()
      return .unreachable(.outOfDescriptors)
    }
    // Two masters on one bus garble each other; another hallwatch is kept off.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close()
      return .unreachable(.permissionDenied)
    }
    quietSince = MonotonicClock.now
    return nil
  }

  /// Closes the port.
  package func close() {
    guard let context else { return }
    // The descriptor is this context's alone, so libmodbus may close it.
    modbus_close(context)
    modbus_free(context)
    self.context = nil
  }

  /// Sends a request and returns the whole frame that comes, checksum included. The line is in
  /// doubt after any fault, and closed after `.disconnected`.
  package func exchange(
    _ request: some UnitRequest, deadline: Instant
  ) -> Result<[UInt8], ModbusFault> {
    guard let context else { return .failure(.disconnected) }
    MonotonicClock.sleep(until: quietSince + setting.frameSilence)
    defer { quietSince = MonotonicClock.now }
    switch look(context, milliseconds: 0) {
    case .silent: break
    case .bytes: return .failure(.flawed(.unsolicited))
    case .hungUp:
      close()
      return .failure(.disconnected)
    }
    let left = deadline.since(MonotonicClock.now).nanoseconds
    guard left > 0 else { return .failure(.timeout) }
    modbus_set_response_timeout(
      context, UInt32(left / 1_000_000_000), UInt32(max(1, left % 1_000_000_000 / 1000)))
    guard modbus_set_slave(context, Int32(request.unit.rawValue)) == 0 else {
      return .failure(.flawed(.unit))
    }
    let raw = [request.unit.rawValue] + request.dataUnit
    let sent = modbus_send_raw_request(context, raw, Int32(raw.count))
    guard sent > 0 else {
      close()
      return .failure(.disconnected)
    }
    guard request.function != .readDeviceIdentification else {
      return receive(from: context, deadline: deadline)
    }
    let count = modbus_receive_confirmation(context, &buffer)
    let code = errno
    if count > 0 { return .success(Array(buffer.prefix(Int(count)))) }
    // libmodbus counts the frame of another unit as nothing.
    return .failure(count == 0 ? .flawed(.unit) : fault(ofReceiving: code))
  }

  /// The frame that comes before the deadline. libmodbus does not know how long an answer of
  /// function 43 is: it would take five bytes for the whole and find the checksum wrong.
  private func receive(
    from context: OpaquePointer, deadline: Instant
  ) -> Result<[UInt8], ModbusFault> {
    var count = 0
    while true {
      let extent = buffer.withUnsafeMutableBufferPointer {
        FrameExtent.of($0[..<count], framing: .rtu)
      }
      switch extent {
      case .impossible(let flaw): return .failure(.flawed(flaw))
      case .bytes(let length) where count >= length:
        return count == length
          ? .success(Array(buffer.prefix(length))) : .failure(.flawed(.length))
      case .bytes, .unknown: break
      }
      switch look(context, milliseconds: MonotonicClock.milliseconds(until: deadline)) {
      case .silent: return .failure(.timeout)
      case .hungUp:
        close()
        return .failure(.disconnected)
      case .bytes:
        let got = buffer.withUnsafeMutableBytes {
          read(modbus_get_socket(context), $0.baseAddress! + count, $0.count - count)
        }
        guard got > 0 else {
          close()
          return .failure(.disconnected)
        }
        count += got
      }
    }
  }

  /// Discards what comes until the line was silent for so long, at most until the limit. A late
  /// answer on a serial line says nothing of what it answers, so it must not meet a request.
  package func drain(silence: Duration, limit: Instant) {
    guard let context else { return }
    let descriptor = modbus_get_socket(context)
    var silentFrom = MonotonicClock.now
    while true {
      let until = min(silentFrom + silence, limit)
      let sight = look(context, milliseconds: MonotonicClock.milliseconds(until: until))
      if sight == .silent { break }
      guard sight == .bytes, read(descriptor, &buffer, buffer.count) > 0 else {
        close()
        return
      }
      silentFrom = MonotonicClock.now
      if silentFrom >= limit { break }
    }
    quietSince = MonotonicClock.now
  }

  private enum Sight { case silent, bytes, hungUp }

  private func look(_ context: OpaquePointer, milliseconds: Int32) -> Sight {
    var watched = pollfd(fd: modbus_get_socket(context), events: Int16(POLLIN), revents: 0)
    guard poll(&watched, 1, milliseconds) > 0 else { return .silent }
    return Int32(watched.revents) & (POLLHUP | POLLERR | POLLNVAL) == 0 ? .bytes : .hungUp
  }

  private func fault(ofReceiving code: Int32) -> ModbusFault {
    switch code {
    case ETIMEDOUT: return .timeout
    case Int32(HW_EMBBADCRC.rawValue): return .flawed(.checksum)
    case Int32(HW_EMBBADDATA.rawValue): return .flawed(.length)
    default:
      close()
      return .disconnected
    }
  }

  private static func fault(ofOpening code: Int32) -> ModbusFault {
    switch code {
    case ENOENT, ENODEV, ENXIO, ENOTTY, ENOTDIR: .unreachable(.noSuchDevice)
    case EACCES, EPERM, EBUSY: .unreachable(.permissionDenied)
    case EMFILE, ENFILE, ENOMEM: .unreachable(.outOfDescriptors)
    default: .unreachable(.other)
    }
  }
}
