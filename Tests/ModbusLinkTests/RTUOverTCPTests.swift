import ModbusLink
import Registers
import Testing

@Suite("RTU frames through a terminal server")
struct RTUOverTCPTests {
  @Test("request and answer carry unit and checksum")
  func transaction() throws {
    let (subject, device, _) = try LineUnderTest.connected(framing: .rtu)
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    #expect(device.receive(8) == Frames.withChecksum([3, 3, 0, 16, 0, 2]))
    for byte in Frames.rtuAnswer.dropLast() {
      device.send([byte])
      #expect(subject.nextReport() == nil)
    }
    device.send([Frames.rtuAnswer.last!])
    #expect(subject.next() == .frame(Frames.rtuAnswer, token: 1))
  }

  @Test("a refusal of the device is one whole frame")
  func exception() throws {
    let (subject, device, _) = try LineUnderTest.connected(framing: .rtu)
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    let refusal = Frames.withChecksum([3, 0x83, 2])
    device.send(refusal)
    #expect(subject.next() == .frame(refusal, token: 1))
  }

  @Test(
    "a frame with a wrong checksum or of another unit is passed up whole, for the proof to refuse",
    arguments: [
      ([3, 3, 4, 0x12, 0x34, 0x56, 0x78, 0, 0], ResponseFlaw.checksum),
      (Frames.withChecksum([4, 3, 4, 0x12, 0x34, 0x56, 0x78]), .unit),
    ] as [([UInt8], ResponseFlaw)])
  func flawed(frame: [UInt8], flaw: ResponseFlaw) throws {
    let (subject, device, _) = try LineUnderTest.connected(framing: .rtu)
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send(frame)
    #expect(subject.next() == .frame(frame, token: 1))
    #expect(throws: ModbusFault.flawed(flaw)) {
      try ResponseProof.prove(frame, answers: Frames.request, transaction: 1, framing: .rtu)
    }
  }

  @Test("what is there before the request goes out is never taken for its answer")
  func leftOver() throws {
    let (subject, device, _) = try LineUnderTest.connected(framing: .rtu)
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send(Frames.rtuAnswer)
    #expect(subject.next() == .frame(Frames.rtuAnswer, token: 1))
    device.send(Frames.rtuAnswer)
    #expect(subject.line.send(Frames.request, token: 2) == .flawed(.unsolicited))
    #expect(!subject.line.isOpen)
  }

  @Test("a function that no request has is a flaw at once")
  func garbage() throws {
    let (subject, device, _) = try LineUnderTest.connected(framing: .rtu)
    #expect(subject.line.send(Frames.request, token: 1) == nil)
    device.send([3, 0x2A])
    #expect(subject.next() == .failed(.flawed(.function)))
  }
}
