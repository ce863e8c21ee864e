import CLinux

/// How the process deals with the memory that it does not need any more.
///
/// Left to itself, the C library keeps up to 64 MiB of it in each of several heaps: after every
/// large page, and after the start, in which the site file and its text take many times what the
/// agent does.
package enum HeapPolicy {
  /// What is larger is taken from the system by itself, and goes back as soon as it is free.
  private static let ownMappingBytes: Int32 = 256 << 10
  /// How much free memory may stay at the end of a heap.
  private static let keptBytes: Int32 = 1 << 20
  /// The loop and the rest: two threads that rarely allocate at the same moment.
  private static let heaps: Int32 = 2

  /// To be called before there are other threads.
  package static func set() {
    mallopt(M_MMAP_THRESHOLD, ownMappingBytes)
    mallopt(M_TRIM_THRESHOLD, keptBytes)
    mallopt(M_ARENA_MAX, heaps)
  }

  /// Gives all free memory back. Takes some milliseconds, so it is for after the start only.
  package static func giveBack() { malloc_trim(0) }
}
