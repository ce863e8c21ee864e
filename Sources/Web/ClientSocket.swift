import Glibc

/// A connection of the client's: every wait ends at a deadline.
struct ClientSocket {
  private let descriptor: Int32

  init(
    _ destination: HTTPDestination, before deadline: MonotonicTime
  ) throws(HTTPClient.Failure) {
    switch destination.peer {
    case .unix(let path):
      descriptor = try Self.connect(
        family: AF_UNIX, name: path, before: deadline
      ) { body in
        SocketAddress.with(.unix(path: path), body)
      }
    case .tcp(let host, let port):
      descriptor = try Self.connect(host: host, port: port, before: deadline)
    }
  }

  func end() { close(descriptor) }

  /// Tries the addresses of a name one after another.
  private static func connect(
    host: String, port: UInt16, before deadline: MonotonicTime
  ) throws(HTTPClient.Failure) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &found)
    guard code == 0 else {
      throw HTTPClient.Failure("\(host): \(String(cString: gai_strerror(code)).lowercased())")
    }
    defer { freeaddrinfo(found) }
    var last = HTTPClient.Failure("\(host): no address")
    var next = found
    while let entry = next?.pointee {
      next = entry.ai_next
      guard let address = entry.ai_addr else { continue }
      do throws(HTTPClient.Failure) {
        return try connect(family: entry.ai_family, name: "\(host):\(port)", before: deadline) {
          $0(address, entry.ai_addrlen)
        }
      } catch {
        last = error
      }
    }
    throw last
  }

  private static func connect(
    family: Int32, name: String, before deadline: MonotonicTime,
    _ withAddress: ((UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32
  ) throws(HTTPClient.Failure) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let socket = Descriptor.raised(Glibc.socket(family, kind, 0))
    guard socket >= 0 else { throw HTTPClient.Failure("socket", errno: errno) }
    do throws(HTTPClient.Failure) {
      if withAddress({ Glibc.connect(socket, $0, $1) }) != 0 {
        guard errno == EINPROGRESS else { throw HTTPClient.Failure(name, errno: errno) }
        try wait(socket, for: POLLOUT, before: deadline)
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size)
        guard code == 0 else { throw HTTPClient.Failure(name, errno: code) }
      }
      return socket
    } catch {
      close(socket)
      throw error
    }
  }

  private static func wait(
    _ socket: Int32, for events: Int32, before deadline: MonotonicTime
  ) throws(HTTPClient.Failure) {
    var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
    while true {
      let left = deadline.milliseconds(from: .now)
      guard left > 0 else { throw HTTPClient.Failure("no answer in time") }
      let count = poll(&watched, 1, left)
      if count > 0 { return }
      guard count == 0 || errno == EINTR else { throw HTTPClient.Failure("poll", errno: errno) }
    }
  }

  func send(_ bytes: [UInt8], before deadline: MonotonicTime) throws(HTTPClient.Failure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        try Self.wait(descriptor, for: POLLOUT, before: deadline)
      } else if errno == EPIPE || errno == ECONNRESET {
        // The server may have answered before it had read everything.
        return
      } else if errno != EINTR {
        throw HTTPClient.Failure("send", errno: errno)
      }
    }
  }

  /// What comes next; empty at the end.
  func receive(before deadline: MonotonicTime) throws(HTTPClient.Failure) -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count >= 0 { return Array(chunk[..<count]) }
      if errno == EAGAIN {
        try Self.wait(descriptor, for: POLLIN, before: deadline)
      } else if errno != EINTR {
        throw HTTPClient.Failure("the answer breaks off", errno: errno)
      }
    }
  }
}
