import Foundation

/// A program that a test started. Its output goes to files; it is killed, by its own process
/// number, when the test lets go of it.
final class ChildProcess {
  let name: String
  let pid: pid_t
  private let outputFile: URL
  private let errorFile: URL
  private var status: Int32?

  /// - Parameter environment: further variables, as `NAME=VALUE`.
  init(
    _ program: URL, _ arguments: [String], input: URL? = nil, environment: [String] = [],
    in folder: ScratchFolder
  ) throws {
    name = program.lastPathComponent
    outputFile = folder.unusedFile("\(name).out")
    errorFile = folder.unusedFile("\(name).err")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, input?.path ?? "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputFile.path, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorFile.path, flags, 0o600)
    // Sockets of tests that run beside this one must not live on in the child.
    for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      if let descriptor = Int32(entry), descriptor > 2 {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    }
    var words = ([program.path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var inherited: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let variable = next.pointee {
      inherited.append(variable)
      next += 1
    }
    let own = environment.map { strdup($0) }
    defer { for variable in own { free(variable) } }
    var variables = inherited + own + [nil]
    var started: pid_t = 0
    let failure = posix_spawn(&started, program.path, &actions, nil, &words, &variables)
    guard failure == 0 else {
      throw HarnessError("\(program.path) did not start: \(String(cString: strerror(failure)))")
    }
    pid = started
  }

  deinit {
    guard exitStatus == nil else { return }
    kill(pid, SIGKILL)
    var raw: Int32 = 0
    waitpid(pid, &raw, 0)
  }

  /// The exit code, or 128 and the signal that ended it; nil while it runs.
  var exitStatus: Int32? {
    if status == nil {
      var raw: Int32 = 0
      if waitpid(pid, &raw, WNOHANG) == pid {
        let signal = raw & 0x7F
        status = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
      }
    }
    return status
  }

  var output: String { (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "" }
  var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// The exit code, once it has ended.
  func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
    try await eventually("\(name) ends", within: limit) { exitStatus != nil }
    return exitStatus ?? -1
  }

  /// Runs a program to its end.
  static func run(
    _ program: URL, _ arguments: [String], input: String? = nil,
    within limit: Duration = .seconds(60)
  ) async throws -> (status: Int32, output: String, errors: String) {
    let folder = try ScratchFolder()
    let file = try input.map { try folder.write($0, to: "input") }
    let process = try ChildProcess(program, arguments, input: file, in: folder)
    let status = try await process.end(within: limit)
    return (status, process.output, process.errors)
  }
}
