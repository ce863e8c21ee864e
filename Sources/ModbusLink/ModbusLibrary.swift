import CModbus

/// The libmodbus that the process runs with.
package enum ModbusLibrary {
  package static var version: (major: UInt32, minor: UInt32, micro: UInt32) {
    (libmodbus_version_major, libmodbus_version_minor, libmodbus_version_micro)
  }

  /// Why the library cannot be used; nil when it can. What it does with timeouts, descriptors and
  /// raw frames was measured on 3.1.6.
  package static var problem: String? { problem(of: version) }

  static func problem(of version: (major: UInt32, minor: UInt32, micro: UInt32)) -> String? {
    guard version < (3, 1, 6) else { return nil }
    return "libmodbus \(version.major).\(version.minor).\(version.micro) is too old: "
      + "hallwatch needs 3.1.6 or later (apt-get install libmodbus5)"
  }
}
