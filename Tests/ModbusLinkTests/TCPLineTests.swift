import Glibc
import ModbusLink
import Readings
import Registers
import Testing

@Suite("A TCP line")
struct TCPLineTests {
  @Test("the request goes out with our own transaction, and the answer comes back whole")
  func transaction() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 0xBEEF) == nil)
    #expect(device.receive(12) == [0xBE, 0xEF, 0, 0, 0, 6, 3, 3, 0, 16, 0, 2])
    device.send(Frames.answer(0xBEEF))
    #expect(subject.next() == .frame(Frames.answer(0xBEEF), token: 0xBEEF))
    #expect(subject.line.lookAgain() == nil)
  }

  @Test("a refusal of the device is one whole frame")
  func exception() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    let refusal: [UInt8] = [0, 1, 0, 0, 0, 3, 3, 0x83, 2]
    device.send(refusal)
    #expect(subject.next() == .frame(refusal, token: 1))
  }

  @Test("an answer that trickles in byte by byte is waited for without being taken apart")
  func trickle() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 2) == nil)
    let answer = Frames.answer(2)
    for byte in answer.dropLast() {
      device.send([byte])
      #expect(subject.nextReport() == nil)
      #expect(subject.isQuiet, "a partial frame must not keep the queue busy")
    }
    device.send([answer.last!])
    #expect(subject.next() == .frame(answer, token: 2))
  }

  @Test("however an answer is cut into pieces, it arrives whole and once", arguments: 1...40)
  func pieces(seed: Int) throws {
    let (subject, device, _) = try LineUnderTest.connected()
    var state = UInt64(seed)
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    for token in UInt16(1)...5 {
      #expect(subject.line.send(Frames.request, token: token) == nil)
      var rest = Frames.answer(token)[...]
      while rest.count > 1, random(4) > 0 {
        let piece = rest.prefix(1 + random(rest.count - 1))
        device.send(Array(piece))
        rest = rest.dropFirst(piece.count)
        #expect(subject.nextReport() == nil)
      }
      device.send(Array(rest))
      #expect(subject.next() == .frame(Frames.answer(token), token: token))
      #expect(subject.line.lookAgain() == nil)
    }
  }

  @Test("an answer with another transaction is passed up as it is, for the proof to refuse")
  func lateAnswer() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 9) == nil)
    device.send(Frames.answer(8))
    let event = subject.next()
    #expect(event == .frame(Frames.answer(8), token: 9))
    #expect(throws: ModbusFault.flawed(.transaction)) {
      try ResponseProof.prove(
        Frames.answer(8), answers: Frames.request, transaction: 9, framing: .tcp)
    }
  }

  @Test(
    "a header that cannot begin an answer fails at once, without waiting for what it announces",
    arguments: [
      ([0, 1, 0, 0, 0, 255], ResponseFlaw.length), ([0, 1, 0, 0, 0x11, 0], .length),
      ([0, 1, 0, 0, 0, 1], .length), ([0, 1, 0, 0, 0, 0], .length),
      ([0, 1, 0, 5], .protocolID), ([3, 3, 4, 0x12], .protocolID),
    ] as [([UInt8], ResponseFlaw)])
  func nonsenseHeader(bytes: [UInt8], flaw: ResponseFlaw) throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send(bytes)
    #expect(subject.next() == .failed(.flawed(flaw)))
    #expect(!subject.line.isOpen)
  }

  @Test(
    "a frame whose header and byte count disagree is passed up whole, for the proof to refuse",
    arguments: [
      // The header announces fewer bytes than the count, more than the count, too few for one.
      [0, 1, 0, 0, 0, 5, 3, 3, 4, 0x12, 0x34],
      [0, 1, 0, 0, 0, 9, 3, 3, 4, 0x12, 0x34, 0x56, 0x78, 0, 0],
      [0, 1, 0, 0, 0, 2, 3, 3],
    ] as [[UInt8]])
  func disagreement(frame: [UInt8]) throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    let before = MonotonicClock.now
    device.send(frame)
    #expect(subject.next() == .frame(frame, token: 1))
    #expect(MonotonicClock.now.since(before) < .seconds(1))
    #expect(throws: ModbusFault.flawed(.length)) {
      try ResponseProof.prove(frame, answers: Frames.request, transaction: 1, framing: .tcp)
    }
  }

  @Test("the longest answer arrives whole")
  func longest() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    let request = ReadRequest(
      unit: Frames.request.unit, span: RegisterSpan(table: .inputRegister, start: 0, count: 125)!)
    #expect(subject.line.send(request, token: 1) == nil)
    let answer = [0, 1, 0, 0, 0, 253, 3, 4, 250] + (0..<250).map { UInt8($0) }
    device.send(answer)
    #expect(subject.next() == .frame(answer, token: 1))
  }

  @Test(
    "an answer with more bytes behind it is not believed, and ends the line", arguments: [1, 13])
  func merged(count: Int) throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    _ = device.receive(12)
    device.send(Frames.answer(1) + Frames.answer(1).prefix(count))
    #expect(subject.next() == .failed(.flawed(.unsolicited)))
    #expect(device.isEndedByClient)
  }

  @Test("an answer that breaks off and goes on as another frame is not believed")
  func spliced() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    _ = device.receive(12)
    device.send(Frames.answer(1).dropLast(2) + Frames.answer(9))
    #expect(subject.next() == .failed(.flawed(.unsolicited)))
  }

  @Test("the second of two answers, come later, counts for the next request and is refused there")
  func duplicate() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send(Frames.answer(1))
    #expect(subject.next() == .frame(Frames.answer(1), token: 1))
    #expect(subject.line.send(Frames.request, token: 2) == nil)
    device.send(Frames.answer(1))
    #expect(subject.next() == .frame(Frames.answer(1), token: 2))
  }

  @Test("bytes that come although nothing was asked end the line", arguments: [1, 13])
  func unsolicited(count: Int) throws {
    let (subject, device, _) = try LineUnderTest.connected()
    device.send(Array(Frames.answer(1).prefix(count)))
    #expect(subject.next() == .failed(.flawed(.unsolicited)))
  }

  @Test("a reset in the middle of a frame is a disconnection")
  func reset() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send(Array(Frames.answer(1).prefix(8)))
    device.reset()
    #expect(subject.next() == .failed(.disconnected))
    #expect(subject.line.send(Frames.request, token: 2) == .disconnected)
  }

  @Test("an end in the middle of a frame is a disconnection, not a frame")
  func truncated() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send(Array(Frames.answer(1).prefix(12)))
    device.hangUp()
    #expect(subject.next() == .failed(.disconnected))
  }

  @Test("an answer just before the end still counts, and the end is reported after it")
  func answerThenEnd() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send(Frames.answer(1))
    device.hangUp()
    #expect(subject.next() == .frame(Frames.answer(1), token: 1))
    #expect(subject.next() == .failed(.disconnected))
  }

  @Test("closing ends the connection although libmodbus was lent a duplicate of it")
  func closingReleasesTheLease() throws {
    let (subject, device, _) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    _ = device.receive(12)
    device.send(Frames.answer(1))
    #expect(subject.next() == .frame(Frames.answer(1), token: 1))
    subject.line.close()
    #expect(device.isEndedByClient)
  }

  @Test("a line that was given up and opened again hears nothing of its former connection")
  func reopened() throws {
    let (subject, former, peer) = try LineUnderTest.connected()
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    former.send(Frames.answer(1))
    // The report of the first connection may stand in the queue while the line is reopened.
    #expect(subject.open() == .opened)
    let device = peer.accept()
    #expect(subject.line.send(Frames.request, token: 2) == nil)
    device.send(Frames.answer(2))
    #expect(subject.next() == .frame(Frames.answer(2), token: 2))
  }
}
