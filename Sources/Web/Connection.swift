import Glibc

/// One socket with the state of its conversation and the response that is being sent. Confined to
/// the thread of the server.
final class Connection {
  enum Progress {
    case done
    case blocked
    case failed
  }

  let descriptor: Int32
  /// Tells this use of the descriptor's number from the next.
  let generation: UInt32
  let peer: IPAddress?
  var machine: ConnectionStateMachine
  /// What the poll set waits for on the socket.
  var waitsToWrite = false

  /// What is being answered, as long as it may serve others too.
  private(set) var underWay: (question: Question, response: HTTPResponse)?

  private var head: [UInt8] = []
  private var body: [UInt8] = []
  private var sentBytes = 0

  init(
    descriptor: Int32, generation: UInt32, peer: IPAddress?, machine: ConnectionStateMachine
  ) {
    self.descriptor = descriptor
    self.generation = generation
    self.peer = peer
    self.machine = machine
  }

  var isSending: Bool { !head.isEmpty }

  /// The memory of the body that is being sent, by which shared bodies are told; nil for none.
  var heldBody: (identity: UInt, byteCount: Int)? {
    body.isEmpty ? nil : (Self.identity(of: body), body.count)
  }

  /// Where the bytes of an array are, which is the same for its copies.
  static func identity(of bytes: [UInt8]) -> UInt {
    bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
  }

  /// What of a request decides on the answer.
  struct Question: Hashable {
    let path: String
    let query: [HTTPRequest.QueryItem]
    let headers: [String?]

    init(_ request: HTTPRequest) {
      path = request.path
      query = request.query
      headers = ["accept", "accept-encoding", "host"].map { request.header($0) }
    }
  }

  func begin(_ response: HTTPResponse, to question: Question? = nil, withoutBody: Bool) {
    underWay = question.map { ($0, response) }
    head = response.head(closes: machine.closesAfterResponse)
    body = withoutBody || !response.status.allowsBody ? [] : response.body
    sentBytes = 0
  }

  /// Sends what the socket takes. A long response yields after some rounds, for others' sake.
  func send() -> Progress {
    for _ in 0..<8 {
      let count = head.withUnsafeBytes { head in
        body.withUnsafeBytes { body in transmit(head, body) }
      }
      if count < 0 {
        switch errno {
        case EINTR: continue
        case EAGAIN: return .blocked
        default: return .failed
        }
      }
      sentBytes += count
      if sentBytes == head.count + body.count {
        // Let go of the shared body at once.
        (head, body, sentBytes) = ([], [], 0)
        underWay = nil
        return .done
      }
    }
    return .blocked
  }

  /// Makes closing drop what the system still holds for a peer that does not read.
  func forgetUnsent() {
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
  }

  private func transmit(_ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer) -> Int {
    let headRest = head.dropFirst(sentBytes)
    let bodyRest = body.dropFirst(max(0, sentBytes - head.count))
    return withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
      var count = 0
      for rest in [headRest, bodyRest] where !rest.isEmpty {
        let bytes = UnsafeRawBufferPointer(rebasing: rest)
        parts[count] = iovec(
          iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: bytes.count)
        count += 1
      }
      var message = msghdr()
      message.msg_iov = parts.baseAddress
      message.msg_iovlen = count
      return sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL))
    }
  }
}
