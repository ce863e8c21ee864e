import Glibc
import ModbusLink
import Runtime
import Testing

@Suite("Signals")
struct SignalWatchTests {
  @Test("a signal is an event, and what was waited for besides is another")
  func wakenings() async {
    await #expect(processExitsWith: .success) {
      let watch = try SignalWatch([SIGTERM, SIGINT])
      let box = try Mailbox<Int>(capacity: 1)
      try #require(watch.wait(orReadable: box.descriptor, milliseconds: 0) == .timeout)
      box.post(1)
      try #require(watch.wait(orReadable: box.descriptor, milliseconds: -1) == .readable)
      // To this thread: those of the test library started before and block nothing.
      pthread_kill(pthread_self(), SIGTERM)
      try #require(watch.wait(orReadable: box.descriptor, milliseconds: -1) == .signal(SIGTERM))
    }
  }
}
