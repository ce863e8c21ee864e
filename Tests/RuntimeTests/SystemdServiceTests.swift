import Glibc
import Readings
import Runtime
import Testing

@Suite("Who started the process")
struct SystemdServiceTests {
  private func manager(_ variables: [String: String], process: Int32 = 42) -> SystemdService {
    SystemdService(environment: { variables[$0] }, process: process)
  }

  @Test("is nobody without variables, and nobody is told anything")
  func nobody() {
    let none = manager([:])
    #expect(!none.isListening)
    #expect(!none.tell(["READY=1"]))
    #expect(none.watchdog == nil)
    #expect(none.sockets.isEmpty)
  }

  @Test("wants to hear of the process it means, and of no other")
  func watchdog() {
    #expect(manager(["WATCHDOG_USEC": "3000000"]).watchdog == .seconds(3))
    #expect(manager(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "42"]).watchdog == .seconds(3))
    #expect(manager(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "41"]).watchdog == nil)
    for nonsense in ["", "0", "-5", "soon"] {
      #expect(manager(["WATCHDOG_USEC": nonsense]).watchdog == nil)
    }
  }

  @Test("hands sockets over to the process it means, and to no other")
  func sockets() {
    #expect(manager(["LISTEN_FDS": "1"]).sockets.isEmpty)
    #expect(manager(["LISTEN_FDS": "1", "LISTEN_PID": "41"]).sockets.isEmpty)
    #expect(manager(["LISTEN_FDS": "x", "LISTEN_PID": "42"]).sockets.isEmpty)
    #expect(manager(["LISTEN_FDS": "-1", "LISTEN_PID": "42"]).sockets.isEmpty)
    #expect(manager(["LISTEN_FDS": "999999", "LISTEN_PID": "42"]).sockets.isEmpty)
  }

  @Test("is told nothing where the address is none")
  func addresses() {
    for path in ["relative", "", String(repeating: "/x", count: 100), "/nowhere/at/all"] {
      #expect(!manager(["NOTIFY_SOCKET": path]).tell(["READY=1"]))
    }
  }

  @Test("is told a status in one line, whatever it holds")
  func status() {
    #expect(SystemdService.status("a\nREADY=1\rb") == "STATUS=a READY=1 b")
  }
}
