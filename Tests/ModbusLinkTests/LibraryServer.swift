import CModbus
import Glibc
import ModbusLink

/// A server that is libmodbus itself: another's idea of the protocol, not ours. It serves one
/// connection after another, on its own thread, until it is stopped.
final class LibraryServer: @unchecked Sendable {
  let port: UInt16
  private let peer: LoopbackPeer
  private let thread: LinuxThread

  /// - Parameter words: the holding registers from address 0.
  init(words: [UInt16], connections: Int = 1) throws {
    let peer = try LoopbackPeer()
    self.peer = peer
    port = peer.port
    thread = try LinuxThread(name: "test-server") {
      let context = modbus_new_tcp("127.0.0.1", 502)
      let mapping = modbus_mapping_new(16, 16, Int32(words.count), 16)!
      for (index, word) in words.enumerated() { mapping.pointee.tab_registers[index] = word }
      for bit in stride(from: 0, to: 16, by: 3) { mapping.pointee.tab_bits[bit] = 1 }
      var query = [UInt8](repeating: 0, count: Int(MODBUS_TCP_MAX_ADU_LENGTH))
      for _ in 0..<connections {
        let connection = peer.accept()
        modbus_set_socket(context, connection.descriptor)
        while true {
          let count = modbus_receive(context, &query)
          guard count >= 0 else { break }
          modbus_reply(context, query, count, mapping)
        }
      }
      modbus_mapping_free(mapping)
      modbus_free(context)
    }
  }

  /// Waits until the clients are served.
  func join() { thread.join() }
}
