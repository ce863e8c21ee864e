import Glibc

/// Asks name servers on a thread of its own, which starts with the first question. The standard
/// library function has no deadline, so whoever asks must not wait for the answer.
package final class NameResolver: Sendable {
  package struct Answer: Sendable {
    /// The number that came with the question.
    package let asker: Int
    package let result: Result<[SocketAddress], SocketAddress.LookUpFailure>
  }

  private enum Question: Sendable {
    case addresses(asker: Int, host: String, port: UInt16)
    case stop
  }

  private let questions: Mailbox<Question>
  private let deliver: @Sendable (Answer) -> Void
  private let starter = OnceFlag()

  /// - Parameter deliver: called on the resolver's thread.
  package init(deliver: @escaping @Sendable (Answer) -> Void) throws(SystemFailure) {
    questions = try Mailbox(capacity: 10_000)
    self.deliver = deliver
  }

  /// Asks for the addresses of a name. Each asker has one question under way at most.
  package func ask(_ host: String, port: UInt16, asker: Int) {
    questions.post(.addresses(asker: asker, host: host, port: port))
    guard starter.raise() else { return }
    let (questions, deliver) = (questions, deliver)
    // Not joined: a look-up under way at the end cannot be called off.
    try? LinuxThread(name: "hw-names") { Self.answer(questions, deliver) }.detach()
  }

  package func stop() { questions.post(.stop) }

  private static func answer(
    _ questions: Mailbox<Question>, _ deliver: @Sendable (Answer) -> Void
  ) {
    while true {
      questions.wait(milliseconds: -1)
      for question in questions.takeAll() {
        switch question {
        case .addresses(let asker, let host, let port):
          deliver(Answer(asker: asker, result: SocketAddress.resolve(host, port: port)))
        case .stop: return
        }
      }
    }
  }

  /// Bounds what the resolver of the C library does with a dead name server: 2 s and one try for
  /// each, in place of 5 s and two. Called once, before threads start; a setting of the user's
  /// own stands.
  package static func boundLookUps() { setenv("RES_OPTIONS", "timeout:2 attempts:1", 0) }
}
