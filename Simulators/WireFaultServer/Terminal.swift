import Glibc

/// A pseudo-terminal: a serial bus between the server and whoever opens its path.
struct Terminal {
  /// The server's end.
  let descriptor: Int32
  /// The client's end, held open: else reading fails whenever the client closes its own.
  let other: Int32
  let path: String

  init() throws(FaultServerError) {
    var (master, slave): (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 128)
    var settings = termios()
    cfmakeraw(&settings)
    guard openpty(&master, &slave, &name, &settings, nil) == 0 else {
      throw FaultServerError(call: "openpty", code: errno)
    }
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
    descriptor = master
    other = slave
    path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
