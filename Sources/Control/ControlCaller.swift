import CLinux
package import Configuration
import Glibc

/// Who is at the other end of a connection, by the word of the operating system.
package struct ControlCaller: Hashable, Sendable {
  /// The user's name, or `uid 1234` where there is none.
  package var name: String
  package var userID: UInt32
  /// The user's own group and all others.
  package var groups: Set<UInt32>

  package init(name: String, userID: UInt32, groups: Set<UInt32>) {
    self.name = name
    self.userID = userID
    self.groups = groups
  }

  /// Nil when the system does not say.
  init?(socket: Int32) {
    var credentials = hw_ucred()
    var size = socklen_t(MemoryLayout<hw_ucred>.size)
    guard getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else {
      return nil
    }
    self.init(
      name: Self.name(of: credentials.uid), userID: credentials.uid,
      groups: Self.otherGroups(socket).union([credentials.gid]))
  }

  private static func otherGroups(_ socket: Int32) -> Set<UInt32> {
    var groups = [gid_t](repeating: 0, count: 65_536)
    var size = socklen_t(groups.count * MemoryLayout<gid_t>.size)
    guard getsockopt(socket, SOL_SOCKET, hw_so_peergroups, &groups, &size) == 0 else { return [] }
    return Set(groups.prefix(Int(size) / MemoryLayout<gid_t>.size))
  }

  /// The name of a user; its number in words where it has none.
  package static func name(of userID: UInt32) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwuid_r(userID, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return "uid \(userID)"
    }
    return String(cString: entry.pw_name)
  }
}

/// Who may see and who may act. The agent's own user and the superuser may do everything.
package struct ControlAccess: Sendable {
  private var users: [UInt32: ControlRole] = [:]
  private var groups: [UInt32: ControlRole] = [:]
  /// Names of the site file that this machine does not know.
  package private(set) var unknownNames: [String] = []

  /// Whether anybody else than the agent's own user may call.
  package var isShared: Bool { !users.isEmpty || !groups.isEmpty }

  package init(_ settings: ControlSettings) {
    for (name, role) in settings.users {
      guard let userID = Self.userID(of: name) else {
        unknownNames.append("user \(name)")
        continue
      }
      users[userID] = role
    }
    for (name, role) in settings.groups {
      guard let groupID = Self.groupID(of: name) else {
        unknownNames.append("group \(name)")
        continue
      }
      groups[groupID] = role
    }
  }

  /// What a caller may; nil for nothing at all. The most of what it has by name and by groups.
  package func role(of caller: ControlCaller) -> ControlRole? {
    if caller.userID == 0 || caller.userID == geteuid() { return .operate }
    return ([users[caller.userID]] + caller.groups.map { groups[$0] }).compactMap { $0 }.max()
  }

  private static func userID(of name: String) -> UInt32? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return nil
    }
    return entry.pw_uid
  }

  private static func groupID(of name: String) -> UInt32? {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 65_536)
    guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      return nil
    }
    return entry.gr_gid
  }
}
