import CLinux
import Glibc
import ModbusLink
import Registers
import Testing

@Suite("Descriptors")
struct DescriptorTests {
  @Test("with 1,200 descriptors open, lines work and libmodbus does not abort")
  func many() async {
    await #expect(processExitsWith: .success) {
      let limit = Descriptors.raiseLimit()
      try #require(limit.hasRoomAbove)
      // The reader takes its low number first, as the agent does; then the numbers run out.
      let (subject, device, _) = try LineUnderTest.connected()
      for _ in 0..<1200 { try #require(open("/dev/null", O_RDONLY) >= 0) }
      for token in UInt16(1)...3 {
        try #require(subject.line.send(Frames.request, token: token) == nil)
        try #require(device.receive(12).count == 12)
        device.send(Frames.answer(token))
        try #require(subject.next() == .frame(Frames.answer(token), token: token))
      }
      subject.line.close()
      try #require(device.isEndedByClient)
    }
  }

  @Test("when no number below 1024 is left, a reader is refused in words")
  func none() async {
    await #expect(processExitsWith: .success) {
      _ = Descriptors.raiseLimit()
      for _ in 0..<1200 { try #require(open("/dev/null", O_RDONLY) >= 0) }
      #expect(throws: SystemFailure.self) { try FrameReader() }
    }
  }

  @Test("a line that gets no descriptor says so and is tried again")
  func outOfDescriptors() async {
    await #expect(processExitsWith: .success) {
      let peer = try LoopbackPeer()
      let subject = try LineUnderTest(port: peer.port)
      var limit = rlimit()
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
      getrlimit(resource, &limit)
      let former = limit.rlim_cur
      limit.rlim_cur = 3
      setrlimit(resource, &limit)
      try #require(subject.open() == .failed(.unreachable(.outOfDescriptors)))
      limit.rlim_cur = former
      setrlimit(resource, &limit)
      try #require(subject.open() == .opened)
    }
  }

  @Test("lines leave the last descriptors to those who ask what is wrong")
  func reserve() async {
    await #expect(processExitsWith: .success) {
      let peer = try LoopbackPeer()
      let subject = try LineUnderTest(port: peer.port)
      var limit = rlimit(rlim_cur: 200, rlim_max: 200)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      try #require(Descriptors.raiseLimit().count == 200)
      var taken: [Int32] = []
      while true {
        let descriptor = open("/dev/null", O_RDONLY)
        guard descriptor < 200 - Int32(Descriptors.reserve) else {
          close(descriptor)
          break
        }
        taken.append(descriptor)
      }
      try #require(subject.open() == .failed(.unreachable(.outOfDescriptors)))
      // Refused, and nothing of it is left open.
      try #require(open("/dev/null", O_RDONLY) == 200 - Int32(Descriptors.reserve))
      close(200 - Int32(Descriptors.reserve))
      close(taken.removeLast())
      try #require(subject.open() == .opened)
    }
  }

  @Test("a descriptor is moved out of the numbers that libmodbus can use")
  func elevate() throws {
    try #require(Descriptors.raiseLimit().hasRoomAbove)
    let low = open("/dev/null", O_RDONLY)
    let high = Descriptors.elevate(low)
    #expect(high >= 1024)
    #expect(fcntl(high, F_GETFD) == FD_CLOEXEC)
    close(high)
  }
}
