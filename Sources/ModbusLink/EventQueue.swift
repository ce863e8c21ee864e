import CLinux
import Glibc

/// An epoll instance and the events it reported last. Confined to one thread.
package final class EventQueue {
  /// What a descriptor reported.
  package struct Readiness {
    /// The key given to `add`.
    package let key: UInt64
    private let events: UInt32

    fileprivate init(_ event: epoll_event) {
      key = event.data.u64
      events = event.events
    }

    /// Bytes, an end of stream or an error can be read.
    package var isReadable: Bool { events & EPOLLIN.rawValue != 0 }
    package var isWritable: Bool { events & EPOLLOUT.rawValue != 0 }
    /// The peer has closed its side, or the connection has failed.
    package var isEnded: Bool {
      events & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
    }
  }

  package enum Trigger {
    /// Reported while bytes wait.
    case level
    /// Reported when bytes arrive, when room to send comes back, and when the peer ends. A frame
    /// that comes in pieces is looked at once a piece, and waiting for the rest costs nothing.
    case edge
  }

  private let descriptor: Int32
  private let capacity = 256
  private let events: UnsafeMutablePointer<epoll_event>

  package init() throws(SystemFailure) {
    let low = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard low >= 0 else { throw SystemFailure("epoll_create1", code: errno) }
    descriptor = Descriptors.elevate(low)
    events = .allocate(capacity: capacity)
  }

  deinit {
    close(descriptor)
    events.deallocate()
  }

  package func add(_ watched: Int32, key: UInt64, trigger: Trigger) throws(SystemFailure) {
    var event = epoll_event()
    event.data.u64 = key
    event.events =
      switch trigger {
      case .level: EPOLLIN.rawValue
      case .edge:
        EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
      }
    guard epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) == 0 else {
      throw SystemFailure("epoll_ctl", code: errno)
    }
  }

  /// Forgets a descriptor. Needed before closing one of which a duplicate may still be open: epoll
  /// watches the open file, not its number.
  package func remove(_ watched: Int32) {
    _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, watched, nil)
  }

  /// How many descriptors are ready, after at most so many milliseconds; −1 waits without end.
  package func wait(milliseconds: Int32) -> Int {
    max(0, Int(epoll_wait(descriptor, events, Int32(capacity), milliseconds)))
  }

  /// One of the descriptors that the last `wait` reported.
  package subscript(index: Int) -> Readiness { Readiness(events[index]) }
}
