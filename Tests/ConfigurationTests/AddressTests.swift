import Configuration
import Polling
import Testing

@Suite("Addresses")
struct AddressTests {
  @Test(
    "addresses are read strictly and written in one way",
    arguments: [
      ("0.0.0.0", "0.0.0.0"), ("10.20.1.255", "10.20.1.255"), ("::", "::"), ("::1", "::1"),
      ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
      ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::", "fe80::"),
      ("::ffff:10.0.0.1", "::ffff:a00:1"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
      ("10.0.0.256", nil), ("10.0.0", nil), ("10.0.0.1.2", nil), ("010.0.0.1", nil), ("", nil),
      ("10.0.0.+1", nil), ("a.b.c.d", nil), ("1::2::3", nil), (":::", nil), ("1:2:3", nil),
      ("1:2:3:4:5:6:7:8:9", nil), ("1:2:3:4:5:6:7::8:9", nil), ("12345::", nil), ("g::", nil),
      ("10.0.0.1::", nil), ("::1%eth0", nil),
    ] as [(String, String?)])
  func addresses(text: String, expected: String?) {
    #expect(IPAddress(text)?.description == expected)
  }

  @Test(
    "an endpoint is read into what the line needs",
    arguments: [
      ("tcp://10.20.1.11:502", "tcp://10.20.1.11:502"), ("tcp://UPS-A", "tcp://ups-a:502"),
      ("tcp://[::1]:1502", "tcp://[::1]:1502"), ("tcp://[2001:DB8::1]", "tcp://[2001:db8::1]:502"),
      ("rtu+tcp://ts_1:4001", "rtu+tcp://ts_1:4001"),
      ("rtu:/dev/ttyS0", "rtu:/dev/ttyS0?baud=9600&parity=none&stop=1"),
      (
        "rtu:/dev/ttyUSB0?stop=2&parity=even&baud=19200",
        "rtu:/dev/ttyUSB0?baud=19200&parity=even&stop=2"
      ),
    ])
  func endpoints(text: String, expected: String) throws {
    #expect(try Endpoint(text).description == expected)
  }

  @Test(
    "listening addresses are read and written back",
    arguments: ["127.0.0.1:9877", "[::1]:9877", "0.0.0.0:80", "127.0.0.1:0", "unix:/run/h/http"])
  func listening(text: String) throws {
    #expect(try ListenAddress(text).description == text)
  }

  @Test(
    "blocks are read and written back",
    arguments: ["0.0.0.0/0", "127.0.0.0/8", "10.20.30.40/32", "::1/128", "fe80::/10", "::/0"])
  func blocks(text: String) throws {
    #expect(try CIDR(text).description == text)
  }
}
