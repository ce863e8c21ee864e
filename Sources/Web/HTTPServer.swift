import CLinux
import Glibc

/// An HTTP/1.1 server on one thread: GET and HEAD, for the clients allowed, within limits. What
/// to answer is the handler's business.
package final class HTTPServer: Sendable {
  /// The loop is not shared: it is made here, and from `start` on only its thread touches it.
  private enum Life: @unchecked Sendable {
    case listening(ServerLoop)
    case running(pthread_t)
    case ended
  }

  private let wake: Int32
  /// The sockets that listen, each with the address that was asked for.
  private let listening: Guarded<[Listening]>
  private let mail: Guarded<ServerMail>
  private let shared: Guarded<HTTPCounters>
  private let life: Guarded<Life>

  /// Begins to listen; connections wait until `start`. Clients whose address is in no block of
  /// `allow` are cut off before a byte is read; those on Unix sockets are let in by the file's
  /// permissions. The handler runs on the server's thread, and so does `ranOut`, which is told when
  /// a client could not be let in for want of a descriptor, and `tellOdd`, which is told of clients
  /// turned away and of odd requests at a bounded rate. A listener whose socket is among those
  /// `inherited` from whoever started the process is not made anew. Throws `HTTPServerError`.
  ///
  /// - Parameter counters: where it counts, for whoever wants to know before it exists.
  package init(
    listeners: [ListenAddress], allow: [CIDRBlock], limits: HTTPLimits = HTTPLimits(),
    inherited: [Int32] = [], counting counters: Guarded<HTTPCounters> = Guarded(HTTPCounters()),
    ranOut: @escaping @Sendable () -> Void = {},
    tellOdd: @escaping @Sendable ([OddClients.Entry]) -> Void = { _ in },
    handler: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) throws {
    shared = counters
    let wake = Descriptor.raised(eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)))
    guard wake >= 0 else { throw HTTPServerError("cannot serve HTTP", errno: errno) }
    var sockets: [ListeningSocket] = []
    do {
      for address in listeners {
        sockets.append(try Self.inherited(address, inherited) ?? ListeningSocket(address))
      }
      let mail = Guarded(ServerMail())
      self.mail = mail
      let loop = try ServerLoop(
        listeners: sockets, wake: wake, mail: mail, allow: allow, limits: limits,
        counters: counters,
        ranOut: ranOut, tellOdd: tellOdd, handler: handler)
      life = Guarded(.listening(loop))
    } catch {
      for socket in sockets { socket.end() }
      close(wake)
      throw error
    }
    self.wake = wake
    listening = Guarded(zip(listeners, sockets).map { Listening(asked: $0, socket: $1) })
  }

  private static func inherited(
    _ address: ListenAddress, _ descriptors: [Int32]
  ) throws(HTTPServerError) -> ListeningSocket? {
    for descriptor in descriptors {
      if let socket = ListeningSocket(inherited: descriptor, as: address) { return socket }
    }
    return nil
  }

  /// Where it listens, with ports as the system chose them, in the order asked for.
  package var boundAddresses: [ListenAddress] {
    listening.withLock { $0.map(\.socket.address) }
  }

  /// Other listeners and other clients, ready to be used.
  package final class Change: Sendable {
    fileprivate let listening: [Listening]
    fileprivate let new: [ListeningSocket]
    fileprivate let allow: [CIDRBlock]

    fileprivate init(_ listening: [Listening], new: [ListeningSocket], allow: [CIDRBlock]) {
      self.listening = listening
      self.new = new
      self.allow = allow
    }
  }

  /// Begins to listen where it does not yet. Nothing is served there before `use`; listeners that
  /// stay are not touched. Throws `HTTPServerError`, and then nothing has changed.
  package func prepare(listeners: [ListenAddress], allow: [CIDRBlock]) throws -> Change {
    let present = listening.withLock { $0 }
    var wanted: [Listening] = []
    var new: [ListeningSocket] = []
    do {
      for address in listeners {
        if let same = present.first(where: { $0.asked == address }) {
          wanted.append(same)
        } else {
          let socket = try ListeningSocket(address)
          new.append(socket)
          wanted.append(Listening(asked: address, socket: socket))
        }
      }
    } catch {
      for socket in new { socket.end() }
      throw error
    }
    return Change(wanted, new: new, allow: allow)
  }

  /// Serves on other listeners from now on, and lets in others. Connections of clients that are no
  /// longer let in end.
  package func use(_ change: Change) {
    listening.withLock { $0 = change.listening }
    mail.withLock {
      $0.listeners = change.listening.map(\.socket)
      $0.allow = change.allow
    }
    eventfd_write(wake, 1)
  }

  /// Lets go of what was prepared.
  package func abandon(_ change: Change) { for socket in change.new { socket.end() } }

  deinit {
    stop()
    close(wake)
  }

  /// What it has done so far. May be asked from any thread, also from the handler.
  package var counters: HTTPCounters { shared.withLock { $0 } }

  /// Begins to serve. A second call does nothing. Throws `HTTPServerError` when the system gives no
  /// thread.
  package func start() throws {
    let code = life.withLock { life in
      guard case .listening(let loop) = life else { return Int32(0) }
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(loop)
      let code = Self.spawn(&thread, argument.toOpaque())
      if code == 0 { life = .running(thread) } else { argument.release() }
      return code
    }
    guard code == 0 else { throw HTTPServerError("cannot serve HTTP", errno: code) }
  }

  /// Ends listening, lets responses that are being sent come to an end within
  /// `HTTPLimits.drainDeadline`, and returns when the thread is over. Not to be called by the
  /// handler. A second call does nothing.
  package func stop() {
    let life = life.withLock { life in
      defer { life = .ended }
      return life
    }
    switch life {
    case .listening(let loop): loop.abandon()
    case .running(let thread):
      mail.withLock { $0.isStopping = true }
      eventfd_write(wake, 1)
      pthread_join(thread, nil)
    case .ended: break
    }
  }

  private static func spawn(
    _ thread: inout pthread_t, _ loop: UnsafeMutableRawPointer
  ) -> Int32 {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 1 << 20)
    return pthread_create(
      &thread, &attributes,
      { @Sendable argument in
        // Signals are for the main thread.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        _ = hw_name_thread(pthread_self(), "web")
        guard let argument else { return nil }
        Unmanaged<ServerLoop>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, loop)
  }
}

/// A socket that listens, with the address that was asked for.
struct Listening: Sendable {
  let asked: ListenAddress
  let socket: ListeningSocket
}

/// What other threads want of the loop.
struct ServerMail: Sendable {
  var isStopping = false
  /// Nil where nothing is to change.
  var listeners: [ListeningSocket]?
  var allow: [CIDRBlock]?
}
