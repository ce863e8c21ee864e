import CLinux
import Glibc
import ModbusLink
import Registers

/// A device that a test makes up: some registers, on some units, in one framing, on a free loopback
/// port. It falls silent for units and frames that are not its own, as real ones do.
final class TestDevice: @unchecked Sendable {
  let port: UInt16
  private let listener: Int32
  private let framing: Framing
  private let units: Set<UInt8>
  private let registers: [RegisterTable: [UInt16: UInt16]]
  private let gatewayRefusal: ExceptionCode?
  private let identification: [String]

  /// - Parameters:
  ///   - gatewayRefusal: what is said of other units; nil to say nothing.
  ///   - identification: the basic objects, one in each answer; empty when none is offered.
  init(
    _ registers: [RegisterTable: [UInt16: UInt16]], units: Set<UInt8> = [1],
    framing: Framing = .tcp, gatewayRefusal: ExceptionCode? = nil,
    identification: [String] = []
  ) throws {
    self.identification = identification
    self.registers = registers
    self.units = units
    self.framing = framing
    self.gatewayRefusal = gatewayRefusal
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutableBytes(of: &address) { bytes in
      let generic = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      return bind(listener, generic, length) == 0 && listen(listener, 64) == 0
        && getsockname(listener, generic, &length) == 0
    }
    guard isListening else { throw SystemFailure("listening on loopback", code: errno) }
    port = UInt16(bigEndian: address.sin_port)
    try LinuxThread(name: "test-device") { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        serve(connection)
        close(connection)
      }
      close(listener)
    }.detach()
  }

  /// Ends listening. The thread closes the socket: closed here, its number could be another test's
  /// by the time the thread looks again.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// Answers the requests of one connection.
  private func serve(_ connection: Int32) {
    while let (unit, request, head) = nextRequest(connection) {
      guard let answer = answer(unit, request) else { continue }
      var response: [UInt8]
      switch framing {
      case .tcp: response = head + [0, UInt8(1 + answer.count), unit] + answer
      case .rtu:
        response = [unit] + answer
        let checksum = crc16(response)
        response += [UInt8(checksum & 0xFF), UInt8(checksum >> 8)]
      }
      _ = send(connection, response, response.count, Int32(MSG_NOSIGNAL))
    }
  }

  /// Unit, data unit and the first four bytes of the next request; nil when the client is gone or
  /// sends what the device cannot read.
  private func nextRequest(_ connection: Int32) -> (UInt8, [UInt8], [UInt8])? {
    switch framing {
    case .tcp:
      guard let head = receive(6, connection), head[2...4].allSatisfy({ $0 == 0 }), head[5] >= 2,
        let rest = receive(Int(head[5]), connection)
      else { return nil }
      return (rest[0], Array(rest.dropFirst()), Array(head.prefix(4)))
    case .rtu:
      guard let start = receive(2, connection) else { return nil }
      let tail = start[1] == 43 ? 5 : start[1] == 17 ? 2 : 6
      guard let rest = receive(tail, connection) else { return nil }
      let frame = start + rest
      let sent = UInt16(frame[frame.count - 2]) | UInt16(frame[frame.count - 1]) << 8
      guard crc16(frame.dropLast(2)) == sent else { return nil }
      return (frame[0], Array(frame.dropFirst().dropLast(2)), [])
    }
  }

  private func receive(_ count: Int, _ connection: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
  }

  private func answer(_ unit: UInt8, _ request: [UInt8]) -> [UInt8]? {
    guard units.contains(unit) else {
      return gatewayRefusal.map { [request[0] | 0x80, $0.rawValue] }
    }
    if request.first == 43, !identification.isEmpty { return identify(request) }
    guard request.count == 5 else { return [request[0] | 0x80, 1] }
    let start = Int(request[1]) << 8 | Int(request[2])
    let count = Int(request[3]) << 8 | Int(request[4])
    guard let table = RegisterTable(rawValue: request[0]) else { return [request[0] | 0x80, 1] }
    let words = (start..<start + count).map { registers[table]?[UInt16($0)] }
    guard words.allSatisfy({ $0 != nil }) else { return [request[0] | 0x80, 2] }
    if table.holdsBits {
      var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
      for (place, word) in words.enumerated() where word != 0 {
        bytes[place / 8] |= 1 << UInt8(place % 8)
      }
      return [request[0], UInt8(bytes.count)] + bytes
    }
    return [request[0], UInt8(count * 2)]
      + words.flatMap { [UInt8($0! >> 8), UInt8($0! & 0xFF)] }
  }

  /// One object of the basic stream, and which is next.
  private func identify(_ request: [UInt8]) -> [UInt8] {
    guard request.count == 4, Int(request[3]) < identification.count else { return [0xAB, 2] }
    let object = request[3]
    let text = Array(identification[Int(object)].utf8)
    let isLast = Int(object) == identification.count - 1
    return [43, 14, request[2], 1, isLast ? 0 : 0xFF, isLast ? 0 : object + 1, 1]
      + [object, UInt8(text.count)] + text
  }
}
