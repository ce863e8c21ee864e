import CLinux
import Glibc
import Registers

/// A standing connection and the request under way on it. Does not close its descriptor.
final class Connection {
  let descriptor: Int32
  private let framing: Framing
  private let reader: FrameReader
  /// The unit asked last, and the token of that request.
  private var unit: UnitID?
  private var token: UInt16 = 0
  private var isAnswerDue = false
  /// What of the request did not fit into the socket's buffer.
  private var unsent: ArraySlice<UInt8> = []
  /// What has come of a Modbus/TCP frame that is not all there.
  private var held: [UInt8] = []
  private var mayHoldMore = false
  /// Whether the peer has ended; what it sent before may still wait.
  private var isEnded = false

  init(_ descriptor: Int32, framing: Framing, reader: FrameReader) {
    self.descriptor = descriptor
    self.framing = framing
    self.reader = reader
  }

  func send(_ request: some UnitRequest, token: UInt16) -> ModbusFault? {
    // RTU frames do not say which request they answer, so what is there before the request goes
    // out must never be taken for its answer.
    if framing == .rtu {
      switch reader.next(from: descriptor, unit: request.unit) {
      case .nothing: break
      case .failed(.disconnected): return .disconnected
      case .incomplete, .frame, .failed: return .flawed(.unsolicited)
      }
    }
    // One request at a time: the last one has left before the next is sent.
    guard unsent.isEmpty else { return .disconnected }
    unit = request.unit
    self.token = token
    isAnswerDue = true
    unsent = request.frame(framing, transaction: token)[...]
    return flush() ? nil : .disconnected
  }

  func react(to readiness: EventQueue.Readiness) -> TCPLine.Event? {
    if readiness.isWritable, !flush() { return .failed(.disconnected) }
    guard readiness.isReadable || readiness.isEnded else { return nil }
    isEnded = isEnded || readiness.isEnded
    mayHoldMore = isEnded
    return look()
  }

  func lookAgain() -> TCPLine.Event? {
    guard mayHoldMore else { return nil }
    mayHoldMore = false
    return look()
  }

  private func look() -> TCPLine.Event? {
    let outcome =
      switch framing {
      case .tcp: reader.next(from: descriptor, held: &held)
      case .rtu: reader.next(from: descriptor, unit: unit ?? .direct)
      }
    switch outcome {
    case .nothing: return nil
    case .failed(.disconnected): return .failed(.disconnected)
    case .incomplete where isAnswerDue: return isEnded ? .failed(.disconnected) : nil
    case .failed(let fault) where isAnswerDue: return .failed(fault)
    case .frame(let frame, bytesWait: false) where isAnswerDue:
      isAnswerDue = false
      return .frame(frame, token: token)
    // One question has one answer. What is followed by more may be the beginning of one frame and
    // the end of another, and on TCP no checksum would show it.
    case .incomplete, .failed, .frame: return .failed(.flawed(.unsolicited))
    }
  }

  /// Sends what is left. False when the connection is gone.
  private func flush() -> Bool {
    while !unsent.isEmpty {
      let (count, code) = unsent.withUnsafeBytes { bytes in
        let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        return (count, errno)
      }
      if count > 0 {
        unsent = unsent.dropFirst(count)
      } else if code == EAGAIN {
        return true
      } else if code != EINTR {
        return false
      }
    }
    return true
  }
}
