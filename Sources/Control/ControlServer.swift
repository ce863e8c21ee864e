import CLinux
import Glibc
import Journal
package import ModbusLink
import Synchronization

/// The agent's end of the control socket: a thread of its own that knows who calls, what each may,
/// and whom an answer is owed to. Nothing that a caller does or leaves undone delays anybody else.
package final class ControlServer: Sendable {
  private enum Message: Sendable {
    case reply(ticket: UInt64, ControlReply)
    case journalGrew
    case access(ControlAccess)
    case stop
  }

  private let listener: Int32
  /// Whether the socket is that of whoever started the process: then its name is not ours.
  private let isInherited: Bool
  private let stateDirectory: String
  private let access: ControlAccess
  private let inbox: Mailbox<Message>
  private let written = Atomic<UInt64>(0)
  private let ended = Atomic<Bool>(false)

  /// Begins to listen in a state directory; callers wait until `start`. A socket among those
  /// `inherited` that listens there already is used.
  package init(
    stateDirectory: String, access: ControlAccess, inherited: [Int32] = []
  ) throws(SystemFailure) {
    self.stateDirectory = stateDirectory
    self.access = access
    inbox = try Mailbox(capacity: 65_536)
    let handedOver = inherited.first { ControlSocket.isControl($0, in: stateDirectory) }
    isInherited = handedOver != nil
    if let handedOver {
      listener = Descriptors.elevate(handedOver)
    } else {
      listener = try ControlSocket.listen(in: stateDirectory, isShared: access.isShared)
    }
  }

  /// Starts the thread.
  ///
  /// - Parameters:
  ///   - verbs: what may be asked for.
  ///   - stranger: puts on record that somebody called who may nothing at all.
  package func start(
    verbs: [ControlVerb], stranger: @escaping @Sendable (ControlCaller) -> Void
  ) throws(SystemFailure) -> LinuxThread {
    let table = Dictionary(verbs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return try LinuxThread(name: "hw-control") { [self] in
      let loop = ControlLoop(
        listener: listener, journal: stateDirectory + "/journal", access: access, verbs: table,
        stranger: stranger)
      run(loop)
    }
  }

  /// Answers a call that was left for later.
  package func reply(_ reply: ControlReply, to ticket: UInt64) {
    inbox.post(.reply(ticket: ticket, reply))
  }

  /// Every record of the journal up to this number is on disk, and may be shown.
  package func journalWritten(through number: UInt64) {
    written.store(number, ordering: .releasing)
    inbox.post(.journalGrew)
  }

  /// Lets in others from now on, and gives others other rights.
  package func change(_ access: ControlAccess) {
    chmod(ControlSocket.path(in: stateDirectory), access.isShared ? 0o666 : 0o600)
    inbox.post(.access(access))
  }

  /// Ends the thread and takes the name of the socket away.
  package func stop() {
    guard !ended.exchange(true, ordering: .sequentiallyConsistent) else { return }
    if !isInherited { unlink(ControlSocket.path(in: stateDirectory)) }
    inbox.post(.stop)
  }

  private func run(_ loop: ControlLoop) {
    while true {
      loop.wait(orReadable: inbox.descriptor)
      loop.writtenThrough = written.load(ordering: .acquiring)
      for message in inbox.takeAll() {
        switch message {
        case .reply(let ticket, let reply): loop.answer(reply, to: ticket)
        case .journalGrew: break
        case .access(let access): loop.change(access)
        case .stop:
          loop.end()
          close(listener)
          return
        }
      }
      loop.turn()
    }
  }
}
