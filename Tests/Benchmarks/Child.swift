import Foundation

/// A process that is measured: talked to line by line, its processor time read from its own clock.
final class Child {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var received = Data()

  init(
    _ program: URL, _ arguments: [String], errors: FileHandle = .standardError,
    environment: [String: String] = [:]
  ) throws {
    process.executableURL = program
    if !environment.isEmpty {
      process.environment = ProcessInfo.processInfo.environment
        .merging(environment) { _, own in own }
    }
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  deinit { stop() }

  /// This program again, as one of the floors.
  static func floor(_ arguments: [String]) throws -> Child {
    try Child(URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(), arguments)
  }

  func write(_ text: String) { input.fileHandleForWriting.write(Data(text.utf8)) }

  func line() throws -> String {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end], as: UTF8.self)
        received = received[received.index(after: end)...]
        return line
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw BenchmarkError("\(name) ended early") }
      received.append(more)
    }
  }

  func number() throws -> Int {
    let text = try line()
    guard let number = Int(text) else { throw BenchmarkError("\(name) says \(text)") }
    return number
  }

  /// Asks a floor for its count.
  func count() throws -> Int {
    write("\n")
    return try number()
  }

  var isRunning: Bool { process.isRunning }

  private var name: String { process.executableURL?.lastPathComponent ?? "?" }

  /// User and system time of all its threads, also of those that ended.
  func processorSeconds() throws -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process.processIdentifier, &clock) == 0,
      clock_gettime(clock, &time) == 0
    else { throw BenchmarkError("\(name) has no processor clock; it ended") }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// A line of /proc/PID/status, such as `VmRSS` in KiB.
  func status(_ key: String) throws -> Int {
    let file = "/proc/\(process.processIdentifier)/status"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("\(key):") }),
      let number = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { throw BenchmarkError("\(file) has no \(key)") }
    return number
  }

  func stop() {
    guard process.isRunning else { return }
    try? input.fileHandleForWriting.close()
    process.terminate()
    process.waitUntilExit()
  }
}
