import Agent
import CLinux
import Configuration
import Glibc
import Journal
import ModbusLink
import Readings

/// The state of the control server's thread, and its turns.
final class ControlLoop {
  private let listener: Int32
  private let journal: String
  private var access: ControlAccess
  private let verbs: [String: ControlVerb]
  private let stranger: (ControlCaller) -> Void
  private var connections: [ControlConnection] = []
  private var lastTicket: UInt64 = 0
  /// When a stranger was last put on record, by user.
  private var strangers: [UInt32: UInt64] = [:]
  private var scratch = [UInt8](repeating: 0, count: 65_536)
  var writtenThrough: UInt64 = 0
  /// A follower could take more at once.
  private var isBehind = false

  init(
    listener: Int32, journal: String, access: ControlAccess, verbs: [String: ControlVerb],
    stranger: @escaping (ControlCaller) -> Void
  ) {
    self.listener = listener
    self.journal = journal
    self.access = access
    self.verbs = verbs
    self.stranger = stranger
  }

  private var now: UInt64 { MonotonicClock.now.nanoseconds }

  /// Waits until something can be done, and takes what has come.
  func wait(orReadable inbox: Int32) {
    let now = now
    var watched = [pollfd(fd: inbox, events: Int16(POLLIN), revents: 0)]
    let hasRoom = connections.count < ControlLimits.connections
    watched.append(pollfd(fd: hasRoom ? listener : -1, events: Int16(POLLIN), revents: 0))
    var timeout: UInt64 = .max
    for connection in connections {
      var events: Int32 = 0
      if connection.hasOutput { events |= POLLOUT }
      if connection.listens, connection.hearsAt <= now { events |= POLLIN }
      if connection.listens, connection.hearsAt > now { timeout = min(timeout, connection.hearsAt) }
      timeout = min(timeout, connection.deadline)
      // A caller that hangs up is noticed whatever is waited for.
      watched.append(
        pollfd(
          fd: connection.descriptor, events: Int16(events) | Int16(hw_pollrdhup), revents: 0))
    }
    let milliseconds = timeout == .max ? -1 : Int32(clamping: (timeout &- now) / 1_000_000 + 1)
    guard poll(&watched, nfds_t(watched.count), isBehind || timeout < now ? 0 : milliseconds) > 0
    else {
      return
    }
    for (place, connection) in connections.enumerated() {
      let revents = Int32(watched[place + 2].revents)
      if revents & (POLLERR | POLLHUP | POLLNVAL) != 0 { connection.end() }
      if revents & POLLIN != 0 {
        connection.read(&scratch)
      } else if revents & Int32(hw_pollrdhup) != 0, !connection.hasOutput {
        connection.end()
      }
      if revents & POLLOUT != 0 { connection.flush() }
    }
    if watched[1].revents != 0 { accept() }
  }

  /// Carries out what was understood, and moves streams on.
  func turn() {
    let now = now
    isBehind = false
    for connection in connections where !connection.isEnded {
      while connection.listens, connection.hearsAt <= now, let line = connection.nextLine() {
        connection.deadline = now + ControlLimits.idleNanoseconds
        take(line, from: connection)
        connection.flush()
      }
      moveOn(connection)
      if connection.deadline <= now { expire(connection, now) }
    }
    connections.removeAll { $0.isEnded }
  }

  func answer(_ reply: ControlReply, to ticket: UInt64) {
    guard let connection = connections.first(where: { $0.owed == ticket }) else { return }
    connection.owed = nil
    if case .refused = reply { penalise(connection) }
    connection.deadline = now + ControlLimits.idleNanoseconds
    connection.say(reply.line)
    connection.flush()
  }

  func end() { connections = [] }

  /// Callers whose rights have changed have to call again.
  func change(_ access: ControlAccess) {
    self.access = access
    for connection in connections where access.role(of: connection.caller) != connection.role {
      connection.end()
    }
  }

