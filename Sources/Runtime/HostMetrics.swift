import CLinux
package import Exposition
import Glibc
import ModbusLink
import Readings

/// The families of the process around the agent: what it is, and what it costs, named as the
/// standard collectors do.
package struct HostMetrics: Sendable {
  private let stamp: BuildStamp
  /// When the process began, in seconds since 1970.
  private let startTime: Double?

  package init(_ stamp: BuildStamp) {
    self.stamp = stamp
    startTime = Self.startTime
  }

  /// The families as they are now. What is not known is left out.
  ///
  /// - Parameter lastScrape: how long the last scrape took to answer; nil before the first.
  package func families(lastScrape: Duration?) -> [DynamicFamily] {
    let build = Self.family(
      MetricFamily(
        name: "hallwatch_build_info", type: .info,
        help: "1; the version and commit of the agent are labels."), 1,
      [("version", stamp.version), ("commit", stamp.commit)])
    let scrape = Self.family(
      MetricFamily(
        name: "hallwatch_scrape_duration_seconds", type: .gauge,
        help: "How long the agent took to answer the scrape before this one.", unit: "seconds"),
      lastScrape?.seconds)
    return [build, scrape].compactMap { $0 } + clockFamilies + processFamilies
  }

  /// What the times of records are worth: whether something such as NTP keeps the wall clock.
  private var clockFamilies: [DynamicFamily] {
    var isSynchronised = false
    var error = 0
    guard hw_clock_discipline(&isSynchronised, &error) else { return [] }
    return [
      Self.family(
        MetricFamily(
          name: "hallwatch_clock_synchronized", type: .gauge,
          help: "Whether the kernel says that the wall clock is kept by NTP or the like."),
        isSynchronised ? 1 : 0),
      Self.family(
        MetricFamily(
          name: "hallwatch_clock_maximum_error_seconds", type: .gauge,
          help: "How far the wall clock may be off, as the kernel has it.", unit: "seconds"),
        Double(error) / 1e6),
    ].compactMap { $0 }
  }

  private var processFamilies: [DynamicFamily] {
    var cpu = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu)
    let status = ProcessStatus.current
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let facts: [(MetricFamily, Double?)] = [
      (
        MetricFamily(
          name: "process_cpu_seconds_total", type: .counter,
          help: "Processor time spent in user and system mode.", unit: "seconds"),
        Double(cpu.tv_sec) + Double(cpu.tv_nsec) / 1e9
      ),
      (
        MetricFamily(
          name: "process_max_fds", type: .gauge, help: "Descriptors that the process may have."),
        Double(limit.rlim_cur)
      ),
      (
        MetricFamily(
          name: "process_open_fds", type: .gauge, help: "Descriptors that the process has."),
        Self.descriptorCount.map(Double.init)
      ),
      (
        MetricFamily(
          name: "process_resident_memory_bytes", type: .gauge, help: "Memory that is resident.",
          unit: "bytes"), status.map { Double($0.residentByteCount) }
      ),
      (
        MetricFamily(
          name: "process_start_time_seconds", type: .gauge,
          help: "When the process began, in seconds since 1970.", unit: "seconds"), startTime
      ),
      (
        MetricFamily(
          name: "process_threads", type: .gauge, help: "Threads of the process."),
        status.map { Double($0.threadCount) }
      ),
      (
        MetricFamily(
          name: "process_virtual_memory_bytes", type: .gauge,
          help: "Address space that is in use.", unit: "bytes"),
        status.map { Double($0.virtualByteCount) }
      ),
    ]
    return facts.compactMap { Self.family($0, $1) }
  }

  private static func family(
    _ family: MetricFamily, _ value: Double?, _ labels: [(name: String, value: String)] = []
  ) -> DynamicFamily? {
    guard let value, var dynamic = try? DynamicFamily(family) else { return nil }
    dynamic.add(labels, value: value)
    return dynamic
  }

  private static var descriptorCount: Int? {
    guard let directory = opendir("/proc/self/fd") else { return nil }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    // Less the two entries for the folders and the descriptor that reads it.
    return count - 3
  }

  private static var startTime: Double? {
    guard let status = ProcessStatus.current else { return nil }
    // Not /proc/uptime, which a hardened service does not see.
    var sinceBoot = timespec()
    guard clock_gettime(CLOCK_BOOTTIME, &sinceBoot) == 0 else { return nil }
    let uptime = Double(sinceBoot.tv_sec) + Double(sinceBoot.tv_nsec) / 1e9
    let age = uptime - Double(status.startTicks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    return MonotonicClock.wall.secondsSince1970 - age
  }
}

/// What the program is.
package struct BuildStamp: Hashable, Sendable {
  package var version: String
  package var commit: String

  package init(version: String, commit: String) {
    self.version = version
    self.commit = commit
  }
}
