import Glibc

/// The calls whose failure the journal must survive, and the wall clock that ages its segments.
/// Tests put a failing disk and a clock of their own in their place.
struct JournalCalls {
  var write: (_ file: Int32, _ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int
  var sync: (_ file: Int32) -> Int32
  var truncate: (_ file: Int32, _ byteCount: Int) -> Int32
  /// Seconds since 1970.
  var now: () -> UInt64 = { UInt64(max(0, time(nil))) }

  static var system: JournalCalls {
    JournalCalls(
      write: { pwrite($0, $1.baseAddress, $1.count, off_t($2)) },
      sync: { fdatasync($0) },
      truncate: { ftruncate($0, off_t($1)) })
  }
}
