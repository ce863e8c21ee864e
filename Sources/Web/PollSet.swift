import CLinux
import Glibc

/// The sockets that the loop waits for, each under a number that its events bear.
struct PollSet {
  let descriptor: Int32

  init() throws(HTTPServerError) {
    descriptor = Descriptor.raised(epoll_create1(Int32(EPOLL_CLOEXEC)))
    guard descriptor >= 0 else { throw HTTPServerError("cannot serve HTTP", errno: errno) }
  }

  /// What to wait for on a socket.
  enum Interest {
    case nothing
    case reading
    case writing

    fileprivate var events: UInt32 {
      switch self {
      case .nothing: 0
      case .reading: EPOLLIN.rawValue
      case .writing: EPOLLOUT.rawValue
      }
    }
  }

  func add(_ socket: Int32, token: UInt64, _ interest: Interest) {
    control(EPOLL_CTL_ADD, socket, token: token, interest)
  }

  func change(_ socket: Int32, token: UInt64, to interest: Interest) {
    control(EPOLL_CTL_MOD, socket, token: token, interest)
  }

  func remove(_ socket: Int32) { epoll_ctl(descriptor, EPOLL_CTL_DEL, socket, nil) }

  /// How many events came before the timeout; 0 for none and when a signal interrupted.
  func wait(_ events: UnsafeMutableBufferPointer<epoll_event>, milliseconds: Int32) -> Int {
    max(0, Int(epoll_wait(descriptor, events.baseAddress, Int32(events.count), milliseconds)))
  }

  func end() { close(descriptor) }

  private func control(_ operation: Int32, _ socket: Int32, token: UInt64, _ interest: Interest) {
    var event = epoll_event()
    event.events = interest.events
    event.data.u64 = token
    epoll_ctl(descriptor, operation, socket, &event)
  }
}
