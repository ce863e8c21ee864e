import CLinux
import Configuration
import Glibc
import Journal

/// One caller: what came and was not understood yet, and what waits to be taken.
final class ControlConnection {
  let descriptor: Int32
  let caller: ControlCaller
  let role: ControlRole?
  private var input: [UInt8] = []
  private var output: [UInt8] = []
  private var sent = 0
  /// Until when something must come of it.
  var deadline: UInt64
  /// Before this nothing is read.
  var hearsAt: UInt64 = 0
  /// The ticket of an answer that is owed; nothing is read until it is given.
  var owed: UInt64?
  var stream: Stream?
  private(set) var isEnded = false

  /// Records of the journal on their way to the caller.
  struct Stream {
    let tail: JournalTail
    let filter: JournalFilter
    /// Ends after this number; nil for never.
    let through: UInt64?
  }

  init(_ descriptor: Int32, _ caller: ControlCaller, _ role: ControlRole?, now: UInt64) {
    self.descriptor = descriptor
    self.caller = caller
    self.role = role
    deadline = now + ControlLimits.idleNanoseconds
  }

  deinit { close(descriptor) }

  var hasOutput: Bool { sent < output.count }
  var outputCount: Int { output.count - sent }
  /// Whether more of it is wanted now.
  var listens: Bool { owed == nil && stream == nil && !hasOutput }

  func end() { isEnded = true }

  func say(_ line: [UInt8]) { output += line }

  /// Takes what has come. Whoever sends more than a request may have is cut off.
  func read(_ scratch: inout [UInt8]) {
    let count = recv(descriptor, &scratch, scratch.count, 0)
    if count > 0 {
      input += scratch[..<count]
      if input.count > ControlLimits.requestBytes, !input.contains(UInt8(ascii: "\n")) {
        say(ControlReply.invalid("a request has at most 65536 bytes").line)
        flush()
        end()
      }
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      end()
    }
  }

  /// The next whole request line, without its end.
  func nextLine() -> [UInt8]? {
    guard let end = input.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let line = Array(input[..<end])
    input.removeFirst(end + 1)
    return line
  }

  /// Hands over what the caller takes.
  func flush() {
    while hasOutput {
      let count = output.withUnsafeBytes {
        send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno != EAGAIN { end() }
        return
      }
      sent += count
    }
    output.removeAll(keepingCapacity: output.count < ControlLimits.outputBytes)
    sent = 0
  }
}
