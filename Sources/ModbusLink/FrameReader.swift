import CLinux
import CModbus
import Glibc
package import Registers

/// Takes whole frames from sockets without ever waiting for one.
///
/// A Modbus/TCP frame says how long it is, so what has come of it is taken in one call. RTU frames
/// go through libmodbus, which checks them. It blocks on a frame that is not all there, and its
/// `select` aborts at descriptor 1024. So the bytes that wait are looked at first and left where
/// they are; only when a whole frame is there is libmodbus asked for it, on a reserved number below
/// 1024 that is made a duplicate of the socket for the call. Confined to one thread; one reader
/// serves all sockets of it.
package final class FrameReader {
  package enum Outcome: Hashable {
    /// No bytes wait.
    case nothing
    /// The beginning of a frame waits.
    case incomplete
    /// One whole frame, and whether bytes were already waiting behind it.
    case frame([UInt8], bytesWait: Bool)
    /// The peer is gone, or what waits cannot be a frame.
    case failed(ModbusFault)
  }

  private let overRTU: OpaquePointer
  /// The number below 1024 that libmodbus is lent.
  private let slot: Int32
  /// What the slot refers to while it refers to no socket.
  private let placeholder: Int32
  /// The socket that the slot refers to, from the last call.
  private var leased: Int32?
  private let waiting: UnsafeMutableBufferPointer<UInt8>
  private let received: UnsafeMutableBufferPointer<UInt8>

  /// - Throws: when no descriptor below 1024 is free, or memory is short.
  package init() throws(SystemFailure) {
    let low = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard low >= 0 else { throw SystemFailure("open /dev/null", code: errno) }
    placeholder = Descriptors.elevate(low)
    slot = fcntl(placeholder, F_DUPFD_CLOEXEC, 3)
    guard slot >= 0, slot < Descriptors.selectLimit else {
      let code = slot < 0 ? errno : EMFILE
      if slot >= 0 { close(slot) }
      close(placeholder)
      throw SystemFailure("reserving a descriptor below 1024 for libmodbus", code: code)
    }
    // Device and speed are never used: the context is handed sockets.
    guard let rtu = modbus_new_rtu("/dev/null", 9600, CChar(UInt8(ascii: "N")), 8, 1) else {
      let code = errno
      close(slot)
      close(placeholder)
      throw SystemFailure("modbus_new_rtu", code: code)
    }
    modbus_set_error_recovery(rtu, MODBUS_ERROR_RECOVERY_NONE)
    // The bytes are there before libmodbus is called, so the shortest time will do.
    modbus_set_response_timeout(rtu, 0, 1)
    modbus_set_byte_timeout(rtu, 0, 0)
    modbus_set_socket(rtu, slot)
    overRTU = rtu
    waiting = .allocate(capacity: 320)
    received = .allocate(capacity: Int(MODBUS_MAX_ADU_LENGTH))
    received.initialize(repeating: 0)
  }

  deinit {
    // Never modbus_close: it would shut the shared connection down.
    modbus_free(overRTU)
    close(slot)
    close(placeholder)
    waiting.deallocate()
    received.deallocate()
  }

  /// The next frame of a Modbus/TCP connection.
  ///
  /// - Parameter held: what came of the frame before; what has come of it now, when it is not all
  ///   there. Bytes behind a whole frame are gone: a connection that bears any is not used again.
  package func next(from socket: Int32, held: inout [UInt8]) -> Outcome {
    _ = waiting.update(fromContentsOf: held)
    let count = recv(
      socket, waiting.baseAddress.map { $0 + held.count }, waiting.count - held.count,
      Int32(MSG_DONTWAIT))
    let code = errno
    guard count > 0 else { return Self.outcome(count, code) }
    let bytes = waiting[..<(held.count + count)]
    switch FrameExtent.of(bytes, framing: .tcp) {
    case .impossible(let flaw): return .failed(.flawed(flaw))
    case .bytes(let length) where bytes.count >= length:
      held.removeAll(keepingCapacity: true)
      return .frame(Array(bytes[..<length]), bytesWait: bytes.count > length)
    case .unknown, .bytes:
      held = Array(bytes)
      return .incomplete
    }
  }

  /// The next RTU frame of a connection to a terminal server.
  ///
  /// - Parameter unit: the unit asked; libmodbus checks the checksum of its frames only.
  package func next(from socket: Int32, unit: UnitID) -> Outcome {
    let count = recv(
      socket, waiting.baseAddress, waiting.count,
      Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    let code = errno
    guard count > 0 else { return Self.outcome(count, code) }
    let bytes = waiting[..<count]
    switch FrameExtent.of(bytes, framing: .rtu) {
    case .unknown: return .incomplete
    case .impossible(let flaw): return .failed(.flawed(flaw))
    case .bytes(let length):
      guard count >= length else { return .incomplete }
      let bytesWait = count > length
      let whole =
        FrameExtent.readByLibrary(bytes) == length
        ? receive(length, from: socket, unit: unit) : take(length, from: socket)
      guard let frame = whole else { return .failed(.disconnected) }
      return .frame(frame, bytesWait: bytesWait)
    }
  }

  /// What it means that no bytes were read.
  private static func outcome(_ count: Int, _ code: Int32) -> Outcome {
    count < 0 && (code == EAGAIN || code == EINTR) ? .nothing : .failed(.disconnected)
  }

  /// Gives the slot back if it refers to the socket. Needed before a socket is closed, or the
  /// connection would live on in the duplicate.
  package func forget(_ socket: Int32) {
    guard leased == socket else { return }
    _ = hw_dup3(placeholder, slot, O_CLOEXEC)
    leased = nil
  }

  private func receive(_ length: Int, from socket: Int32, unit: UnitID) -> [UInt8]? {
    if leased != socket {
      guard hw_dup3(socket, slot, O_CLOEXEC) == slot else { return nil }
      leased = socket
    }
    modbus_set_slave(overRTU, Int32(unit.rawValue))
    // Another unit's frame counts as 0 bytes and a wrong checksum as an error; in both cases the
    // whole frame was read, and the proof of the response says what is wrong with it.
    let count = modbus_receive_confirmation(overRTU, received.baseAddress)
    let code = errno
    guard count == length || count == 0 || (count < 0 && code == Int32(HW_EMBBADCRC.rawValue))
    else { return nil }
    return Array(received[..<length])
  }

  /// Reads a frame that libmodbus would cut elsewhere: an answer with device identification.
  private func take(_ length: Int, from socket: Int32) -> [UInt8]? {
    let frame = Array(waiting[..<length])
    let count = recv(socket, waiting.baseAddress, length, Int32(MSG_DONTWAIT))
    return count == length ? frame : nil
  }
}
