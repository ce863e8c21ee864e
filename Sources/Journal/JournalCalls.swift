import Glibc

/// The three calls whose failure the journal must survive. Tests put a failing disk in their place.
struct JournalCalls {
  var write: (_ file: Int32, _ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int
  var sync: (_ file: Int32) -> Int32
  var truncate: (_ file: Int32, _ byteCount: Int) -> Int32

  static var system: JournalCalls {
    JournalCalls(
      write: { pwrite($0, $1.baseAddress, $1.count, off_t($2)) },
      sync: { fdatasync($0) },
      truncate: { ftruncate($0, off_t($1)) })
  }
}
