import Agent
import Configuration
import Control
import Readings

#if FUZZING
  import FuzzDriver
#endif

/// A line that any user of the machine may send to the control socket.
package enum FuzzControl {
  /// What is wrong with how the line is read; nil when nothing is.
  package static func complaint(about bytes: [UInt8]) -> String? {
    let request: ControlRequest
    do throws(ControlRequest.Mistake) {
      request = try ControlRequest(line: bytes)
    } catch {
      return complaint(aboutReply: ControlReply.invalid(error.message).line)
    }
    for (name, value) in request.arguments {
      guard case .text(let text) = value else { continue }
      // What verbs make of their arguments.
      _ = JournalFilter.time(text, now: WallTime(nanoseconds: 1_800_000_000_000_000_000))
      if let duration = parseDuration(text), parseDuration(durationText(duration)) != duration {
        return "\(name): \(text) is not \(durationText(duration))"
      }
    }
    let line = Array(request.line.dropLast())
    guard request.line.last == UInt8(ascii: "\n"), !line.contains(UInt8(ascii: "\n")) else {
      return "not one line: \(String(decoding: request.line, as: UTF8.self))"
    }
    guard let again = try? ControlRequest(line: line), again.verb == request.verb,
      again.arguments.map(\.name) == request.arguments.map(\.name),
      again.arguments.map(\.value) == request.arguments.map(\.value)
    else { return "said again it is another request" }
    return nil
  }

  /// An answer is one line of JSON whatever it quotes.
  private static func complaint(aboutReply line: [UInt8]) -> String? {
    let text = line.dropLast()
    guard line.last == UInt8(ascii: "\n"), !text.contains(UInt8(ascii: "\n")) else {
      return "the answer is not one line"
    }
    let problems = JSON5.parse(Array(text), file: "f").problems
    return problems.isEmpty ? nil : "the answer is not JSON: \(problems)"
  }
}

#if FUZZING
  @_cdecl("FuzzControl_main")
  public func begin(
    _ count: CInt, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  ) -> CInt {
    runFuzzer(count, words, check: FuzzControl.complaint(about:))
  }
#endif
