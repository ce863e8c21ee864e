import CLinux
import Glibc

/// A bounded list that any thread adds to and one thread empties, with a descriptor to wait on.
package final class Mailbox<Element: Sendable>: @unchecked Sendable {
  /// Readable while the box holds something.
  package let descriptor: Int32
  private let capacity: Int
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var elements: [Element] = []
  private var refused = 0
  private var isShut = false

  package init(capacity: Int) throws(SystemFailure) {
    let low = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    guard low >= 0 else { throw SystemFailure("eventfd", code: errno) }
    descriptor = Descriptors.elevate(low)
    self.capacity = capacity
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    close(descriptor)
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Adds an element; false, and counted, when the box is full.
  @discardableResult
  package func post(_ element: Element) -> Bool { post(contentsOf: CollectionOfOne(element)) }

  /// Adds all the elements or, when they do not all fit, none of them.
  @discardableResult
  package func post(contentsOf added: some Collection<Element>) -> Bool {
    guard !added.isEmpty else { return true }
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !isShut, elements.count + added.count <= capacity else {
      refused += added.count
      return false
    }
    // The descriptor is written once for all that comes until the box is emptied.
    if elements.isEmpty {
      var one: UInt64 = 1
      _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
    elements.append(contentsOf: added)
    return true
  }

  /// Everything in the box, in order; the box is empty afterwards.
  package func takeAll() -> [Element] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !elements.isEmpty else { return [] }
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    let taken = elements
    elements = []
    return taken
  }

  /// Takes nothing more, and gives what is left.
  package func shut() -> [Element] {
    pthread_mutex_lock(mutex)
    isShut = true
    pthread_mutex_unlock(mutex)
    return takeAll()
  }

  /// Waits until the box holds something, or for so many milliseconds; −1 waits without end.
  package func wait(milliseconds: Int32) {
    var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&watched, 1, milliseconds)
  }

  /// How many elements did not fit.
  package var refusedCount: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return refused
  }
}