  private func accept() {
    let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let low = hw_accept4(listener, nil, nil, flags)
    guard low >= 0 else { return }
    let descriptor = Descriptors.elevate(low)
    guard let caller = ControlCaller(socket: descriptor) else {
      close(descriptor)
      return
    }
    let connection = ControlConnection(descriptor, caller, access.role(of: caller), now: now)
    if connection.role == nil { turnAway(connection) } else { connections.append(connection) }
  }

  /// Somebody who may nothing is told so, and is put on record once a minute.
  private func turnAway(_ connection: ControlConnection) {
    let caller = connection.caller
    connection.say(
      ControlReply.refused(
        "\(caller.name) may neither view nor operate; `control` in the site file says who may"
      ).line)
    connection.flush()
    let last = strangers[caller.userID]
    guard last == nil || now - (last ?? 0) > 60_000_000_000 else { return }
    if strangers.count > 1000 { strangers = [:] }
    strangers[caller.userID] = now
    stranger(caller)
  }

  private func take(_ line: [UInt8], from connection: ControlConnection) {
    let request: ControlRequest
    do throws(ControlRequest.Mistake) {
      request = try ControlRequest(line: line)
    } catch {
      connection.say(ControlReply.invalid(error.message).line)
      return
    }
    guard let verb = verbs[request.verb] else {
      let known = suggestion(for: request.verb, among: verbs.keys.sorted())
      connection.say(ControlReply.invalid("unknown verb \(request.verb); \(known)").line)
      return
    }
    lastTicket += 1
    let call = ControlCall(
      request: request, caller: connection.caller, role: connection.role, ticket: lastTicket)
    guard let role = connection.role, role >= verb.role else {
      let reason =
        "\(connection.caller.name) may view but not operate; `control` in the site file says who "
        + "may"
      penalise(connection)
      follow(verb.refuse(call, reason), of: call, connection)
      return
    }
    follow(verb.run(call), of: call, connection)
  }

  private func follow(
    _ response: ControlResponse, of call: ControlCall, _ connection: ControlConnection
  ) {
    switch response {
    case .now(let reply): connection.say(reply.line)
    case .later:
      connection.owed = call.ticket
      connection.deadline = now + ControlLimits.answerNanoseconds
    case .records(let number, let filter, let follows):
      guard connections.count(where: { $0.stream != nil }) < ControlLimits.followers else {
        connection.say(ControlReply.failed("too many callers follow the journal").line)
        return
      }
      connection.stream = ControlConnection.Stream(
        tail: JournalTail(directory: journal, after: number ?? writtenThrough), filter: filter,
        through: follows ? nil : writtenThrough)
    }
  }

  private func penalise(_ connection: ControlConnection) {
    connection.hearsAt = now + ControlLimits.refusalNanoseconds
  }

  /// Gives a follower what has come, as far as it takes it.
  private func moveOn(_ connection: ControlConnection) {
    guard let stream = connection.stream else { return }
    connection.deadline = .max
    do throws(JournalError) {
      if connection.outputCount < ControlLimits.outputBytes {
        // One chunk a turn, so that whoever reads years holds up nobody.
        let bound = min(writtenThrough, stream.through ?? .max)
        for entry in try stream.tail.next(through: bound) {
          guard let event = RecordedEvent(entry.payload), stream.filter.admits(event) else {
            continue
          }
          connection.say(
            Array("{\"n\":\(entry.number),\"sum\":\"\(entry.sum)\",\"record\":".utf8)
              + entry.payload + Array("}\n".utf8))
        }
        connection.flush()
        if stream.tail.lastNumber < bound, !connection.hasOutput { isBehind = true }
      }
    } catch {
      connection.say(ControlReply.failed(error.description).line)
      connection.stream = nil
      return
    }
    if let through = stream.through, stream.tail.lastNumber >= through {
      connection.stream = nil
      connection.deadline = now + ControlLimits.idleNanoseconds
      connection.say(ControlReply.done(.null).line)
      connection.flush()
    }
  }

  private func expire(_ connection: ControlConnection, _ now: UInt64) {
    guard connection.owed != nil else {
      connection.end()
      return
    }
    connection.owed = nil
    connection.say(ControlReply.failed("the agent did not answer in time").line)
    connection.flush()
    connection.deadline = now + ControlLimits.idleNanoseconds
  }
}
